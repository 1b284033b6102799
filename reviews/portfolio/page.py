"""The portfolio page, put together. The number of statements is the same for ten workloads and for a thousand."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.core.paginator import Page, Paginator

from accounts.models import User
from accounts.roles import Action
from pillars import reading
from pillars.models import LensVersion
from reviews import trend
from reviews.portfolio import filters as choosing
from reviews.portfolio import heat, ledger, missing, work
from reviews.portfolio.decisions import decisions
from reviews.portfolio.figures import Figures, Line, lines
from reviews.portfolio.filters import Filters, TeamChoice

PAGE = 50


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer, and whether the person may make a workload anywhere."""

    teams: tuple[TeamChoice, ...]
    lenses: tuple[LensVersion, ...]
    tags: tuple[str, ...]
    may_make: bool


@dataclass(frozen=True, slots=True)
class Better:
    """The trend: the picture's days and words, what moved lately, and the last fall that was no progress.

    ``then`` and ``span`` count open high risks at the picture's start and what moved since; ``high`` and ``all`` count
    the last 90 days, of high risks and of all.
    """

    series: list[tuple[date, int, int, int, int]]
    marks: list[tuple[date, str, int]]
    then: int
    span: ledger.Ledger
    high: ledger.Ledger
    all: ledger.Ledger
    fall: ledger.Fall | None


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All that the page shows of one lens."""

    version: LensVersion
    columns: tuple[heat.Column, ...]
    rows: list[heat.Row]
    page: Page[Line]
    figures: Figures
    better: Better
    missing: tuple[missing.Missing, ...]
    acting: work.Acting
    clearing: work.Clearing

    @property
    def widest(self) -> int:
        """The greatest number of workloads that a bar of ``missing`` is out of."""
        return max((each.answered for each in self.missing), default=0)


def choices(user: User) -> Choices:
    """Return what a person can choose. Three statements."""
    teams = choosing.teams_of(user)
    may_make = bool(choosing.may_in(user, Action.EDIT_WORKLOAD, teams))
    return Choices(teams, tuple(choosing.lenses()), tuple(choosing.tags_of(user)), may_make)


def portfolio(user: User, filters: Filters, version: LensVersion, *, page: str, at: datetime) -> Portfolio:
    """Return the page of what a person may see, against one lens version. Seven statements."""
    found = choosing.workloads(user, filters, version.lens_id)
    reviewed = choosing.reviews(found, version.lens_id)
    lens = reading.lens(version.pk)
    made = decisions(reviewed)
    counted = lines(found, at)
    paged = Paginator(counted, PAGE).get_page(page)
    open_work = work.open_work(reviewed)
    return Portfolio(
        version=version,
        columns=heat.columns(lens),
        rows=heat.rows(list(paged.object_list), lens, made, at),
        page=paged,
        figures=Figures.of(counted),
        better=better(trend.moves(reviewed, until=at.astimezone(UTC).date()), at.astimezone(UTC).date()),
        missing=missing.missing_most(reviewed, lens),
        acting=work.acting(open_work, made, at),
        clearing=work.Clearing.of(open_work),
    )


def better(moves: list[trend.Move], today: date) -> Better:
    """Put together what the moves say up to a day."""
    series = ledger.series(moves, today=today)
    lately = today - ledger.LATELY
    return Better(
        series=series,
        marks=ledger.marks(moves, today=today),
        then=series[0][1],
        span=ledger.ledger(moves, ledger.HIGH, since=today - ledger.SPAN),
        high=ledger.ledger(moves, ledger.HIGH, since=lately),
        all=ledger.ledger(moves, ledger.AT_RISK, since=lately),
        fall=ledger.last_fall(moves, today=today),
    )
