"""One answer of the demo changes, and each figure that depends on it follows."""

from collections import Counter
from datetime import timedelta

import pytest

from accounts.by import By
from accounts.models import User
from reviews.actions import answers
from reviews.actions.assessing import assess
from reviews.changes import Change
from reviews.models import Acceptance, Finding, Improvement, Item, Milestone, QuestionRecord, Review, RiskChange
from tests.demo.conftest import AT, Demo, shown
from tests.reviews.codes import ITEMS, PRACTICES, QUESTION

pytestmark = pytest.mark.django_db

NOW = AT + timedelta(minutes=5)


def answer(demo: Demo, workload: str, who: str, name: str, state: str) -> None:
    """Save one answer as one person, and assess."""
    review = demo.review(workload)
    item = {**ITEMS, **PRACTICES}[name]
    version = Item.objects.get(review=review, item=item).version
    by = By.command(User.objects.get(name=who), at=NOW)
    answers.save(review=review, changes=[Change(QUESTION, item, version, state=state)], by=by)
    assess([review.pk], at=NOW)


def first_lines() -> list[tuple[str, str]]:
    """Return the first two lines of the plan."""
    lines = Improvement.objects.open().in_order()[:2]
    return [(line.review.workload.name, line.practice_label) for line in lines]


def test_a_step_done_makes_a_claim_true(demo: Demo) -> None:
    before = Milestone.objects.get(name="After the outage").reviews.get().snapshot
    answer(demo, "Storefront", "Noor Haddad", "A2_5", "done")

    record, review = demo.record("Storefront"), demo.review("Storefront")
    assert (record.risk, record.supported) == ("NONE", "NONE")
    assert (review.maturity, review.below_target, review.unsupported) == (2, True, 0)
    assert review.levels == {PRACTICES["BP01"]: 2, PRACTICES["BP02"]: 2, PRACTICES["BP03"]: 2}
    finding = Finding.objects.get(review=review, kind="unsupported")
    assert finding.resolved_at == NOW
    line = demo.improvement("Storefront", "BP01")
    assert (line.closed_at, line.needed) == (NOW, False)
    assert line.owner is not None
    assert (line.owner.name, line.due, line.state) == ("Noor Haddad", demo.day(5), "in_progress")
    assert first_lines() == [("Warehouse control", "REL03-BP02"), ("Reporting warehouse", "REL03-BP01")]
    today = RiskChange.objects.get(review=review, day=demo.day(0))
    assert (today.risk, today.supported) == ("NONE", "NONE")
    assert Milestone.objects.get(name="After the outage").reviews.get().snapshot == before


def test_a_claim_that_its_steps_do_not_carry(demo: Demo) -> None:
    answer(demo, "Gift cards", "Sam Whitlock", "BP03", "in_place")

    record, review = demo.record("Gift cards"), demo.review("Gift cards")
    assert (record.risk, record.supported) == ("NONE", "MEDIUM")
    assert Counter(map(shown, QuestionRecord.objects.all()))["NONE"] == 7
    assert sum(Review.objects.values_list("unsupported", flat=True)) == 2
    kinds = dict(Finding.objects.open().filter(review=review).values_list("kind", "severity"))
    assert kinds == {"unsupported": "MEDIUM"}
    line = demo.improvement("Gift cards", "BP03")
    assert line.owner is not None
    assert (line.owner.name, line.due, line.state) == ("Sam Whitlock", demo.day(9), "in_progress")
    assert (line.severity, line.closed_at) == ("MEDIUM", None)
    assert review.maturity == 1


def test_a_practice_lost_ends_the_acceptance_of_a_lesser_risk(demo: Demo) -> None:
    answer(demo, "Event backbone", "Priya Raman", "BP02", "not_in_place")

    assert shown(demo.record("Event backbone")) == "HIGH"
    counts = Counter(map(shown, QuestionRecord.objects.all()))
    assert (counts["HIGH"], counts["MEDIUM accepted"], counts["MEDIUM"]) == (3, 0, 1)
    severities = dict(
        Finding.objects.open().filter(review=demo.review("Event backbone")).values_list("practice", "severity")
    )
    assert severities == {PRACTICES["BP02"]: "HIGH", PRACTICES["BP03"]: "MEDIUM"}
    assert Acceptance.objects.filter(finding__review=demo.review("Event backbone"), ended_at=None).count() == 1
    assert demo.review("Event backbone").maturity == 1


def test_the_last_practice_answered_ends_so_far(demo: Demo) -> None:
    review = demo.review("Courier app")
    by = By.command(User.objects.get(name="Noor Haddad"), at=NOW)
    both = [Change(QUESTION, PRACTICES[name], 0, state="in_place") for name in ("BP02", "BP03")]
    answers.save(review=review, changes=both, by=by)
    assess([review.pk], at=NOW)

    assert shown(demo.record("Courier app")) == "NONE"
    assert Review.objects.filter(complete=True, stale=False).count() == 12
    assert Review.objects.filter(maturity_state="assessed").count() == 11
