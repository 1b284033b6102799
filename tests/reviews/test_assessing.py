"""Assessing: what is stored, that it is due when it should be, and that people's data survives."""

from datetime import timedelta

from accounts.models import Event
from pillars.models import LensVersion
from reviews.actions import answers, assessing, findings, improvements, reviews, workloads
from reviews.changes import Change
from reviews.models import Acceptance, Finding, Improvement, QuestionRecord, Review
from tests.reviews.codes import PRACTICES, QUESTION
from tests.reviews.conftest import START, Answer, Cast, by

DAY = timedelta(days=1)


def open_findings(review: Review) -> list[tuple[str, str, str]]:
    rows = Finding.objects.open().filter(review=review).values_list("kind", "practice", "severity")
    names = {practice: code for code, practice in PRACTICES.items()}
    return sorted((kind, names.get(practice, ""), severity) for kind, practice, severity in rows)


def test_a_gap_is_found_with_its_improvement(review: Review, answer: Answer) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place")
    assert open_findings(review) == [("gap", "BP03", "MEDIUM")]
    line = Improvement.objects.get(review=review)
    assert (line.practice_label, line.severity, line.effort, line.estimate) == ("REL03-BP03", "MEDIUM", 13, True)


def test_all_absent_gives_three_gaps(review: Review, answer: Answer) -> None:
    answer(BP01="not_in_place", BP02="not_in_place", BP03="not_in_place")
    assert open_findings(review) == [("gap", "BP01", "HIGH"), ("gap", "BP02", "HIGH"), ("gap", "BP03", "MEDIUM")]


def test_a_review_is_due_until_it_is_assessed(review: Review, answer: Answer) -> None:
    answer(BP01="in_place", assess=False)
    assert list(Review.objects.due(START)) == [review]
    assert assessing.assess([review.pk], at=START) == 1
    assert not Review.objects.due(START).exists()
    assert assessing.assess([review.pk], at=START) == 0


def test_the_sweep_finds_what_no_message_asked_for(review: Review, answer: Answer) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place", assess=False)
    assert assessing.sweep(at=START) == 1
    assert open_findings(review) == [("gap", "BP03", "MEDIUM")]


def test_a_formula_that_changed_makes_every_review_due(review: Review, answer: Answer, settings: object) -> None:
    answer(BP01="in_place")
    settings.ASSESSMENT_ENGINE += 1  # type: ignore[attr-defined]
    assert list(Review.objects.due(START)) == [review]


def test_a_finding_is_resolved_and_comes_back_as_the_same_one(review: Review, answer: Answer) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place", at=START)
    first = Finding.objects.get(review=review)
    answer(BP03="in_place", at=START + DAY)
    assert Finding.objects.get().resolved_at == START + DAY
    answer(BP03="not_in_place", at=START + 2 * DAY)
    again = Finding.objects.get()
    assert (again.pk, again.reopened, again.resolved_at) == (first.pk, 1, None)
    assert (again.first_opened_at, again.opened_at) == (START, START + 2 * DAY)


def test_owner_date_and_state_stay_when_a_gap_turns_into_an_unsupported_claim(
    review: Review, answer: Answer, cast: Cast
) -> None:
    answer(BP01="not_in_place", BP02="in_place", BP03="in_place")
    edit = improvements.Edit(
        fields=frozenset({"owner", "due", "state"}), owner=cast.lead, due=(START + 30 * DAY).date(), state="in_progress"
    )
    improvements.edit(improvement=Improvement.objects.get(), edit=edit, by=by(cast.contributor))
    answer(BP01="in_place", A2_5="not_done", at=START + DAY)
    assert open_findings(review) == [("unsupported", "BP01", "HIGH")]
    line = Improvement.objects.get()
    assert (line.owner, line.due, line.state) == (cast.lead, (START + 30 * DAY).date(), "in_progress")
    assert line.closed_at is None


def accept(review: Review, cast: Cast, *, days: int, practice: str = "BP03") -> Acceptance:
    finding = Finding.objects.select_related("review__workload__team", "review__lens").get(
        review=review, practice=PRACTICES[practice]
    )
    until = (START + days * DAY).date()
    return findings.accept(finding=finding, reason="Known.", until=until, by=by(cast.reviewer, START + DAY / 2))


