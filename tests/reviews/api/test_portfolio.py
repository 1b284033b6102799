"""The portfolio through the API: what is refused, what one may not see, and what it costs."""

from datetime import timedelta

import pytest

from pillars.models import LensVersion
from reviews.actions import answers, assessing, reviews, workloads
from reviews.changes import Change
from reviews.models import Workload
from tests.reviews.api.clients import ROOT, client_of, statements
from tests.reviews.codes import ITEMS, QUESTION
from tests.reviews.conftest import START, Cast, by

PORTFOLIO = f"{ROOT}portfolio/"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("?tier=4", 400),
        ("?state=odd", 400),
        ("?tag=a%00b", 400),
        ("?colour=red", 400),
        ("?lens=rel04", 404),
        ("workloads/?limit=0", 400),
        ("workloads/?cursor=x", 400),
        ("heat-map/?limit=x", 400),
        ("acting/?limit=201", 400),
        ("trend/?from=2026-13-01", 400),
        ("trend/?from=20260101", 400),
        ("trend/?from=2026-W13-2", 400),
        ("trend/?from=2026-02-02&to=2026-02-01", 400),
        ("trend/?from=2000-01-01&to=2026-01-01", 400),
        ("ledger/?to=0001-01-01", 400),
        ("ledger/?to=9999-12-31", 400),
    ],
)
def test_what_is_not_known_is_refused(cast: Cast, rel03: LensVersion, path: str, code: int) -> None:
    assert client_of(cast.viewer).get(PORTFOLIO + path).status_code == code


def test_without_a_lens_there_is_no_portfolio(cast: Cast) -> None:
    assert client_of(cast.viewer).get(PORTFOLIO).status_code == 404


def make(cast: Cast, rel03: LensVersion, number: int) -> None:
    """Make so many workloads, each with a review that has gaps."""
    made = []
    for _ in range(number):
        facts = workloads.Facts(name=f"Workload {Workload.objects.count():03}")
        review = reviews.start(
            workload=workloads.create(team=cast.team, facts=facts, by=by(cast.lead)), version=rel03, by=by(cast.lead)
        )
        states = {"BP01": "in_place", "BP02": "not_in_place", "BP03": "not_in_place", "A2_5": "not_done"}
        changes = [Change(QUESTION, ITEMS[code], 0, state=state) for code, state in states.items()]
        answers.save(review=review, changes=changes, by=by(cast.lead, START + timedelta(minutes=1)))
        made.append(review.pk)
    assessing.assess(made, at=START + timedelta(minutes=2))


# Each: token, lenses; then the figures and tags; the page's workloads and their counts; and with these the decisions,
# reviews and records; what changed; claims; plans and decisions.
@pytest.mark.parametrize(
    ("path", "count"),
    [("", 4), ("workloads/", 4), ("heat-map/", 7), ("trend/", 3), ("ledger/", 3), ("missing/", 3), ("acting/", 4)],
)
def test_it_costs_the_same_for_two_workloads_and_for_nine(
    cast: Cast, rel03: LensVersion, path: str, count: int
) -> None:
    client = client_of(cast.viewer)
    make(cast, rel03, 2)
    client.get(PORTFOLIO + path)
    with statements() as few:
        assert client.get(PORTFOLIO + path).status_code == 200
    make(cast, rel03, 7)
    with statements() as lots:
        client.get(PORTFOLIO + path)
    assert len(few) == len(lots) == count


def test_what_another_team_does_counts_nowhere(cast: Cast, rel03: LensVersion) -> None:
    make(cast, rel03, 2)
    client = client_of(cast.outsider)
    assert client.get(PORTFOLIO).json()["workloads"] == 0
    assert client.get(f"{PORTFOLIO}workloads/").json()["results"] == []
    assert client.get(f"{PORTFOLIO}missing/").json()["results"] == []
    assert client.get(f"{PORTFOLIO}acting/").json()["improvements"] == 0
    assert client_of(cast.portfolio_viewer).get(PORTFOLIO).json()["workloads"] == 2
