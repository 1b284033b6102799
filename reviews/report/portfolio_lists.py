"""The lists of the portfolio's report: what is accepted, and the plan's first lines."""

from collections.abc import Iterator
from datetime import datetime

from pillars.rules import Risk
from reviews.models import Improvement
from reviews.portfolio.deadlines import days_late
from reviews.portfolio.figures import SOON
from reviews.portfolio.work import OpenWork, Sizes, name_of
from reviews.report import wording as w
from reviews.report.blocks import Block, Column, Heading, Line, Table, cell, line, said
from reviews.report.decided import KINDS, STATES
from reviews.report.portfolio_reading import PortfolioTold
from reviews.states import FindingKind, Severity

#: How many lines of the plan are listed.
MOST_LINES = 20


def accepted(told: PortfolioTold, at: datetime) -> Iterator[Block]:
    """Yield the risks that somebody accepts for a while, those that end first on top."""
    yield Heading(1, "What is accepted, and until when", anchor="accepted")
    if not told.accepted:
        yield said("Nobody accepts a risk at the moment.")
        return
    shown, total = len(told.accepted), told.accepted_total
    if shown < total:
        yield said(f"The {shown} that end first, of {total:,}.", tone="quiet")
    rows = tuple(
        (
            cell(line(w.strong(each.workload)), line(w.quiet(f"“{each.reason}”"))),
            cell(
                w.risk_line(
                    each.severity,
                    word=f"{_short(told, each.question, each.practice)}, {_kind(each.kind)}",
                    accepted=True,
                )
            ),
            cell(each.by),
            cell(w.day(each.until), line(w.strong("ends within 30 days")) if each.ends_at <= at + SOON else ""),
        )
        for each in told.accepted
    )
    columns = (Column("Workload and reason", 1), *map(Column, ("Finding", "By", "Until")))
    yield Table("Accepted risks, those that end first on top", columns, rows)


def _kind(kind: str) -> str:
    return KINDS[FindingKind(kind)]


def _short(told: PortfolioTold, question: str, practice: str) -> str:
    known = told.lens.practices.get((question, practice))
    if known is not None:
        return known.short_label
    asked = told.lens.questions.get(question)
    return asked.title if asked else told.lens.name


def plan(told: PortfolioTold, at: datetime) -> Iterator[Block]:
    """Yield the first lines of the plan across the workloads."""
    yield Heading(1, "What to do first", anchor="plan")
    if not told.work:
        yield said("The plan is empty: no open finding asks for work.")
        return
    shown = told.work[:MOST_LINES]
    if len(shown) < len(told.work):
        yield said(f"The first {len(shown)} of {len(told.work):,} open lines, in the order of the plan.", tone="quiet")
    rows = tuple(
        (
            cell(line(w.strong(each.workload)), line(w.quiet(_what(told, each)))),
            cell(each.owner or line(w.quiet("Nobody yet")), line(w.quiet(STATES[Improvement.State(each.state)]))),
            cell(*_due(each, at)),
            cell(*(f"{count} {size}" for count, size in Sizes.of([each.plan]).parts)),
            cell(_takes(each)),
        )
        for each in shown
    )
    columns = (Column("Improvement", 1), *map(Column, ("Owner", "Due", "Effort", "Takes the risk from")))
    yield Table("The plan, in the order in which it is worth doing", columns, rows)


def _what(told: PortfolioTold, each: OpenWork) -> str:
    known = told.lens.practices.get((each.question, each.practice))
    return f"{name_of(each)}, {known.short.lower() or known.title}" if known else name_of(each)


def _due(each: OpenWork, at: datetime) -> Iterator[Line]:
    if each.due is None:
        yield line(w.quiet("No date"))
        return
    yield line(w.day(each.due))
    late = days_late(each.due, each.zone, at) if each.state != Improvement.State.DONE else 0
    if late:
        yield line(w.strong(w.late(late)))


def _takes(each: OpenWork) -> Line:
    reason = each.plan.get("reason")
    if not reason:
        return line(w.quiet("Closes no finding"))
    now, after = Risk(reason["risk_now"]), Risk(reason["risk_after"])
    accepted_too = each.accepted and Severity(each.severity) != Severity.NONE
    words = f"{w.RISK_WORDS[now]} to {w.RISK_WORDS[after].lower()}"
    return line(w.risk_mark(now, accepted=accepted_too), "→ ", w.risk_mark(after), words)