def test_an_acceptance_covers_the_question_and_ends_at_the_start_of_its_day(
    review: Review, answer: Answer, cast: Cast
) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place")
    accept(review, cast, days=10)
    record = QuestionRecord.objects.get(question=QUESTION)
    end = (START + 10 * DAY).replace(hour=0)
    assert record.accepted_until == end
    assessing.assess([review.pk], at=START + DAY)
    assert not Review.objects.due(end - timedelta(seconds=1)).exists()
    assert list(Review.objects.due(end)) == [review]
    assessing.sweep(at=end + timedelta(hours=30))
    acceptance = Acceptance.objects.get()
    assert (acceptance.ended, acceptance.ended_at) == ("date", end)
    assert QuestionRecord.objects.get(question=QUESTION).accepted_until is None
    event = Event.objects.get(verb="acceptance ended")
    assert event.at == end
    assert event.changes == {"because": "date", "came_back": True, "severity": "MEDIUM"}
    days = review.risk_changes.values_list("day", "accepted")
    assert list(days) == [
        (START.date(), True),
        (end.date(), False),
    ]


def test_an_acceptance_of_a_medium_does_not_cover_a_high(review: Review, answer: Answer, cast: Cast) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place")
    accept(review, cast, days=60)
    answer(BP02="not_in_place", at=START + DAY)
    record = QuestionRecord.objects.get(question=QUESTION)
    assert (record.risk, record.accepted_until) == ("HIGH", None)
    assert open_findings(review) == [("gap", "BP02", "HIGH"), ("gap", "BP03", "MEDIUM")]


def test_a_renewal_at_the_moment_of_the_end_leaves_no_trace_of_coming_back(
    review: Review, answer: Answer, cast: Cast
) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place")
    accept(review, cast, days=10)
    assessing.assess([review.pk], at=START + DAY)
    end = (START + 10 * DAY).replace(hour=0)
    finding = Finding.objects.select_related("review__workload__team", "review__lens").get()
    until = (START + 70 * DAY).date()
    findings.accept(finding=finding, reason="Still known.", until=until, by=by(cast.reviewer, end))
    assessing.sweep(at=end)
    assert [acceptance.ended for acceptance in Acceptance.objects.all()] == ["renewed", ""]
    assert not Event.objects.filter(verb="acceptance ended").exists()
    assert not review.risk_changes.filter(day=end.date()).exists()


def test_old_answers_make_one_stale_finding_and_confirming_clears_it(
    review: Review, answer: Answer, cast: Cast
) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="in_place", at=START)
    assessed = Review.objects.get()
    assert assessed.next_change_at == START + 180 * DAY
    assessing.sweep(at=START + 180 * DAY)
    assert open_findings(review) == [("stale", "", "")]
    confirmations = [
        Change(question=QUESTION, item=item.item, version=item.version, confirm=True) for item in review.items.all()
    ]
    at = START + 181 * DAY
    answers.save(review=review, changes=confirmations, by=by(cast.contributor, at))
    assessing.sweep(at=at)
    assert open_findings(review) == []


def test_a_review_that_cannot_be_computed_waits_longer_each_time_and_lets_the_others_go_on(
    review: Review, answer: Answer, cast: Cast, rel03: LensVersion
) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place")
    Improvement.objects.update(added_steps=5)
    answer(BP01="not_in_place", assess=False)
    other = workloads.create(team=cast.team, facts=workloads.Facts(name="Other"), by=by(cast.lead))
    sound = reviews.start(workload=other, version=rel03, by=by(cast.lead))

    assert assessing.sweep(at=START) == 1
    sound.refresh_from_db()
    review.refresh_from_db()
    assert not sound.is_due
    assert (review.is_due, review.attempts, review.failure != "") == (True, 1, True)
    assert review.retry_at is not None
    first_wait = review.retry_at - START
    assert assessing.sweep(at=START) == 0
    assessing.sweep(at=START + first_wait)
    review.refresh_from_db()
    assert review.attempts == 2
    assert review.retry_at - (START + first_wait) == 2 * first_wait

    Improvement.objects.update(added_steps=[])
    assert assessing.sweep(at=review.retry_at) == 1
    review.refresh_from_db()
    assert review.retry_at is None
    assert (review.attempts, review.failure) == (0, "")
