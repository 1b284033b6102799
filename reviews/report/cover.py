"""The first page of a workload's report: what it is about, what has to be known, the key figures."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from pillars.rules import Risk
from reviews.models import Improvement, Workload
from reviews.portfolio.deadlines import day_in, days_late
from reviews.report import carried, decided
from reviews.report import wording as w
from reviews.report.background import Background
from reviews.report.blocks import Block, Facts, Figure, Figures, Line, line, said
from reviews.report.held import Held
from reviews.results_document import WorkloadResults


def cover(
    results: WorkloadResults, reviews: Sequence[Held], known: Background, *, by: str, at: datetime
) -> Iterator[Block]:
    """Yield the parts of the first page. ``by`` is who made the report, '' where that is not said."""
    if not reviews:
        yield said(f"{results.name} has not been reviewed against any lens yet.", tone="lead")
    for held in reviews:
        if len(reviews) > 1:
            yield said(w.strong(held.part.lens_name))
        yield carried.lead(results.name, held, known.zone, at)
        yield Figures(tuple(_figures(results, held, known.zone, at)))
    yield Facts(tuple(_facts(results, reviews, known, by, at)))
    for held in reviews:
        yield from decided.asks(held, known.zone, at, several=len(reviews) > 1)


def _facts(
    results: WorkloadResults, reviews: Sequence[Held], known: Background, by: str, at: datetime
) -> Iterator[tuple[str, Line]]:
    if results.description:
        yield "What it is", line(results.description)
    yield "Team", line(results.team + (f", owner {results.owner}" if results.owner else "; nobody owns it yet"))
    yield "Tier", line(Workload.Tier(results.tier).label)
    place = [Workload.Environment(results.environment).label, results.industry, results.regions]
    yield "Environment", line(". ".join(part for part in place if part))
    for held in reviews:
        part = held.part
        yield "Reviewed against", line(f"{part.lens_name}, version {part.lens_version}")
        yield "As assessed", line(_assessed(held, known.zone))
    stone = known.milestone
    if stone:
        yield "Last milestone", line(f"{stone.name}, {w.day_of(stone.at, known.zone)}, made by {stone.by}")
    yield "This report", line(w.moment(at), f", made by {by}" if by else "")


def _assessed(held: Held, zone: str) -> str:
    part = held.part
    if part.assessed_at is None:
        return "Not yet: findings and plan are still to come"
    told = f"Revision {part.assessed_revision}, on {w.day_of(part.assessed_at, zone)}"
    return f"{told}; something changed since, and findings and plan may be behind" if part.due else told


def _figures(results: WorkloadResults, held: Held, zone: str, at: datetime) -> Iterator[Figure]:
    yield _risk(held)
    yield _maturity(results, held)
    yield _acceptance(held, zone, at)
    yield _overdue(held, zone, at)


def _risk(held: Held) -> Figure:
    parts = [part for part, _, _ in held.questions]
    if len(parts) > 1:
        return _risks(held)
    part = parts[0]
    so_far = not part.complete and part.risk != Risk.UNANSWERED
    accepted = part.accepted_until is not None
    claim = part.risk != part.supported
    below = "claimed and supported"
    if so_far:
        below = f"so far: {part.answered} of {part.total} practices"
    elif claim:
        below = f"as supported; {w.RISK_WORDS[Risk(part.risk)].lower()} as claimed"
    elif part.risk in (Risk.UNANSWERED, Risk.NOT_APPLICABLE):
        below = w.cut(part.title, 60)
    elif accepted:
        below = "accepted; claimed and supported"
    mark = w.risk_mark(part.supported, claim=claim, accepted=accepted and not claim, so_far=so_far)
    return Figure("Risk", w.RISK_WORDS[Risk(part.supported)], below=below, mark=mark)


def _risks(held: Held) -> Figure:
    counts = Counter(part.risk for part, _, _ in held.questions)
    worst = next((risk for risk in (Risk.HIGH, Risk.MEDIUM) if counts[risk]), Risk.NONE)
    others = [f"{counts[risk]} {w.RISK_WORDS[risk].lower()}" for risk in w.RISK_WORDS if risk != worst and counts[risk]]
    name = w.RISK_WORDS[worst].lower()
    return Figure("Risk, in questions", str(counts[worst]), name, ", ".join(others), w.risk_mark(worst))


def _maturity(results: WorkloadResults, held: Held) -> Figure:
    maturity = held.assessment.maturity
    target = f"target {results.target}" if results.target else "no target"
    if maturity.state == "not_assessed":
        return Figure("Maturity", "–", target, "not assessed: level 2 is not answered in full")
    back = next(iter(held.holds_back), None)
    if maturity.level is None:
        below = "no practice with steps applies" if held.texts.steps else "this lens has no levels"
    elif back is None:
        below = "the highest level"
    else:
        below = f"{held.short(back.question, back.practice)} holds back level {back.level}"
    return Figure("Maturity", str(maturity.level or "–"), target, below)


def _acceptance(held: Held, zone: str, at: datetime) -> Figure:
    running = sorted(
        each.until for finding in held.open_findings for each in finding.acceptances if each.ended_at is None
    )
    back = sorted(last.until for finding in held.open_findings if (last := carried.came_back(finding)))
    if running:
        beside = f"{len(running)} findings" if len(running) > 1 else ""
        return Figure("Acceptance", "Running", beside, f"until {w.day(running[0])}")
    if back:
        days = (day_in(zone, at) - back[0]).days
        return Figure("Acceptance", "Ended", "", f"{w.day(back[0], year=False)}, {w.counted(days, 'day')} ago")
    return Figure("Acceptance", "None", "", "nothing is accepted")


def _overdue(held: Held, zone: str, at: datetime) -> Figure:
    lines = [each for each in carried.open_lines(held) if each.state != Improvement.State.DONE]
    late = [days for each in lines if (days := days_late(each.due, zone, at))]
    unowned = sum(not each.owner for each in lines)
    if late:
        below = w.late(max(late))
    elif unowned:
        below = f"{unowned} without owner"
    else:
        below = "of the plan's lines" if lines else "the plan is empty"
    return Figure("Overdue", str(len(late)), f"of {len(lines)}", below)
