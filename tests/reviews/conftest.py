"""Who and what the tests of the work stand on: a team of five, an outsider, a workload under review."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from accounts.by import By
from accounts.models import Membership, Team, User, Via
from pillars.loading import load_lens
from pillars.models import LensVersion
from reviews.actions import answers, assessing, reviews, workloads
from reviews.changes import Change
from reviews.models import Item, Review, Workload
from tests.reviews.codes import ITEMS, QUESTION

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Cast:
    """The people of a test, by their strongest role."""

    team: Team
    viewer: User
    contributor: User
    reviewer: User
    lead: User
    outsider: User
    portfolio_viewer: User
    administrator: User


def by(user: User | None, at: datetime = START) -> By:
    """Somebody acting on a page at a moment of the test."""
    return By(user=user, via=Via.PAGE, at=at)


@pytest.fixture
def cast(db: None) -> Cast:
    """A team with one person for each role, and three people outside it."""
    team = Team.objects.create(name="Blue")
    people = {
        name: User.objects.create_user(f"{name}@example.org", "a-long-password", name=name.capitalize())
        for name in ("viewer", "contributor", "reviewer", "lead", "outsider")
    }
    for role in ("viewer", "contributor", "reviewer", "lead"):
        Membership.objects.create(team=team, user=people[role], role=role)
    installed = {
        role: User.objects.create_user(f"{role}@example.org", "a-long-password", name=role, installation_role=role)
        for role in ("portfolio_viewer", "administrator")
    }
    return Cast(team=team, **people, **installed)


@pytest.fixture
def rel03(db: None) -> LensVersion:
    """The REL03 lens, loaded."""
    source = Path(settings.BASE_DIR, "fixtures", "lenses", "rel03.json").read_bytes()
    return load_lens(source, at=START).version


@pytest.fixture
def workload(cast: Cast) -> Workload:
    """A workload of tier 2 without a target."""
    return workloads.create(team=cast.team, facts=workloads.Facts(name="Ledger"), by=by(cast.lead))


@pytest.fixture
def review(workload: Workload, rel03: LensVersion, cast: Cast) -> Review:
    """The workload's review, everything unanswered."""
    return reviews.start(workload=workload, version=rel03, by=by(cast.lead))


Answer = Callable[..., answers.Saved]


@pytest.fixture
def answer(review: Review, cast: Cast) -> Answer:
    """Answer items by their short codes: ``answer(BP01="in_place", A2_5="not_done")``, at a moment, and assess."""

    def save(*, at: datetime = START + timedelta(minutes=1), assess: bool = True, **states: str) -> answers.Saved:
        versions = dict(Item.objects.filter(review=review).values_list("item", "version"))
        changes = [
            Change(
                question=QUESTION,
                item=ITEMS[code],
                version=versions.get(ITEMS[code], 0),
                state=state,
                reason="It cannot apply." if state == "not_applicable" else None,
            )
            for code, state in states.items()
        ]
        saved = answers.save(review=review, changes=changes, by=by(cast.contributor, at))
        if assess:
            assessing.assess([review.pk], at=at)
        return saved

    return save
