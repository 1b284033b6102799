"""Loading the demo portfolio into an installation that nobody has used yet."""

from datetime import UTC, datetime

from django.db import transaction

from accounts.models import Team, User
from pillars.models import LensVersion
from reviews.demo import people
from reviews.demo.fixture import Calendar, read
from reviews.demo.story import After, Story
from reviews.models import Review, Workload


class DemoRefused(Exception):
    """The demo was not loaded, and nothing was changed; the text says why and what to do."""


def load(*, at: datetime, after: After | None = None) -> None:
    """Make the demo's people, teams and workloads, and let their six months end at an aware moment.

    All of it or nothing. ``after`` is told each assessment. Raises DemoRefused for an installation that has people,
    teams or workloads, and where the lens is missing.
    """
    portfolio = read()
    calendar = Calendar(at.astimezone(UTC).date())
    founding = calendar.moment(portfolio.founding_day)
    with transaction.atomic():
        version = _version(portfolio.lens)
        _check_unused()
        teams = people.make_teams(portfolio, at=founding)
        everybody = people.make_people(portfolio, teams, at=founding)
        Story(portfolio, calendar, version, everybody, teams, after or _say_nothing).play(until=at)


def _say_nothing(at: datetime, review: Review) -> None:
    """For whoever loads without listening."""


def _check_unused() -> None:
    there = [
        name
        for name, rows in (("people", User.objects), ("teams", Team.objects), ("workloads", Workload.objects))
        if rows.exists()
    ]
    if there:
        raise DemoRefused(
            f"This installation has {', '.join(there)} already, and the demo is only loaded into an empty one: "
            "use another database or another data folder."
        )


def _version(alias: str) -> LensVersion:
    version = LensVersion.objects.current().filter(lens__alias=alias).select_related("lens").first()
    if version is None:
        raise DemoRefused(f"The lens {alias} is not loaded: run load_lens fixtures/lenses/{alias}.json first.")
    return version
