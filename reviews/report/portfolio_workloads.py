"""The workloads in the portfolio's report: the heat map, and a paragraph on each of the worst."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from pillars.rules import Risk
from reviews.models import Improvement
from reviews.portfolio import heat
from reviews.portfolio.deadlines import days_late
from reviews.portfolio.work import OpenWork, Sizes, name_of
from reviews.report import wording as w
from reviews.report.blocks import Block, Cell, Column, Heading, Mark, Table, Words, cell, line, said
from reviews.report.portfolio_reading import PortfolioTold
from reviews.templatetags.heatmap import RISKS
from reviews.templatetags.heatmap import STATES as CELLS

#: How many workloads get a paragraph.
MOST_WORST = 12

_WORDS = {
    "in_place": "In place",
    "claimed_only": "Claimed only",
    "in_part": "In part",
    "not_supported": "Unsupported",
    "absent": "Absent",
    "unanswered": "Unanswered",
    "not_applicable": "n/a",
}


def heat_map(told: PortfolioTold) -> Iterator[Block]:
    """Yield the workloads down, the practices (or pillars) across, worst first."""
    shown = len(told.rows)
    yield Heading(1, "Where is the risk?", anchor="where")
    of = f"The {shown} worst of {told.total:,} workloads" if shown < told.total else "All workloads"
    inside = "of essential steps, those done" if told.rows and told.rows[0].practices else "a pillar's worst risk"
    yield said(f"{of}, the worst first. In a cell: {inside}.", tone="quiet")
    described = _described(told)
    rows = tuple(
        (_name(row, linked=row in described), cell(str(row.line.tier)), _risk(row), *_cells(row), _maturity(row))
        for row in told.rows
    )
    across = [Column(f"{column.code} {column.name}".strip(), 0.9) for column in told.columns]
    columns = (Column("Workload", 1.4), Column("Tier"), Column("Risk as supported", 1.3), *across, Column("Maturity"))
    yield Table("Workloads by practice, worst first", columns, rows, grid=True)


def _name(row: heat.Row, *, linked: bool) -> Cell:
    name = Words(row.line.name, strong=True, to=anchor(row) if linked else "")
    return cell(line(name), line(w.quiet(row.line.team)))


def anchor(row: heat.Row) -> str:
    """Return the anchor of a workload's paragraph."""
    return f"workload-{row.line.public_id}"


def _risk(row: heat.Row) -> Cell:
    told = row.told
    if told is None:
        return cell(line(Mark("m-unanswered", "unanswered"), "Not reviewed"))
    first = w.risk_line(told.risk, claim=told.differs, accepted=told.accepted, so_far=told.so_far)
    return cell(first, *(line(w.quiet(text)) for text in _remarks(row, told)), tone=_tone(told.risk))


def _remarks(row: heat.Row, told: heat.RiskTold) -> Iterator[str]:
    if told.others:
        yield f"in {told.others + 1} questions"
    if told.so_far:
        yield f"so far, {told.answered} of {told.practices}"
    if told.differs:
        yield f"{w.RISK_WORDS[Risk(told.claimed)].lower()} as claimed"
    if told.accepted_until:
        yield f"accepted until {w.day(told.accepted_until)}"
    if told.back_since:
        yield f"back since {w.day(told.back_since, year=False)}"
    if told.days_old is not None:
        yield f"{told.days_old:,} days old"
    if row.assessing:
        yield "assessment to come"


def _tone(risk: str) -> str:
    return w.TONES[Risk(risk)] if Risk(risk).is_at_risk else ""


def _cells(row: heat.Row) -> Iterator[Cell]:
    for practice in row.practices:
        yield _practice(practice)
    for pillar in row.pillars:
        many = f"{pillar.count} questions" if pillar.count > 1 else ""
        mark = w.risk_line(pillar.risk, accepted=pillar.accepted, so_far=pillar.so_far, strong=False)
        yield cell(mark, many, tone=_tone(pillar.risk) if not pillar.accepted else "")


def _practice(practice: heat.PracticeCell) -> Cell:
    risk = RISKS.get(practice.state) or Risk(practice.severity or Risk.NONE)
    claimed_only = practice.state in ("claimed_only", "in_part")
    mark = w.risk_mark(risk, claim=practice.state == "not_supported", accepted=practice.accepted)
    mark = Mark("m-claimed", mark.tone) if claimed_only else mark
    word = "Accepted" if practice.accepted else _WORDS[practice.state]
    counted = practice.total and practice.state not in RISKS
    done = f"{practice.done} of {practice.total}" if counted else ""
    return cell(
        line(mark, Words(word)), line(w.quiet(done)) if done else "", tone="" if practice.accepted else _tone(risk)
    )


def _maturity(row: heat.Row) -> Cell:
    level = "–" if row.line.maturity is None else str(row.line.maturity)
    return cell(line(level, w.quiet(f" of {row.line.target}") if row.line.target else ""))


def _described(told: PortfolioTold) -> list[heat.Row]:
    """Return the rows that get a paragraph: the worst of those at risk."""
    return [row for row in told.rows if row.told and Risk(row.told.risk).is_at_risk][:MOST_WORST]


def worst(told: PortfolioTold, at: datetime) -> Iterator[Block]:
    """Yield a paragraph on each of the worst workloads."""
    rows = _described(told)
    if not rows:
        return
    yield Heading(1, "The workloads to talk about", anchor="worst")
    work: defaultdict[int, list[OpenWork]] = defaultdict(list)
    for each in told.work:
        work[each.review_id].append(each)
    for row in rows:
        yield Heading(2, f"{row.line.name}, {row.line.team}", anchor=anchor(row))
        yield said(*_story(row, work[row.line.review_id or 0], at))
    at_risk = sum(bool(row.told and Risk(row.told.risk).is_at_risk) for row in told.rows)
    if at_risk > len(rows):
        yield said(f"These are the {len(rows)} worst of {at_risk} at risk in the heat map above.", tone="quiet")


def _story(row: heat.Row, work: Sequence[OpenWork], at: datetime) -> Iterator[str | Words | Mark]:
    told = row.told
    if told is None:
        return
    yield from w.risk_line(
        told.risk,
        word=w.capital(w.PHRASES[Risk(told.risk)].removeprefix("a ")),
        claim=told.differs,
        accepted=told.accepted,
        so_far=told.so_far,
    )
    more = [f"tier {row.line.tier}", *_remarks(row, told)]
    yield f", {', '.join(more)}. "
    for practice in row.practices:
        if practice.severity:
            spoken = CELLS[practice.state].spoken + (", accepted" if practice.accepted else "")
            yield f"{practice.column.short} is {spoken} ({practice.severity.lower()}). "
    if row.line.maturity is not None and row.line.target:
        yield f"Maturity {row.line.maturity}, target {row.line.target}. "
    yield from _planned(work, at)


def _planned(work: Sequence[OpenWork], at: datetime) -> Iterator[str | Words]:
    if not work:
        yield "Nothing is planned."
        return
    first = work[0]
    sizes = w.effort(Sizes.of([first.plan]))
    yield f"The plan begins with {name_of(first)}{f', {sizes}' if sizes else ''}: "
    yield first.owner or "nobody owns it"
    yield f", due on {w.day(first.due)}" if first.due else ", without a date"
    late = days_late(first.due, first.zone, at) if first.state != Improvement.State.DONE else 0
    if late:
        yield ", "
        yield w.strong(w.late(late))
    rest = len(work) - 1
    yield f"; {w.counted(rest, 'more line')} {'follows' if rest == 1 else 'follow'}." if rest else "."
