"""Saving from the review page: what a form changes, what the reply shows anew, and what it costs."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from reviews.models import Item, QuestionRecord, Review
from tests.reviews.codes import ITEMS, QUESTION
from tests.reviews.conftest import START, Answer, Cast

HTMX = {"HX-Request": "true"}


def url(review: Review, name: str = "review_save") -> str:
    return reverse(name, args=[review.workload.public_id, review.lens.alias])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form(code: str, state: str = "", *, version: int = 0, **more: str) -> dict[str, str]:
    return {"question": QUESTION, "item": ITEMS[code], "version": str(version), "state": state, **more}


def statements(queries: CaptureQueriesContext) -> list[str]:
    transaction = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
    return [query["sql"] for query in queries if not query["sql"].startswith(transaction)]


def item(code: str) -> Item:
    return Item.objects.get(question=QUESTION, item=ITEMS[code])


def test_a_plain_form_saves_and_leads_back_to_its_item(review: Review, cast: Cast) -> None:
    reply = signed_in(cast.contributor).post(url(review), form("A2_5", "partly", note="Only the gateway."))
    assert reply.status_code == 302
    assert reply["Location"].endswith(f"?q={QUESTION}&hand=patterns_timeouts_retries#patterns_timeouts_retries")
    assert (item("A2_5").state, item("A2_5").note, item("A2_5").by) == ("partly", "Only the gateway.", cast.contributor)


def test_the_reply_says_the_risk_at_once_and_carries_the_new_version(
    review: Review, answer: Answer, cast: Cast
) -> None:
    answer(BP01="in_place", BP02="in_place")
    reply = signed_in(cast.contributor).post(url(review), form("BP03", "not_in_place"), headers=HTMX)
    text = reply.content.decode()
    assert reply.status_code == 200
    assert "Medium" in text
    assert 'value="1" id="version-rel_service_architecture_api_contracts" hx-swap-oob="true"' in text
    assert "BP03" in text.split('id="way"')[1].split("</div>")[0]
    assert "<textarea" not in text
    assert 'type="radio"' not in text


def test_a_step_that_belies_a_claim_shows_both_risks_and_says_so(review: Review, answer: Answer, cast: Cast) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="in_place")
    text = signed_in(cast.contributor).post(url(review), form("A3_5", "not_done"), headers=HTMX).content.decode()
    facts = text.split("innerHTML:#facts")[1].split("</dl>")[0]
    assert [word for word in ("None", "as claimed", "Medium", "as supported") if word in facts] == [
        "None",
        "as claimed",
        "Medium",
        "as supported",
    ]
    assert "innerHTML:#tell-contract_tests" in text
    assert "innerHTML:#tell-rel_service_architecture_api_contracts" in text
    assert "innerHTML:#tell-contract_specification" not in text


def test_only_what_differs_is_changed_so_that_a_note_renews_no_age(review: Review, answer: Answer, cast: Cast) -> None:
    answer(A2_5="done")
    signed_in(cast.lead).post(url(review), form("A2_5", "done", version=1, note="See the client."), headers=HTMX)
    assert (item("A2_5").by, item("A2_5").at) == (cast.contributor, START + timedelta(minutes=1))
    assert (item("A2_5").note, item("A2_5").version) == ("See the client.", 2)


def test_a_form_without_a_choice_sets_the_item_back(review: Review, answer: Answer, cast: Cast) -> None:
    answer(BP01="in_place")
    data = form("BP01", version=1)
    del data["state"]
    signed_in(cast.contributor).post(url(review), data)
    assert (item("BP01").state, item("BP01").at) == ("unanswered", None)
    assert QuestionRecord.objects.get(review=review).risk == "UNANSWERED"


def test_confirming_renews_when_and_by_whom(review: Review, answer: Answer, cast: Cast) -> None:
    answer(A2_5="done")
    signed_in(cast.lead).post(url(review), {**form("A2_5", "done", version=1), "confirm": "1"}, headers=HTMX)
    assert item("A2_5").by == cast.lead
    renewed = item("A2_5").at
    assert renewed is not None
    assert renewed > datetime(2026, 4, 1, tzinfo=UTC)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_not_applicable_without_a_reason_is_refused_and_said(
    review: Review, cast: Cast, headers: dict[str, str]
) -> None:
    data = form("A2_5", "not_applicable", note="Typed with care.")
    reply = signed_in(cast.contributor).post(url(review), data, headers=headers)
    assert reply.status_code == 422
    assert "Not applicable needs a reason." in reply.content.decode()
    assert not Item.objects.exists()
    if not headers:
        assert "Typed with care." in reply.content.decode()


@pytest.mark.parametrize(
    "broken", [{"version": "x"}, {"version": ""}, {"question": "other"}, {"item": "other"}, {"state": "finished"}]
)
def test_what_no_form_of_ours_sends_is_refused(review: Review, cast: Cast, broken: dict[str, str]) -> None:
    reply = signed_in(cast.contributor).post(url(review), {**form("A2_5", "done"), **broken})
    assert reply.status_code == 422
    assert not Item.objects.exists()


def test_who_may_only_read_is_refused_and_a_stranger_finds_nothing(review: Review, cast: Cast) -> None:
    assert signed_in(cast.viewer).post(url(review), form("A2_5", "done")).status_code == 403
    assert signed_in(cast.outsider).post(url(review), form("A2_5", "done")).status_code == 404
    assert not Item.objects.exists()


# Session, person, review, items; permission, revision, the question's items, the item, acceptances, the question's
# risk, the trend, the event.
def test_saving_an_answer_takes_at_most_thirteen_statements(review: Review, answer: Answer, cast: Cast) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place")
    client = signed_in(cast.contributor)
    client.post(url(review), form("A1_1", "done"), headers=HTMX)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        reply = client.post(url(review), form("BP03", "in_place", version=1), headers=HTMX)
    assert reply.status_code == 200
    assert len(statements(queries)) <= 13, "\n".join(statements(queries))


def test_the_second_on_the_same_step_is_told_and_nothing_is_stored(review: Review, answer: Answer, cast: Cast) -> None:
    answer(A2_5="done")
    reply = signed_in(cast.lead).post(url(review), form("A2_5", "not_done", note="Two layers."), headers=HTMX)
    text = reply.content.decode()
    assert reply.status_code == 409
    assert "Changed by Contributor" in text
    assert url(review, "review_conflict") in text
    assert (item("A2_5").state, item("A2_5").version) == ("done", 1)


def both(review: Review, client: Client) -> dict[str, str]:
    """Post a change that meets a conflict without HTMX, and return the two-versions page's form."""
    reply = client.post(url(review), form("A2_5", "not_done", note="Two layers."))
    assert reply.status_code == 409
    ((clash, mine),) = reply.context["clashes"]
    return {"mine": mine, "seen-0": str(clash.seen), "chosen": "1"}


