"""Saving answers: what is stored, what follows at once, and what happens where two people meet."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Event
from accounts.problems import InputProblems
from reviews.actions import answers
from reviews.changes import Change
from reviews.models import Item, QuestionRecord, Review, RiskChange
from tests.reviews.codes import ITEMS, QUESTION
from tests.reviews.conftest import START, Answer, Cast, by


def change(code: str, state: str | None = None, *, version: int = 0, **more: object) -> Change:
    return Change(question=QUESTION, item=ITEMS[code], version=version, state=state, **more)  # type: ignore[arg-type]


def record(review: Review) -> QuestionRecord:
    return QuestionRecord.objects.get(review=review, question=QUESTION)


def test_the_risk_is_stored_with_the_answer_before_any_assessment(review: Review, answer: Answer) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place", assess=False)
    stored = record(review)
    assert (stored.risk, stored.supported, stored.complete) == ("MEDIUM", "MEDIUM", True)


def test_a_claim_that_a_step_contradicts_shows_both_risks(review: Review, answer: Answer) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="in_place", A3_5="not_done", assess=False)
    stored = record(review)
    assert (stored.risk, stored.supported) == ("NONE", "MEDIUM")


def test_two_people_on_two_steps_do_not_disturb_each_other(review: Review, cast: Cast) -> None:
    first = answers.save(review=review, changes=[change("A1_1", "done")], by=by(cast.contributor))
    second = answers.save(review=review, changes=[change("A1_3", "partly")], by=by(cast.lead))
    assert not first.conflicts
    assert not second.conflicts
    assert Item.objects.get(item=ITEMS["A1_1"]).state == "done"
    assert Item.objects.get(item=ITEMS["A1_3"]).state == "partly"


def test_the_second_on_the_same_step_is_shown_both_and_changes_nothing(review: Review, cast: Cast) -> None:
    answers.save(review=review, changes=[change("A1_1", "done")], by=by(cast.contributor))
    before = Review.objects.get(pk=review.pk).revision
    saved = answers.save(review=review, changes=[change("A1_1", "not_done")], by=by(cast.lead))
    assert [conflict.change.state for conflict in saved.conflicts] == ["not_done"]
    assert [conflict.present.state for conflict in saved.conflicts if conflict.present] == ["done"]
    assert saved.conflicts[0].present_version == 1
    assert Item.objects.get(item=ITEMS["A1_1"]).state == "done"
    assert Review.objects.get(pk=review.pk).revision == before


def test_a_page_stores_what_does_not_conflict(review: Review, cast: Cast) -> None:
    answers.save(review=review, changes=[change("A1_1", "done")], by=by(cast.contributor))
    mixed = [change("A1_1", "not_done"), change("A1_3", "done")]
    saved = answers.save(review=review, changes=mixed, by=by(cast.lead))
    assert [conflict.change.item for conflict in saved.conflicts] == [ITEMS["A1_1"]]
    assert Item.objects.get(item=ITEMS["A1_3"]).state == "done"


def test_an_all_or_nothing_save_stores_nothing_on_a_conflict(review: Review, cast: Cast) -> None:
    answers.save(review=review, changes=[change("A1_1", "done")], by=by(cast.contributor))
    mixed = [change("A1_1", "not_done"), change("A1_3", "done")]
    with pytest.raises(answers.StaleVersions) as caught:
        answers.save(review=review, changes=mixed, all_or_nothing=True, by=by(cast.lead))
    assert [conflict.present_version for conflict in caught.value.conflicts] == [1]
    assert not Item.objects.filter(item=ITEMS["A1_3"]).exists()


def test_saying_what_somebody_just_said_is_no_conflict(review: Review, cast: Cast) -> None:
    answers.save(review=review, changes=[change("A1_1", "done")], by=by(cast.contributor))
    saved = answers.save(review=review, changes=[change("A1_1", "done")], by=by(cast.lead))
    assert not saved.conflicts
    assert Item.objects.get(item=ITEMS["A1_1"]).version == 1


def test_a_change_that_asks_for_nothing_stores_nothing(review: Review, answer: Answer, cast: Cast) -> None:
    answer(A1_1="done")
    saved = answers.save(review=review, changes=[change("A1_1", version=1)], by=by(cast.lead))
    assert (saved.items, saved.conflicts) == ({}, ())
    assert Item.objects.get().version == 1


def test_every_problem_is_named_at_once_and_nothing_is_stored(review: Review, cast: Cast) -> None:
    wrong = [
        change("A1_1", "finished"),
        change("BP01", "not_applicable"),
        Change(question="other", item="", version=0, state="applicable"),
        Change(question=QUESTION, item="unknown", version=0, state="done"),
        change("A1_3", note="x" * 2085),
    ]
    with pytest.raises(InputProblems) as caught:
        answers.save(review=review, changes=wrong, by=by(cast.contributor))
    pointers = [problem.pointer for problem in caught.value.problems]
    assert pointers == ["/items/0/state", "/items/1/reason", "/items/2/question", "/items/3/item", "/items/4/note"]
    assert not Item.objects.exists()


def test_whoever_only_reads_may_not_answer(review: Review, cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        answers.save(review=review, changes=[change("A1_1", "done")], by=by(cast.viewer))


def test_an_event_tells_the_items_and_the_risk(review: Review, answer: Answer) -> None:
    answer(BP01="in_place", BP02="not_in_place", BP03="in_place", assess=False)
    event = Event.objects.filter(object_id=review.public_id, verb="answered").get()
    assert event.actor_name == "Contributor"
    assert [(item["item"], item["from"], item["to"]) for item in event.changes["items"]] == [
        (ITEMS["BP01"], "unanswered", "in_place"),
        (ITEMS["BP02"], "unanswered", "not_in_place"),
        (ITEMS["BP03"], "unanswered", "in_place"),
    ]
    assert event.changes["risk"] == [
        {"question": QUESTION, "risk": ["UNANSWERED", "HIGH"], "supported": ["UNANSWERED", "HIGH"]}
    ]


@pytest.mark.parametrize(("gap", "events"), [(timedelta(minutes=29), 1), (timedelta(minutes=30), 2)])
def test_a_note_typed_for_a_while_is_one_event(review: Review, cast: Cast, gap: timedelta, events: int) -> None:
    for number, at in enumerate((START, START + gap)):
        typed = change("BP01", version=number, note="word " * (number + 1))
        answers.save(review=review, changes=[typed], by=by(cast.contributor, at))
    assert Event.objects.filter(verb="answered").count() == events
    assert Item.objects.get().note == "word word "


def test_another_writer_in_between_begins_a_new_editing_session(review: Review, cast: Cast) -> None:
    minute = timedelta(minutes=1)
    answers.save(review=review, changes=[change("BP01", note="a")], by=by(cast.contributor, START))
    answers.save(review=review, changes=[change("A1_1", "done")], by=by(cast.lead, START + minute))
    typed = change("BP01", version=1, note="ab")
    answers.save(review=review, changes=[typed], by=by(cast.contributor, START + 2 * minute))
    assert Event.objects.filter(verb="answered").count() == 3


def test_a_note_alone_answers_nothing_and_gives_no_age(review: Review, cast: Cast) -> None:
    answers.save(review=review, changes=[change("BP01", note="To be asked.")], by=by(cast.contributor))
    item = Item.objects.get()
    assert (item.state, item.at, item.by) == ("unanswered", None, None)
    assert record(review).risk == "UNANSWERED"


def test_confirming_renews_when_and_by_whom_and_nothing_else(review: Review, answer: Answer, cast: Cast) -> None:
    answer(BP01="in_place")
    later = START + timedelta(days=90)
    confirmed = change("BP01", version=1, confirm=True)
    answers.save(review=review, changes=[confirmed], by=by(cast.lead, later))
    item = Item.objects.get()
    assert (item.state, item.at, item.by, item.version) == ("in_place", later, cast.lead, 2)


def test_the_trend_keeps_the_last_state_of_a_day(review: Review, answer: Answer) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place")
    answer(BP03="in_place")
    answer(BP03="not_in_place", at=START + timedelta(days=2))
    rows = RiskChange.objects.filter(review=review).values_list("day", "risk")
    assert list(rows) == [(START.date(), "NONE"), (START.date() + timedelta(days=2), "MEDIUM")]
