"""The demo's history, against DEMO.md: states after each change, counts at the end of each month, what time did."""

from collections import Counter
from itertools import groupby

import pytest
from django.db.models import F

from accounts.models import Event
from reviews.models import Acceptance, Finding, Item, Milestone, Review, RiskChange, Round
from tests.demo.conftest import AT, Demo, table
from tests.reviews.codes import ITEMS, PRACTICES

pytestmark = pytest.mark.django_db

# workload | from day | BP01 BP02 BP03 | risk | level of each practice | maturity
CHANGES = """
Payments platform    | -190 | yes yes no  | MEDIUM | 2 2 1 | 1
Payments platform    | -95  | yes yes yes | NONE   | 2 2 2 | 2
Payments platform    | -30  | yes yes yes | NONE   | 3 3 3 | 3
Storefront           | -185 | yes yes yes | NONE   | 2 2 2 | 2
Storefront           | -35  | yes yes yes | NONE   | 1 2 2 | 1
Order desk           | -183 | no no no    | HIGH   | 1 1 1 | 1
Order desk           | -60  | no no no    | HIGH   | 1 1 1 | 1
Order desk           | -20  | no no no    | HIGH   | 1 1 1 | 1
Gift cards           | -120 | yes yes no  | MEDIUM | 2 2 1 | 1
Gift cards           | -20  | yes yes no  | MEDIUM | 2 2 1 | 1
Parcel tracking      | -184 | yes no no   | HIGH   | 2 1 1 | 1
Parcel tracking      | -125 | yes yes no  | MEDIUM | 2 2 1 | 1
Parcel tracking      | -35  | yes yes yes | NONE   | 2 2 2 | 2
Parcel tracking      | -28  | yes yes yes | NONE   | 2 2 2 | 2
Route planner        | -60  | yes yes n/a | NONE   | 2 2 - | 2
Warehouse control    | -182 | yes no no   | HIGH   | 2 1 1 | 1
Warehouse control    | -110 | yes no yes  | HIGH   | 2 1 2 | 1
Customs declarations | -240 | yes yes yes | NONE   | 3 3 3 | 3
Identity             | -186 | yes yes yes | NONE   | 3 3 3 | 3
Identity             | -60  | yes yes yes | NONE   | 4 4 4 | 4
Event backbone       | -181 | yes no no   | HIGH   | 2 1 1 | 1
Event backbone       | -155 | yes yes no  | MEDIUM | 2 2 1 | 1
Reporting warehouse  | -150 | no yes no   | HIGH   | 1 2 1 | 1
"""


def told_on(demo: Demo, workload: str, day: int) -> tuple[str, ...]:
    """Return how the last assessment of a day left a workload, in the words of the table."""
    told = [each for each in demo.told if each.workload == workload and each.moment.date() == demo.day(day)][-1]
    levels = " ".join(str(level or "-") for level in told.levels)
    return " ".join(told.claims), told.risk, levels, str(told.maturity)


@pytest.mark.parametrize("row", table(CHANGES), ids=lambda row: f"{row[0]} d{row[1]}")
def test_risk_and_maturity_after_each_change_of_answers(demo: Demo, row: tuple[str, ...]) -> None:
    assert told_on(demo, row[0], int(row[1])) == row[2:]


@pytest.mark.parametrize("workload", sorted({row[0] for row in table(CHANGES)}))
def test_nothing_else_moves_between_the_changes(demo: Demo, workload: str) -> None:
    answered = [each for each in demo.told if each.workload == workload and each.risk != "UNANSWERED"]
    states = [
        (" ".join(each.claims), each.risk, " ".join(str(level or "-") for level in each.levels), str(each.maturity))
        for each in answered
    ]
    typed = [row[2:] for row in table(CHANGES) if row[0] == workload]
    assert [state for state, _ in groupby(states)] == [state for state, _ in groupby(typed)]


# day | HIGH open | accepted | so far | MEDIUM open | accepted | NONE | UNANSWERED | NOT_APPLICABLE | workloads
MONTHS = """
-180 | 4 | 0 | 0 | 1 | 0 | 3 | 0 | 0 | 8
-150 | 4 | 0 | 0 | 2 | 0 | 3 | 0 | 1 | 10
-120 | 3 | 0 | 0 | 4 | 0 | 3 | 0 | 1 | 11
-90  | 1 | 2 | 0 | 3 | 0 | 4 | 0 | 1 | 11
-60  | 1 | 2 | 0 | 2 | 1 | 5 | 0 | 1 | 12
-30  | 1 | 2 | 0 | 1 | 1 | 6 | 1 | 1 | 13
0    | 2 | 1 | 1 | 1 | 1 | 6 | 1 | 1 | 14
"""
COLUMNS = ("HIGH", "HIGH accepted", "HIGH so far", "MEDIUM", "MEDIUM accepted", "NONE", "UNANSWERED", "NOT_APPLICABLE")


