"""The report on the portfolio, put together for somebody who has a minute, and for who wants to read on."""

from collections.abc import Iterator
from datetime import UTC, datetime

from pillars.rules import Risk
from reviews.portfolio.figures import Figures as FiguresCounted
from reviews.portfolio.work import Deed, Sizes
from reviews.report import wording as w
from reviews.report.blocks import (
    Bar,
    Block,
    Bullets,
    Column,
    Facts,
    Figure,
    Figures,
    Heading,
    Line,
    Paragraph,
    Picture,
    Report,
    Table,
    Together,
    Words,
    cell,
    line,
    said,
)
from reviews.report.portfolio_lists import accepted, plan
from reviews.report.portfolio_reading import PortfolioTold
from reviews.report.portfolio_workloads import heat_map, worst

TITLE = "Architecture risk in the portfolio"

_MARKS = {"accepted": "accepted", "came_back": "came back"}


def report(told: PortfolioTold | None, *, at: datetime, by: str) -> Report:
    """Return what is to be said of the portfolio, as ``by`` may see it at a moment; None where no lens is loaded."""
    many = told.figures.workloads if told else 0
    return Report(
        title=TITLE,
        subtitle=f"{w.capital(w.counted(many, 'workload'))}, {w.day_of(at)}",
        head="Portfolio",
        foot=w.cut(f"{told.version.name}, version {told.version.number}", 70) if told else "",
        day=at.astimezone(UTC).date().isoformat(),
        moment=w.moment(at),
        cover=tuple(_cover(told, by, at)),
        body=tuple(_body(told, at)) if told and many else (),
    )


def _cover(told: PortfolioTold | None, by: str, at: datetime) -> Iterator[Block]:
    if told is None:
        yield said("No lens is loaded yet, so that no workload can be reviewed.", tone="lead")
    elif not told.figures.workloads:
        yield said("No workload fits what was chosen.", tone="lead")
    else:
        yield _lead(told)
        yield Figures(tuple(_figures(told)))
    yield Facts(tuple(_facts(told, by, at)))
    if told and told.figures.workloads:
        yield from _acting(told)


def _facts(told: PortfolioTold | None, by: str, at: datetime) -> Iterator[tuple[str, Line]]:
    if told:
        yield "Reviewed against", line(f"{told.version.name}, version {told.version.number}")
        chosen = f"workloads {', '.join(told.narrowed)}" if told.narrowed else "all workloads"
        yield "What is counted", line(f"{w.capital(chosen)}, as {by} may see them")
    yield "This report", line(f"{w.moment(at)}, made by {by}")


def _lead(told: PortfolioTold) -> Paragraph:
    figures, fall, span = told.figures, told.better.fall, told.better.span
    high = w.counted(figures.high, "high risk")
    open_risks = (
        f"{w.capital(high)} {'is' if figures.high == 1 else 'are'} open" if figures.high else "No high risk is open"
    )
    accepted_too = f" and {w.number(figures.high_accepted)} {_is(figures.high_accepted)} accepted"
    parts: list[str] = []
    if fall:
        parts.append(f"{w.capital(w.counted(fall.count, 'acceptance'))} in {fall.on:%B}, not work, took the open ones")
        parts.append(f" from {fall.before} to {fall.after}{_back(fall.count, fall.back)}. ")
    elif span.opened or span.closed or span.came_back:
        parts.append(
            f"Six months ago {'it was' if told.better.then == 1 else 'there were'} {w.number(told.better.then)}; "
        )
        parts.append(f"since then {w.number(span.opened)} opened and {w.number(span.closed)} closed. ")
    if told.clearing.open.count:
        verb = "clears" if told.clearing.open.count == 1 else "clear"
        parts.append(f"{w.capital(w.effort(told.clearing.open))} {verb} every high risk that is open.")
    first = w.strong(f"{open_risks}{accepted_too if figures.high_accepted else ''}. ")
    return said(first, *parts, tone="lead")


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _back(count: int, back: int) -> str:
    if not back:
        return ""
    if count == 1:
        return "; it has ended and the risk is back"
    return f"; {w.number(back)} {'has ended and its risk is' if back == 1 else 'have ended and their risks are'} back"


def _figures(told: PortfolioTold) -> Iterator[Figure]:
    figures, acting = told.figures, told.acting
    so_far = f"and {figures.high_so_far} so far" if figures.high_so_far else "questions, as claimed"
    yield Figure("High risks open", str(figures.high), "", so_far, w.risk_mark(Risk.HIGH))
    yield Figure("Accepted", str(figures.accepted), _severities(figures), _ending(figures))
    yield Figure("Not reviewed or stale", str(figures.to_review), f"of {figures.workloads}", "workloads")
    where = w.cut(", ".join(figures.unsupported_in), 40) or "every claim is carried"
    yield Figure("Claims not supported", str(figures.unsupported), "", where)
    yield Figure("Below target maturity", str(figures.below_target), f"of {figures.assessed} assessed", "workloads")
    late = f"{acting.overdue or 'none'} overdue, {acting.unowned or 'none'} without owner"
    yield Figure("Improvements that wait", str(acting.either), f"of {acting.improvements}", late)


