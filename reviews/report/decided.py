"""What was accepted, what is being done, and what is asked of the reader."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from reviews.models import Acceptance, Improvement
from reviews.planning import Reason
from reviews.portfolio.deadlines import days_late
from reviews.portfolio.figures import SOON
from reviews.portfolio.work import Sizes
from reviews.report import wording as w
from reviews.report.believed import severity_word
from reviews.report.blocks import Block, Bullets, Column, Heading, Line, Table, Words, cell, line, said
from reviews.report.carried import came_back, open_lines
from reviews.report.held import Held
from reviews.results_document import AcceptancePart, FindingPart, ImprovementPart
from reviews.states import Claim, FindingKind, StepState, Support

#: More names than this are a number in a sentence.
MOST_NAMES = 6

KINDS = {FindingKind.GAP: "absent", FindingKind.UNSUPPORTED: "not supported", FindingKind.STALE: "stale"}

STATES = {
    Improvement.State.TO_DO: "To do",
    Improvement.State.IN_PROGRESS: "In progress",
    Improvement.State.DONE: "Said to be done",
}

_ENDED = {
    Acceptance.Ended.WORSENED: "Ended: it got worse",
    Acceptance.Ended.RESOLVED: "Ended: resolved",
    Acceptance.Ended.RENEWED: "Renewed",
    Acceptance.Ended.WITHDRAWN: "Withdrawn",
}


def accepted(held: Held, zone: str) -> Iterator[Block]:
    """Yield every decision to live with a risk, the latest first."""
    yield Heading(1, "What was accepted", anchor=f"accepted-{held.part.lens}")
    decisions = [(finding, each) for finding in held.part.findings for each in finding.acceptances]
    if not decisions:
        yield said("Nobody has accepted a risk of this review.")
        return
    decisions.sort(key=lambda pair: pair[1].at, reverse=True)
    columns = (Column("Finding", 1), *map(Column, ("By", "From", "Until", "State today")))
    rows = tuple(
        (
            cell(_finding(held, finding, each), line(w.quiet(f"“{each.reason}”"))),
            cell(each.by),
            cell(w.day_of(each.at, zone)),
            cell(w.day(each.until)),
            cell(_state(finding, each)),
        )
        for finding, each in decisions
    )
    yield Table("Decisions to accept a risk", columns, rows)
    yield said(
        "An acceptance ends at the start of the day that it names. Accepting a risk does not lower it.", tone="quiet"
    )


def _finding(held: Held, finding: FindingPart, acceptance: AcceptancePart) -> Line:
    name = held.short(finding.question, finding.practice) if finding.question else held.part.lens_name
    what = f"{name} {KINDS[FindingKind(finding.kind)]}, {severity_word(acceptance.severity)}"
    return w.risk_line(acceptance.severity, word=what, accepted=True)


def _state(finding: FindingPart, acceptance: AcceptancePart) -> Line:
    if acceptance.ended_at is None:
        return w.risk_line(acceptance.severity, word="Accepted", accepted=True)
    if came_back(finding) is acceptance:
        return w.risk_line(finding.severity or acceptance.severity, word="Ended, open again")
    return line(_ENDED.get(Acceptance.Ended(acceptance.ended), "Ended: its day came"))


def plan(held: Held, zone: str, at: datetime) -> Iterator[Block]:
    """Yield the open lines of the plan, in its order."""
    yield Heading(1, "What is being done", anchor=f"plan-{held.part.lens}")
    lines = open_lines(held)
    closed = len(held.part.improvements) - len(lines)
    if lines:
        columns = (Column("Improvement", 1), *map(Column, ("Owner", "Due", "Effort", "Takes the risk from")))
        rows = tuple(
            (
                cell(line(w.strong(named(held, each))), *_steps(held, each)),
                cell(each.owner or line(w.quiet("Nobody yet")), line(w.quiet(STATES[Improvement.State(each.state)]))),
                cell(*_due(each, zone, at)),
                cell(*_effort(held, each)),
                cell(*_takes(held, each)),
            )
            for each in lines
        )
        yield Table("The plan, in the order in which it is worth doing", columns, rows)
        if any(each.estimate for each in lines):
            yield said("An effort is an estimate where steps that it counts have no answer yet.", tone="quiet")
    else:
        yield said("The plan is empty: no open finding asks for work.")
    if closed:
        has = "line of the plan is" if closed == 1 else "lines of the plan are"
        yield said(f"{w.capital(w.number(closed))} {has} closed.", tone="quiet")


def named(held: Held, each: ImprovementPart) -> str:
    """Return what names an improvement: BP02, domains."""
    text = held.practice(each.question, each.practice)
    return f"{text.short_label}, {text.short.lower()}" if text.code and text.short else text.short_label


def _steps(held: Held, each: ImprovementPart) -> Iterator[Line]:
    titles = [held.texts.steps[name].title for name in each.steps if name in held.texts.steps]
    if titles:
        yield line(w.quiet(", ".join(titles)))


def _due(each: ImprovementPart, zone: str, at: datetime) -> Iterator[Line]:
    if each.due is None:
        yield line(w.quiet("No date"))
        return
    yield line(w.day(each.due))
    late = 0 if each.state == Improvement.State.DONE else days_late(each.due, zone, at)
    if late:
        yield line(w.strong(w.late(late)))


def _effort(held: Held, each: ImprovementPart) -> Iterator[Line]:
    fact = held.planned.get((each.question, each.practice))
    sizes = Sizes(fact.work.small, fact.work.medium, fact.work.large) if fact else Sizes()
    for count, size in sizes.parts:
        yield line(f"{count} {size}")
    if not sizes.count:
        yield line(f"{each.effort:g} points")
    if each.estimate:
        yield line(w.quiet("estimate"))


def _takes(held: Held, each: ImprovementPart) -> Iterator[Line]:
    fact = held.planned.get((each.question, each.practice))
    if fact is None or fact.reason is None:
        yield line(w.quiet("Closes no finding"))
        return
    reason = fact.reason
    words = f"{w.RISK_WORDS[reason.risk_now]} to {w.RISK_WORDS[reason.risk_after].lower()}"
    yield line(w.risk_mark(reason.risk_now, accepted=each.accepted), "→ ", w.risk_mark(reason.risk_after), words)
    with_others = _with(held, each, reason)
    if with_others:
        yield line(w.quiet(with_others))


def _with(held: Held, each: ImprovementPart, reason: Reason) -> str:
    def names(ids: Sequence[str]) -> str:
        return w.names([held.short(each.question, name) for name in ids])

    others = [name for name in reason.together if name != each.practice and name not in reason.after]
    told = [f"after {names(reason.after)}"] if reason.after else []
    told += [f"together with {names(others)}"] if others else []
    told += [f"instead of {names(reason.instead_of)}"] if reason.instead_of else []
    return ", ".join(told)


def asks(held: Held, zone: str, at: datetime, *, several: bool) -> Iterator[Block]:
    """Yield what waits for a decision, most pressing first; ``several``: the report is on more than one review."""
    whose = f": {held.part.lens_name}" if several else ""
    yield Heading(1, f"What we ask of you{whose}", anchor=f"asks-{held.part.lens}")
    found = [*_on_risks(held, zone, at), *_on_lines(held, zone, at), *_on_claims(held)]
    if found:
        count = "One decision" if len(found) == 1 else f"{w.capital(w.number(len(found)))} decisions"
        yield said(f"{count}:")
        yield Bullets(tuple((said(*each),) for each in found), start=1)
    else:
        yield said("Nothing: no decision is waiting.")


def _on_risks(held: Held, zone: str, at: datetime) -> Iterator[tuple[str | Words, ...]]:
    for finding in held.open_findings:
        name = held.short(finding.question, finding.practice)
        back = came_back(finding)
        if back:
            ended = f"{back.by} accepted it until {w.day(back.until)}"
            yield w.strong(f"{name}: act, or accept the risk again"), f" with a reason and an end. {ended}."
        for each in finding.acceptances:
            if each.ended_at is None and each.ends_at <= at + SOON:
                yield w.strong(f"{name}: decide what follows the acceptance"), f", which ends on {w.day(each.until)}."


def _on_lines(held: Held, zone: str, at: datetime) -> Iterator[tuple[str | Words, ...]]:
    lines = [each for each in open_lines(held) if each.state != Improvement.State.DONE]
    for each in lines:
        late = days_late(each.due, zone, at)
        if late and each.due:
            who = f" Ask {each.owner}." if each.owner else ""
            was = f"; it was due on {w.day(each.due)}, {w.counted(late, 'day')} ago.{who}"
            yield w.strong(f"{named(held, each)}: give it a new date"), was
    unowned = [held.short(each.question, each.practice) for each in lines if not each.owner]
    if unowned:
        undated = "" if any(each.due for each in lines if not each.owner) else " and a date"
        which = w.names(unowned)
        if len(unowned) > MOST_NAMES:
            which = w.capital(w.counted(len(unowned), "line of the plan", "lines of the plan"))
        yield w.strong(f"{which}: name an owner{undated}"), "."


def _on_claims(held: Held) -> Iterator[tuple[str | Words, ...]]:
    for part, _, _ in held.questions:
        for practice in part.practices:
            name = held.short(part.id, practice.id)
            if practice.support == Support.NOT_SUPPORTED:
                missing = [s.title for s in practice.steps if s.essential and s.state == StepState.NOT_DONE]
                yield w.strong(f"{name}: make the claim true, or take it back"), f". Not done: {'; '.join(missing)}."
            elif practice.state == Claim.NOT_IN_PLACE and 0 < practice.essential_total == practice.essential_done:
                yield w.strong(f"{name}: confirm that it is in place"), "; all its essential steps are done."
    left = sum(not part.complete for part, _, _ in held.questions)
    if left:
        what = "the question" if len(held.part.questions) == 1 else w.counted(left, "question")
        yield w.strong(f"Let the team answer the rest of {what}"), "; until then every risk is only so far."
    if held.part.stale:
        yield (
            w.strong("Let the team answer again"),
            ": the answers are older than the review interval, or the lens moved on.",
        )
