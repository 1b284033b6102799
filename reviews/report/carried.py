"""What a workload carries, said in a sentence or two: its risk, whether somebody accepts it, what would remove it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from pillars.rules import Risk
from reviews.assessment import ReviewedQuestion
from reviews.models import Acceptance
from reviews.portfolio.deadlines import day_in
from reviews.portfolio.work import Sizes
from reviews.report import wording as w
from reviews.report.blocks import Line, Paragraph, line, said
from reviews.report.held import Held
from reviews.results_document import AcceptancePart, FindingPart, ImprovementPart, QuestionPart
from reviews.states import Support
from reviews.way_down import Rung

Asked = tuple[QuestionPart, ReviewedQuestion]

_NOUNS = {Risk.HIGH: "high risk", Risk.MEDIUM: "medium risk"}


def lead(name: str, held: Held, zone: str, at: datetime) -> Paragraph:
    """Return what a director has to know of a review."""
    asked = [(part, reviewed) for part, reviewed, _ in held.questions]
    told = [_carries(name, held, asked), *_differs(held, asked), *_accepted(held, asked, zone)]
    told += [*_removed(asked), *_stale(held, zone, at)]
    return said(*(part for sentence in told for part in (*sentence, " ")), tone="lead")


def _carries(name: str, held: Held, asked: Sequence[Asked]) -> Line:
    counts = Counter(Risk(part.risk) for part, _ in asked)
    open_risks = [w.counted(counts[risk], noun) for risk, noun in _NOUNS.items() if counts[risk]]
    if counts[Risk.UNANSWERED] == len(asked):
        return line(f"{name} is ", w.strong("not reviewed yet"), f" against {held.part.lens_name}.")
    if counts[Risk.NOT_APPLICABLE] == len(asked):
        what = "The question does" if len(asked) == 1 else "The questions do"
        return line(w.strong(f"{what} not apply"), f" to {name}.")
    if len(asked) == 1:
        return _one(name, held, asked[0][0])
    left, many = sum(not part.complete for part, _ in asked), w.number(len(asked))
    more = (
        f" so far, with {w.number(left)} of {many} questions not answered in full."
        if left
        else f", of {many} questions."
    )
    return line(f"{name} carries ", w.strong(w.in_a_row(open_risks) if open_risks else "no risk"), more)


def _one(name: str, held: Held, part: QuestionPart) -> Line:
    """Say what the one question of a review comes to."""
    claimed = w.strong(w.PHRASES[Risk(part.risk)])
    so_far = f" so far, with {w.number(part.answered)} of {w.number(part.total)} practices answered"
    if part.risk == part.supported:
        return line(f"{name} carries ", claimed, "." if part.complete else f"{so_far}.")
    names = [held.short(part.id, each.id) for each in part.practices if each.support == Support.NOT_SUPPORTED]
    verb, its = ("is", "it") if len(names) == 1 else ("are", "them")
    why = f": {w.names(names)} {verb} said to be in place, and an essential step of {its} is not done."
    by_steps = w.strong(w.PHRASES[Risk(part.supported)])
    return line(
        f"{name} claims ", claimed, ", and by its steps carries ", by_steps, "" if part.complete else so_far, why
    )


def _differs(held: Held, asked: Sequence[Asked]) -> Iterator[Line]:
    """Say where the steps contradict the claims, or were not looked at."""
    differing = sum(part.risk != part.supported for part, _ in asked)
    if differing and len(asked) > 1:
        verb = "stands" if differing == 1 else "stand"
        yield line(f"By the steps, {w.counted(differing, 'question')} {verb} worse than claimed.")
    only = sum(practice.support == Support.CLAIMED_ONLY for part, _ in asked for practice in part.practices)
    if only and not differing:
        verb, them = ("is", "it") if only == 1 else ("are", "them")
        what = w.capital(w.counted(only, "practice"))
        yield line(f"{what} {verb} claimed only: not all essential steps behind {them} were looked at.")


def last_acceptance(finding: FindingPart) -> AcceptancePart | None:
    """Return the latest decision on a finding."""
    return max(finding.acceptances, key=lambda each: each.at, default=None)


def came_back(finding: FindingPart) -> AcceptancePart | None:
    """Return the acceptance of an open finding that ended by its date with nothing decided since."""
    last = last_acceptance(finding)
    return last if last and finding.resolved_at is None and last.ended == Acceptance.Ended.DATE else None


def _accepted(held: Held, asked: Sequence[Asked], zone: str) -> Iterator[Line]:
    until = sorted(part.accepted_until for part, _ in asked if part.accepted_until)
    back = [last.until for finding in held.open_findings if (last := came_back(finding))]
    if until:
        first = w.day(day_in(zone, until[0]))
        several = f"{w.capital(w.number(len(until)))} of them are accepted, the first until {first}."
        yield line(f"It is accepted until {first}." if len(until) == 1 else several)
    elif back:
        what = "It was" if len(back) == 1 else f"{w.capital(w.counted(len(back), 'finding'))} were"
        now = "it is open again and nobody has decided" if len(back) == 1 else "they are open again, undecided"
        yield line(f"{what} accepted until {w.day(min(back))}; since then {now}.")


def sizes_of(rungs: Sequence[Rung]) -> Sizes:
    """Add up the essential steps that are left on rungs of the way down."""
    return Sizes(sum(r.small for r in rungs), sum(r.medium for r in rungs), sum(r.large for r in rungs))


def _removed(asked: Sequence[Asked]) -> Iterator[Line]:
    """Say what the cheapest way to no risk costs."""
    ways = [way for _, reviewed in asked if (way := cheapest(reviewed))]
    sizes = sizes_of([rung for way in ways for rung in way])
    if not sizes.count:
        return
    what = w.capital(w.effort(sizes))
    whole = all(way[-1].risk is Risk.NONE for way in ways)
    verb = "removes" if sizes.count == 1 else "remove"
    yield line(f"{what} {verb} {'it' if len(asked) == 1 else 'them'}." if whole else f"{what} lower it.")


def cheapest(reviewed: ReviewedQuestion) -> tuple[Rung, ...]:
    """Return the rungs that have to be climbed to the lowest risk: the last one alone where it stands by itself."""
    rungs = reviewed.result.way_down
    return rungs[-1:] if rungs and rungs[-1].directly else rungs


def _stale(held: Held, zone: str, at: datetime) -> Iterator[Line]:
    oldest = held.assessment.oldest_confirmed
    if held.part.stale and oldest:
        days = (day_in(zone, at) - day_in(zone, oldest)).days
        yield line("The oldest answer is ", w.strong(f"{days:,} days old"), ": it is time to ask the team again.")


def open_lines(held: Held) -> list[ImprovementPart]:
    """Return the plan's open lines, in its order."""
    return [line for line in held.part.improvements if line.closed_at is None]
