"""Minimal sets and way down on published lenses and at 15 choices: ``python -m bench.additions [FOLDER]``.

Each published question is computed once for every combination of in place and not in place, with cold caches; the
questions of 15 choices for the state in which nothing is in place, the widest one.
"""

import itertools
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from time import process_time

from pillars.compiled import Practice, Question
from pillars.documents import LensProblems, read
from pillars.rules import Risk, Rule, parse
from reviews.additions import Standing, Standings, as_supported, claimed_risk, find_additions
from reviews.states import QuestionAnswers
from reviews.support import work_left
from reviews.way_down import find_routes, way_down

LENSES = Path(__file__).resolve().parents[2] / "shared" / "lenses"
NAMES = "abcdefghijklmno"
REPEATS = 5


def main() -> None:
    """Measure the published questions, then those of 15 choices."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else LENSES
    questions = list(published(folder))
    print(f"{len(questions)} published questions, at most {max(len(each.practices) for each in questions)} practices")
    report("published lenses", (timed(each, state) for each in questions for state in answered(each)))
    for label, question in wide().items():
        nothing = (Standing.ABSENT,) * len(question.practices)
        report(label, (timed(question, nothing) for _ in range(REPEATS)))


def published(folder: Path) -> Iterator[Question]:
    """Give every question of the lens documents in a folder; what cannot be loaded is named and left out."""
    for file in sorted(folder.glob("*.json")):
        try:
            document = read(file.read_bytes()).document
        except LensProblems as refused:
            print(f"left out: {file.name}: {refused.problems[0]}")
            continue
        for pillar in document.pillars:
            for question in pillar.questions:
                yield Question(
                    id=question.id,
                    pillar=pillar.id,
                    title=question.title,
                    practices=tuple(Practice(each.id, each.code, each.title) for each in question.practices),
                    none_choices=frozenset(choice.id for choice in question.none_choices),
                    rules=tuple(Rule(rule.tree, rule.risk) for rule in question.rules),
                )


def answered(question: Question) -> Iterator[Standings]:
    """Give every combination of in place and not in place."""
    return itertools.product((Standing.IN_PLACE, Standing.ABSENT), repeat=len(question.practices))


def wide() -> dict[str, Question]:
    """Return questions of 15 choices: with rules as lenses have them, and with one that lists thousands of sets."""
    most = " || ".join(f"({' && '.join(NAMES[:n] + NAMES[n + 1 :])})" for n in range(len(NAMES)))
    return {
        "15 choices, all of them": _of_15(" && ".join(NAMES), most),
        "15 choices, any 7 of them": _of_15(_at_least(7, NAMES), _at_least(6, NAMES)),
    }


def _of_15(to_none: str, to_medium: str) -> Question:
    rules = ((to_none, Risk.NONE), (to_medium, Risk.MEDIUM), ("default", Risk.HIGH))
    practices = tuple(Practice(name, "", name) for name in NAMES)
    return Question("q", "p", "", practices, frozenset(), tuple(Rule(parse(text), risk) for text, risk in rules))


def _at_least(count: int, names: str) -> str:
    if count == len(names):
        return f"({'&&'.join(names)})"
    if count == 1:
        return f"({'||'.join(names)})"
    return f"({names[0]}&&{_at_least(count - 1, names[1:])}||{_at_least(count, names[1:])})"


def timed(question: Question, standings: Standings) -> tuple[float, float, int]:
    """Return the milliseconds (of the processor) of the minimal sets and then the way down, and how many sets."""
    for cached in (claimed_risk, as_supported, find_additions):
        cached.cache_clear()
    answers = QuestionAnswers()
    begun = process_time()
    additions = find_additions(question, standings)
    found = process_time()
    work = {name: work_left(question.practice(name), answers) for name in additions.severities}
    way_down(find_routes(question, additions, work), work)
    end = process_time()
    return (found - begun) * 1000, (end - found) * 1000, len(additions.to_medium) + len(additions.to_none)


def report(label: str, measured: Iterable[tuple[float, float, int]]) -> None:
    """Print how many states there were, the most sets, and median and worst of both computations."""
    sets, ways, counts = zip(*measured, strict=True)
    print(f"{label:26} {len(counts):5} states, at most {max(counts):5} minimal sets")
    for name, milliseconds in (("minimal sets", sets), ("way down", ways)):
        print(f"  {name:14} median {median(milliseconds):8.3f} ms   worst {max(milliseconds):8.3f} ms")


if __name__ == "__main__":
    main()