def _severities(figures: FiguresCounted) -> str:
    high = figures.high_accepted
    counts = ((high, "high"), (figures.accepted - high, "medium"))
    return ", ".join(f"{count} {name}" for count, name in counts if count)


def _ending(figures: FiguresCounted) -> str:
    count = figures.ending_soon
    if not count:
        return "none ends within 30 days" if figures.accepted else "nothing is accepted"
    return f"{count} {'ends' if count == 1 else 'end'} within 30 days"


def _some(count: int) -> str:
    return w.number(count) if count else "none"


def _body(told: PortfolioTold, at: datetime) -> Iterator[Block]:
    yield from heat_map(told)
    yield from _better(told)
    yield from _missing(told)
    yield from worst(told, at)
    yield from accepted(told, at)
    yield from plan(told, at)
    yield Together(tuple(_method(told)))


def _better(told: PortfolioTold) -> Iterator[Block]:
    better = told.better
    notes = [(day, f"{number} {_MARKS[kind]}") for day, kind, number in better.marks]
    yield Heading(1, "Is it getting better?", anchor="better")
    yield Together((Picture.of(better.series, notes), said(*_ledger(told), tone="quiet")))


def _ledger(told: PortfolioTold) -> Iterator[str]:
    for name, counts in (("High risks", told.better.high), ("All risks", told.better.all)):
        yield f"{name} in the last 90 days: {counts.opened} opened, {counts.closed} closed, "
        yield f"{counts.accepted} accepted, {counts.came_back} came back. "
    yield "Accepted risk is hatched and stays in the picture: accepting is not a fall."


def _missing(told: PortfolioTold) -> Iterator[Block]:
    yield Heading(1, "What is missing most?", anchor="missing")
    if not told.missing:
        yield said("No practice is absent where it is answered and applies.")
        return
    widest = max(each.answered for each in told.missing)
    rows = tuple(
        (
            cell(line(w.quiet(f"{each.column.code} ") if each.column.code else "", each.column.title)),
            cell(picture=Bar(each.absent / widest, each.answered / widest)),
            cell(f"absent in {each.absent} of {each.answered}"),
        )
        for each in told.missing
    )
    columns = (Column("Practice", 3), Column("", 2), Column("Workloads"))
    yield Table("Practices by how often they are absent", columns, rows)
    first = told.missing[0]
    if first.absent > 1:
        yield said(
            f"{first.column.short} is absent in {first.absent}: it may be worth putting right once, for all of them."
        )


def _acting(told: PortfolioTold) -> Iterator[Block]:
    acting = told.acting
    yield Heading(1, "Who must act?", anchor="acting")
    if acting.deeds:
        yield Bullets(tuple((said(*_deed(deed)),) for deed in acting.deeds), start=1)
        if acting.improvements:
            counts = f"{_some(acting.overdue)} overdue, {_some(acting.unowned)} without an owner"
            yield said(f"Of {w.counted(acting.improvements, 'open improvement')}: {counts}.", tone="quiet")
    else:
        yield said("Nothing is overdue, without an owner, or waiting for a decision.")


def _deed(deed: Deed) -> Iterator[str | Words]:
    practices = f", {w.names(deed.practices)}" if deed.practices else ""
    if deed.kind == "overdue":
        yield w.strong(f"{deed.who or 'Nobody'}: {deed.workload}{practices}")
        yield f" is {w.late(deed.late)}{_size(deed.sizes)}."
    elif deed.kind == "unowned":
        due = f", due on {w.day(deed.on)}" if deed.on else " and no date"
        yield w.strong(f"{deed.turn_to or 'Whom to ask is not known'}: {deed.workload}{practices}")
        yield f" has no owner{due}."
    else:
        yield w.strong(f"{deed.who}: {deed.workload}")
        yield (
            f" waits for a decision: act, or accept again. The acceptance ended on {w.day(deed.on)}."
            if deed.on
            else "."
        )


def _size(sizes: Sizes) -> str:
    return f": {w.effort(sizes)} left" if sizes.count else ""


def _method(told: PortfolioTold) -> Iterator[Block]:
    yield Heading(1, "How this was made", anchor="method")
    yield said(
        f"Figures count questions of {told.version.name} as the teams claim them; the heat map and the effort use the "
        "risk as supported, in which a practice counts as not in place where an essential step of it is known to be "
        "not done. Worst first means: the risk as supported, open before accepted, stale first, then the tier."
    )
    yield said(
        "A risk that is only so far belongs to a question that is not answered in full. Unanswered never means no. "
        "Workloads that are archived count nowhere. Days of the picture are days in UTC.",
        tone="quiet",
    )
