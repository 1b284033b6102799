"""The demo as it stands today, against DEMO.md's tables."""

from collections import Counter

import pytest

from accounts.models import Membership, User
from pillars.compiling import compiled
from reviews.answering import answers_by_question
from reviews.models import Acceptance, Finding, Improvement, Item, QuestionRecord, Review
from reviews.question_results import assess_question
from tests.demo.conftest import CODES, Demo, claims, shown, table
from tests.reviews.codes import ITEMS, QUESTION

pytestmark = pytest.mark.django_db

# workload | team | environment | tier | BP01 BP02 BP03 | risk | as supported | maturity | target
TODAY = """
Payments platform    | Commerce  | production     | 1 | yes yes yes | NONE            | NONE            | 3 | 3
Storefront           | Commerce  | production     | 1 | yes yes yes | NONE            | HIGH            | 1 | 3
Order desk           | Commerce  | production     | 1 | no no no    | HIGH accepted   | HIGH            | 1 | 2
Gift cards           | Commerce  | production     | 3 | yes yes no  | MEDIUM          | MEDIUM          | 1 | 2
Loyalty programme    | Commerce  | production     | 3 | ? ? ?       | NOT_APPLICABLE  | NOT_APPLICABLE  | - | -
Parcel tracking      | Logistics | production     | 1 | yes yes yes | NONE            | NONE            | 2 | 3
Route planner        | Logistics | production     | 2 | yes yes n/a | NONE            | NONE            | 2 | 2
Warehouse control    | Logistics | production     | 1 | yes no yes  | HIGH            | HIGH            | 1 | 2
Customs declarations | Logistics | production     | 2 | yes yes yes | NONE            | NONE            | 3 | 3
Courier app          | Logistics | pre_production | 1 | yes ? ?     | HIGH*           | HIGH            | - | 2
Identity             | Platform  | production     | 1 | yes yes yes | NONE            | NONE            | 4 | 4
Event backbone       | Platform  | production     | 1 | yes yes no  | MEDIUM accepted | MEDIUM          | 1 | 3
Reporting warehouse  | Platform  | production     | 3 | no yes no   | HIGH            | HIGH            | 1 | 2
Partner API          | Platform  | production     | 2 | ? ? ?       | UNANSWERED      | UNANSWERED      | - | 3
"""


@pytest.mark.parametrize("row", table(TODAY), ids=lambda row: row[0])
def test_each_workload_stands_where_the_story_leaves_it(demo: Demo, row: tuple[str, ...]) -> None:
    review, record = demo.review(row[0]), demo.record(row[0])
    workload = review.workload
    seen = (
        workload.name,
        workload.team.name,
        workload.environment,
        str(workload.tier),
        " ".join(claims(review)),
        shown(record),
        record.supported,
        str(review.maturity or "-"),
        str(workload.target or "-"),
    )
    assert seen == row
    assert not review.is_due


def test_counts_of_risks_today(demo: Demo) -> None:
    assert Counter(map(shown, QuestionRecord.objects.all())) == {
        "HIGH": 2,
        "HIGH accepted": 1,
        "HIGH*": 1,
        "MEDIUM": 1,
        "MEDIUM accepted": 1,
        "NONE": 6,
        "NOT_APPLICABLE": 1,
        "UNANSWERED": 1,
    }


def test_reviewed_and_current_are_11_of_14(demo: Demo) -> None:
    others = Review.objects.exclude(complete=True, stale=False).values_list("workload__name", flat=True)
    assert set(others) == {"Customs declarations", "Courier app", "Partner API"}
    assert Review.objects.filter(complete=True, stale=False).count() == 11


def test_maturity_is_assessed_of_11_and_7_are_below_target(demo: Demo) -> None:
    assert Review.objects.filter(maturity_state="assessed").count() == 11
    assert Review.objects.filter(below_target=True).count() == 7


def test_one_claim_is_not_supported(demo: Demo) -> None:
    assert sum(Review.objects.values_list("unsupported", flat=True)) == 1
    [finding] = Finding.objects.open().filter(kind="unsupported")
    assert (finding.review.workload.name, CODES[finding.practice]) == ("Storefront", "BP01")
    assert (finding.severity, finding.opened_at.date()) == ("HIGH", demo.day(-35))


