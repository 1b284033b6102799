"""How mature a review's practices are, and how the report was made."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from pillars.rules import Default
from reviews.maturity import LEVELS, NEEDED_PERCENT, START, LevelState
from reviews.report import wording as w
from reviews.report.blocks import Block, Heading, Level, Levels, Together, said
from reviews.report.held import Held
from reviews.results_document import PracticePart, WorkloadResults
from reviews.states import Claim, StepState

#: More bars than this are told by the lowest ones.
MOST = 24


def maturity(held: Held) -> Iterator[Block]:
    """Yield the maturity of the practices that have steps; nothing for a lens without steps."""
    found = [
        (part.id, practice)
        for part, _, _ in held.questions
        for practice in part.practices
        if practice.steps and practice.state != Claim.NOT_APPLICABLE
    ]
    if not found or held.assessment.maturity.state is LevelState.LEFT_OUT:
        return
    yield Heading(1, "How mature it is", anchor=f"maturity-{held.part.lens}")
    lowest = sorted(found, key=lambda pair: pair[1].level or 0)[:MOST] if len(found) > MOST else found
    yield Levels(tuple(_level(held.short(question, practice.id), practice) for question, practice in lowest))
    more = f" The {MOST} lowest of {len(found)} practices are drawn." if len(found) > MOST else ""
    yield said(
        f"A level is reached at {NEEDED_PERCENT}% of its steps, the line in each bar, with all its essential steps ",
        f"done and the levels below it reached. The lowest practice decides.{more}",
        tone="quiet",
    )


def _level(name: str, practice: PracticePart) -> Level:
    at = practice.level or START
    asked = {level: [step for step in practice.steps if step.level == level] for level in LEVELS}
    begun = [level for level in LEVELS if any(step.state != StepState.UNANSWERED for step in asked[level])]
    # A level that nobody has looked at says nothing; the one that was reached does.
    level = at + 1 if at + 1 in begun or at == START else at
    level = min(level, LEVELS[-1])
    apply = [step for step in asked[level] if step.state != StepState.NOT_APPLICABLE]
    halves = sum({StepState.DONE: 2, StepState.PARTLY: 1}.get(StepState(step.state), 0) for step in apply)
    share = halves / (2 * len(apply)) if apply else 0
    open_essential = sum(step.essential and StepState(step.state).is_open for step in apply)
    below = f"Level {level} at {int(share * 100)}%: {halves / 2:g} of {len(apply)}"
    if open_essential:
        below += f"; {w.counted(open_essential, 'essential step')} open"
    reached = f"level {practice.level}" if practice.level else "not assessed"
    return Level(f"{name}, {reached}", below, share, NEEDED_PERCENT / 100)


def method(results: WorkloadResults, held: Held, zone: str, at: datetime) -> Together:
    """Return how the review and this report came about."""
    return Together(tuple(_method(results, held, zone, at)))


def _method(results: WorkloadResults, held: Held, zone: str, at: datetime) -> Iterator[Block]:
    yield Heading(1, "How this was made", anchor=f"method-{held.part.lens}")
    yield said(" ".join([*_answers(held, zone), *_risk(held)]))
    yield said(
        "A step that nobody answered is open, and a partly done one counts half towards maturity. "
        "A practice that is claimed without its essential steps being looked at is claimed only. "
        "A finding says that a practice which could lower a risk is absent, or is claimed while an essential step of "
        "it is not done. The plan puts first what takes away most risk for least effort: a small step counts 1, a "
        "medium one 3, a large one 8."
    )
    yield said(" ".join(_made(results, held, zone, at)), tone="quiet")


def _answers(held: Held, zone: str) -> Iterator[str]:
    part = held.part
    practices = [practice for question in part.questions for practice in question.practices]
    steps = [step for practice in practices for step in practice.steps]
    moments = [each.at for each in [*part.questions, *practices, *steps] if each.at]
    size = f"{w.counted(len(practices), 'practice')}"
    size += f", {len(steps)} steps" if steps else ""
    if moments:
        first, last = w.day_of(min(moments), zone), w.day_of(max(moments), zone)
        span = f"between {first} and {last}" if first != last else f"on {first}"
        yield f"The answers that stand were given {span}, by the team itself, against {part.lens_name}: {size}."
    else:
        yield f"Nobody has answered yet. The lens is {part.lens_name}: {size}."


def _risk(held: Held) -> Iterator[str]:
    rules = any(not isinstance(rule.condition, Default) for q in held.told.lens.questions for rule in q.rules)
    if rules:
        yield "The risk follows the lens's own rules, which stand with each question."
    yield "As supported means: a practice counts as not in place where an essential step of it is known to be not done."


def _made(results: WorkloadResults, held: Held, zone: str, at: datetime) -> Iterator[str]:
    part = held.part
    yield f"Lens {part.lens}, version {part.lens_version}; rules of computing {settings.ASSESSMENT_ENGINE};"
    yield f"revision {part.revision} of the answers, of which revision {part.assessed_revision} is assessed."
    yield f"Days are those of the team {results.team} ({zone}); the report was made on {w.moment(at)}."
    yield "A character that the typeface lacks is written as its Unicode number, such as [U+4F60]."