def test_without_scripts_both_versions_are_shown_at_once(review: Review, answer: Answer, cast: Cast) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="in_place", A2_5="done")
    reply = signed_in(cast.lead).post(url(review), form("A2_5", "not_done", note="Two layers."))
    text = reply.content.decode()
    assert "Contributor changed an item that you were working on" in text
    assert "Two layers." in text
    assert "as supported" in text.split('value="mine" checked')[1].split("</label>")[0]
    assert "as supported" not in text.split('value="theirs"')[1].split("</label>")[0]


@pytest.mark.parametrize(
    ("choice", "state", "note", "version"), [("mine", "not_done", "Two layers.", 2), ("theirs", "done", "", 1)]
)
def test_a_choice_is_stored_on_the_version_that_was_seen(
    review: Review, answer: Answer, cast: Cast, choice: str, state: str, note: str, version: int
) -> None:
    answer(A2_5="done")
    client = signed_in(cast.lead)
    reply = client.post(url(review, "review_conflict"), {**both(review, client), "choice-0": choice})
    assert reply.status_code == 302
    assert (item("A2_5").state, item("A2_5").note, item("A2_5").version) == (state, note, version)


def test_both_notes_can_be_kept_the_one_saved_first_on_top(review: Review, answer: Answer, cast: Cast) -> None:
    answer(A2_5="done")
    signed_in(cast.contributor).post(url(review), form("A2_5", "done", version=1, note="Read the client."))
    client = signed_in(cast.lead)
    asked = both(review, client)
    client.post(url(review, "review_conflict"), {**asked, "choice-0": "theirs", "both-0": "on"})
    assert (item("A2_5").state, item("A2_5").note) == ("done", "Read the client.\n\nTwo layers.")


def test_a_choice_that_is_overtaken_again_is_asked_about_again(review: Review, answer: Answer, cast: Cast) -> None:
    answer(A2_5="done")
    client = signed_in(cast.lead)
    asked = both(review, client)
    answer(A2_5="partly")
    reply = client.post(url(review, "review_conflict"), {**asked, "choice-0": "mine"})
    assert reply.status_code == 409
    assert item("A2_5").state == "partly"


def test_a_link_backs_a_practice_and_can_be_removed(review: Review, cast: Cast) -> None:
    client = signed_in(cast.contributor)
    data = {"question": QUESTION, "item": ITEMS["BP01"], "title": "Map", "url": "https://example.org/map"}
    client.post(url(review, "review_link"), {**data, "as_of": "2026-02-01"})
    client.post(url(review, "review_link"), {**data, "title": "Report"})
    assert item("BP01").evidence == [
        {"title": "Map", "url": "https://example.org/map", "as_of": "2026-02-01"},
        {"title": "Report", "url": "https://example.org/map", "as_of": None},
    ]
    client.post(url(review, "review_link"), {"question": QUESTION, "item": ITEMS["BP01"], "remove": "0"})
    assert [link["title"] for link in item("BP01").evidence] == ["Report"]
    wrong = client.post(url(review, "review_link"), {**data, "url": "javascript:alert(1)"})
    assert wrong.status_code == 422


def test_what_is_said_already_is_not_sent_again(review: Review, answer: Answer, cast: Cast) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="in_place", A2_5="not_done")
    text = signed_in(cast.contributor).post(url(review), form("A3_5", "not_done"), headers=HTMX).content.decode()
    assert "innerHTML:#tell-contract_tests" in text
    assert "innerHTML:#tell-patterns_timeouts_retries" not in text