# In the plan's order: workload | practice | score | accepted | comes after others
ORDER = """
Storefront           | REL03-BP01 | 36   | no  | no
Warehouse control    | REL03-BP02 | 4.8  | no  | no
Reporting warehouse  | REL03-BP01 | 1    | no  | no
Order desk           | REL03-BP01 | 1.33 | yes | no
Order desk           | REL03-BP02 | 1.33 | yes | no
Gift cards           | REL03-BP03 | 0.75 | no  | no
Order desk           | REL03-BP03 | 0.92 | no  | yes
Reporting warehouse  | REL03-BP03 | 0.3  | no  | yes
Event backbone       | REL03-BP03 | 1.71 | yes | no
Customs declarations | REL03-BP01 | 0    | no  | no
"""


def test_the_plan_stands_in_its_order_with_its_scores(demo: Demo) -> None:
    words = {True: "yes", False: "no"}
    seen = [
        (
            line.review.workload.name,
            line.practice_label,
            f"{line.score:.2f}".rstrip("0").rstrip("."),
            words[line.accepted],
            words[line.standing > 0],
        )
        for line in Improvement.objects.open().in_order()
    ]
    assert seen == table(ORDER)


# workload | practice | open steps | state | owner | due
PLAN = """
Order desk           | BP01 | A1.1 A1.3 A1.5 A2.5 D2.2 | in_progress | Amara Okafor    | 70
Order desk           | BP02 | A1.2 A1.4 D1.1 D1.2 D1.5 | to_do       | Amara Okafor    | 160
Order desk           | BP03 | A3.1 A3.2 A3.5 D3.3 S1.2 | to_do       |                 |
Storefront           | BP01 | A2.5                     | in_progress | Noor Haddad     | 5
Gift cards           | BP03 | D3.3 S1.2                | in_progress | Sam Whitlock    | 9
Warehouse control    | BP02 | A1.2 A1.4 D1.2           | in_progress | Jonas Lindqvist | -31
Event backbone       | BP03 | A3.2 A3.5 D3.3           | in_progress | Priya Raman     | 18
Reporting warehouse  | BP01 | A1.1 A1.3 A1.5 A2.5      | to_do       |                 |
Reporting warehouse  | BP03 | A3.1 A3.2 A3.5 D3.3      | to_do       |                 |
Customs declarations | BP01 | P4.1                     | to_do       | Luis Prieto     | 60
"""

# What was closed: workload | practice | state | owner | due | done on
CLOSED = """
Parcel tracking   | BP03 | done | Jonas Lindqvist | -30  | -35
Payments platform | BP03 | done | Noor Haddad     | -100 | -95
"""


@pytest.mark.parametrize("row", table(PLAN), ids=lambda row: f"{row[0]} {row[1]}")
def test_each_line_of_the_plan(demo: Demo, row: tuple[str, ...]) -> None:
    workload, practice, steps, state, owner, due = row
    line = demo.improvement(workload, practice)
    assert set(line.plan["steps"]) == {ITEMS[code.replace(".", "_")] for code in steps.split()}
    assert (line.state, line.owner.name if line.owner else "") == (state, owner)
    assert line.due == (demo.day(int(due)) if due else None)
    assert line.closed_at is None


def test_the_plan_has_no_other_lines(demo: Demo) -> None:
    assert Improvement.objects.open().count() == len(table(PLAN))


@pytest.mark.parametrize("row", table(CLOSED), ids=lambda row: row[0])
def test_each_improvement_that_was_done(demo: Demo, row: tuple[str, ...]) -> None:
    workload, practice, state, owner, due, done = row
    line = demo.improvement(workload, practice)
    assert line.owner is not None
    assert line.done_at is not None
    assert line.closed_at is not None
    assert (line.state, line.owner.name, line.due) == (state, owner, demo.day(int(due)))
    assert line.done_at.date() == line.closed_at.date() == demo.day(int(done))