def counted(demo: Demo, day: int) -> Counter[str]:
    """Count the questions by what the daily record says of the end of a day."""
    latest: dict[int, RiskChange] = {}
    for row in RiskChange.objects.filter(day__lte=demo.day(day)).order_by("day"):
        latest[row.review_id] = row
    return Counter(
        f"{row.risk} accepted"
        if row.accepted
        else f"{row.risk} so far"
        if row.risk in ("HIGH", "MEDIUM") and not row.complete
        else row.risk
        for row in latest.values()
    )


@pytest.mark.parametrize("row", table(MONTHS), ids=lambda row: f"d{row[0]}")
def test_counts_at_the_end_of_each_month(demo: Demo, row: tuple[str, ...]) -> None:
    counts = counted(demo, int(row[0]))
    assert [counts[column] for column in COLUMNS] == [int(cell) for cell in row[1:9]]
    assert counts.total() == int(row[9])


# workload | day | name
MILESTONES = """
Customs declarations | -238 | Before the season
Payments platform    | -180 | First round
Identity             | -180 | First round
Storefront           | -180 | First round
Parcel tracking      | -180 | First round
Order desk           | -180 | First round
Warehouse control    | -180 | First round
Event backbone       | -180 | First round
Event backbone       | -150 | Owners named
Parcel tracking      | -120 | Domains
Storefront           | -120 | Second round
Warehouse control    | -100 | Contracts first
Payments platform    | -90  | Contracts
Identity             | -55  | Level 4
Storefront           | -30  | After the outage
Parcel tracking      | -30  | No risk
Payments platform    | -25  | Level 3
"""


def test_the_milestones(demo: Demo) -> None:
    rows = Milestone.objects.select_related("workload")
    seen = [(row.workload.name, str((row.at.date() - demo.day(0)).days), row.name) for row in rows]
    assert sorted(seen) == sorted(table(MILESTONES))


def test_the_second_round_of_the_storefront_renewed_every_answer(demo: Demo) -> None:
    rounds = Round.objects.filter(review=demo.review("Storefront")).order_by("number")
    assert [(row.number, row.started_at.date()) for row in rounds] == [(1, demo.day(-185)), (2, demo.day(-120))]
    ages = {row.at.date() for row in Item.objects.filter(review=demo.review("Storefront")) if row.at}
    assert ages == {demo.day(-120), demo.day(-35)}


def test_age_makes_one_finding_for_the_review(demo: Demo) -> None:
    [stale] = Finding.objects.filter(kind="stale")
    assert (stale.review.workload.name, stale.severity) == ("Customs declarations", "")
    assert (stale.opened_at.date(), stale.resolved_at) == (demo.day(-60), None)


def test_the_end_of_an_acceptance_brings_the_finding_back_by_itself(demo: Demo) -> None:
    [ended] = Event.objects.filter(verb="acceptance ended")
    assert ended.workload == demo.review("Warehouse control").workload.public_id
    assert ended.at == Acceptance.objects.get(ended="date").ends_at
    assert ended.at.date() == demo.day(-12)
    assert ended.changes == {"because": "date", "came_back": True, "severity": "HIGH"}
    assert not demo.improvement("Warehouse control", "BP02").accepted


def test_a_renewal_at_the_moment_of_the_end_leaves_no_gap(demo: Demo) -> None:
    rows = RiskChange.objects.filter(review=demo.review("Order desk")).order_by("day")
    by_state = groupby(rows, key=lambda row: (row.risk, row.accepted))
    assert [(next(group).day, *state) for state, group in by_state] == [
        (demo.day(-183), "HIGH", False),
        (demo.day(-105), "HIGH", True),
    ]


def test_notes_reasons_and_evidence_are_where_the_story_puts_them(demo: Demo) -> None:
    def item(workload: str, name: str) -> Item:
        return Item.objects.get(review=demo.review(workload), item={**ITEMS, **PRACTICES}[name])

    assert "AWS App Mesh" in item("Customs declarations", "P4_1").note
    assert item("Route planner", "BP03").reason == "no API, takes a file and leaves a file"
    assert item("Identity", "P2_2").state == item("Route planner", "A4_4").state == "not_applicable"
    [report] = item("Storefront", "BP01").evidence
    assert report["as_of"] == demo.day(-40).isoformat()


def test_everything_happened_at_its_own_moment(demo: Demo) -> None:
    assert Event.objects.filter(via="command").exclude(at__lt=AT).count() == 0
    assert Event.objects.latest("at").at.date() == demo.day(-2)
    assert not Item.objects.filter(changed_at__gte=AT).exists()
    assert not Item.objects.filter(at__gt=F("changed_at")).exists()
    assert Review.objects.due(AT).count() == 0


def test_loading_leaves_no_more_than_one_message_a_review(demo: Demo) -> None:
    assert demo.messages <= 14