# workload | each rung: the practices, then the risk that they lead to, with the sizes of what is left
WAYS_DOWN = """
Storefront          | BP01 to NONE: 1 small
Gift cards          | BP03 to NONE: 1 small 1 medium
Event backbone      | BP03 to NONE: 1 small 2 medium
Warehouse control   | BP02 to NONE: 3 medium
Reporting warehouse | BP01 to MEDIUM: 3 small 1 medium; BP01 BP03 to NONE: 1 small 3 medium
Order desk          | BP01 BP02 to MEDIUM: 5 small 5 medium; BP01 BP02 BP03 to NONE: 1 small 4 medium
Courier app         |
Partner API         |
Identity            |
"""


@pytest.mark.parametrize("row", table(WAYS_DOWN), ids=lambda row: row[0])
def test_the_ways_down(demo: Demo, row: tuple[str, ...]) -> None:
    review = demo.review(row[0])
    answers = answers_by_question(Item.objects.filter(review=review))
    question = compiled(review.version_id).question(QUESTION)
    if not answers:
        assert row[1] == ""
        return
    rungs = [
        f"{' '.join(CODES[practice] for practice in rung.practices)} to {rung.risk}: "
        + " ".join(f"{count} {size}" for count, size in ((rung.small, "small"), (rung.medium, "medium")) if count)
        for rung in assess_question(question, answers[QUESTION]).way_down
    ]
    assert "; ".join(rungs) == row[1]


# workload | practice | until | how it ended
ACCEPTANCES = """
Order desk        | BP01 | -15 | renewed
Order desk        | BP02 | -15 | renewed
Warehouse control | BP02 | -12 | date
Event backbone    | BP03 | 20  |
Order desk        | BP01 | 75  |
Order desk        | BP02 | 75  |
"""


def test_the_acceptances(demo: Demo) -> None:
    rows = Acceptance.objects.select_related("finding__review__workload").order_by("at", "finding__id")
    seen = [
        (row.finding.review.workload.name, CODES[row.finding.practice], str((row.until - demo.day(0)).days), row.ended)
        for row in rows
    ]
    assert sorted(seen) == sorted(table(ACCEPTANCES))
    assert {row.by_name for row in rows} == {"Ingrid Solheim"}


# person | installation role | teams
PEOPLE = """
Noor Haddad     |                  | Commerce contributor, Logistics contributor
Ingrid Solheim  | portfolio_viewer | Commerce reviewer, Logistics reviewer, Platform reviewer
Tomas Varga     | administrator    |
Amara Okafor    |                  | Commerce lead
Luis Prieto     |                  | Logistics lead
Mei Chen        |                  | Platform lead
Sam Whitlock    |                  | Commerce contributor
Jonas Lindqvist |                  | Logistics contributor
Priya Raman     |                  | Platform contributor
"""


def test_the_people_and_their_roles(demo: Demo) -> None:
    teams: dict[str, list[str]] = {}
    for membership in Membership.objects.select_related("team", "user").order_by("team__name"):
        teams.setdefault(membership.user.name, []).append(f"{membership.team.name} {membership.role}")
    seen = [(user.name, user.installation_role, ", ".join(teams.get(user.name, []))) for user in User.objects.all()]
    assert sorted(seen) == sorted(table(PEOPLE))


def test_only_three_people_can_sign_in_with_the_password_of_the_demo(demo: Demo) -> None:
    able = {user.email for user in User.objects.all() if user.has_usable_password()}
    assert able == {"architect@example.com", "manager@example.com", "administrator@example.com"}
    assert all(user.check_password("lintel-demo") for user in User.objects.filter(email__in=able))


def test_owners_intervals_and_tags(demo: Demo) -> None:
    leads = {"Commerce": "Amara Okafor", "Logistics": "Luis Prieto", "Platform": "Mei Chen"}
    tagged: dict[str, set[str]] = {}
    for review in Review.objects.select_related("workload__team", "workload__owner"):
        workload = review.workload
        assert workload.owner is not None
        assert workload.owner.name == leads[workload.team.name]
        assert workload.interval_days == (365 if workload.tier == 3 else 180)
        for tag in workload.tags.all():
            tagged.setdefault(tag.name, set()).add(workload.name)
    assert tagged == {
        "peak-season": {"Storefront", "Order desk", "Warehouse control", "Parcel tracking"},
        "personal-data": {"Payments platform", "Identity", "Customs declarations", "Loyalty programme"},
    }
    assert demo.review("Courier app").workload.go_live == demo.day(35)
