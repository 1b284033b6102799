"""The review page as an architect reads it: the risk, the path, what doesn't fit, guidance, findings, rounds."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Event, User
from pillars.loading import load_lens
from reviews.actions import assessing, reviews
from reviews.models import Item, Review, Workload
from tests.pillars.small import as_source, small_document
from tests.reviews.codes import ITEMS, PRACTICES, QUESTION
from tests.reviews.conftest import START, Answer, Cast, by


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(review: Review, name: str = "review", **query: str) -> str:
    address = reverse(name, args=[review.workload.public_id, review.lens.alias])
    return address + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")


def shown(client: Client, review: Review, **query: str) -> str:
    reply = client.get(url(review, **query))
    assert reply.status_code == 200
    return reply.content.decode()


def part(text: str, start: str, end: str) -> str:
    """Return the words between two pieces of markup, tags and line breaks taken out."""
    inner = text.split(start, 1)[1].split(end, 1)[0]
    words = " ".join(piece.split(">", 1)[-1] for piece in inner.split("<"))
    return " ".join(words.split()).replace(" .", ".").replace(" ,", ",")


@pytest.fixture
def bridges(workload: Workload, cast: Cast) -> Review:
    """A review against a lens of three questions, the last two without steps."""
    document: dict[str, Any] = small_document()
    questions = document["pillars"][0]["questions"]
    for number in (2, 3):
        questions.append(
            {
                "id": f"second_{number}",
                "title": f"Question {number}?",
                "choices": [{"id": f"only_{number}", "title": "Paint it"}],
                "riskRules": [
                    {"condition": f"only_{number}", "risk": "NO_RISK"},
                    {"condition": "default", "risk": "HIGH_RISK"},
                ],
            }
        )
    version = load_lens(as_source(document), at=START).version
    return reviews.start(workload=workload, version=version, by=by(cast.lead))


def test_at_the_start_everything_looks_unanswered(review: Review, cast: Cast) -> None:
    text = shown(signed_in(cast.contributor), review)
    assert "How do you design your workload service architecture?" in text
    assert text.count('class="seg big blank"') == 3
    assert text.count("Not answered yet") == 93
    assert part(text, 'id="facts"', "Maturity").endswith("Risk Unanswered 0 of 3 answered")
    assert "Quick pass" in part(text, 'aria-current="step"', "</li>")


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ({"BP01": "not_in_place", "BP02": "not_in_place", "BP03": "not_in_place"}, "Risk High"),
        ({"BP01": "in_place"}, "Risk High so far 1 of 3 answered"),
        ({"BP01": "in_place", "BP02": "in_place", "BP03": "not_in_place"}, "Risk Medium"),
        ({"BP01": "in_place", "BP02": "in_place", "BP03": "in_place"}, "Risk None"),
        (
            {"BP01": "in_place", "BP02": "in_place", "BP03": "in_place", "A3_5": "not_done"},
            "Risk None as claimed Medium as supported",
        ),
        (
            {"BP01": "in_place", "BP02": "in_place", "BP03": "not_in_place", "A2_5": "not_done"},
            "Risk Medium as claimed High as supported",
        ),
        ({"BP01": "not_applicable", "BP02": "not_applicable", "BP03": "not_applicable"}, "Risk Not applicable"),
    ],
)
def test_the_risk_is_told_as_claimed_as_supported_and_so_far(
    review: Review, answer: Answer, cast: Cast, states: dict[str, str], said: str
) -> None:
    answer(**states)
    facts = shown(signed_in(cast.contributor), review).split('id="facts"')[1].split('<div class="fact">')[1]
    assert part(facts, ">", "</div>") == said


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (
            {"BP01": "in_place", "BP02": "in_place", "BP03": "not_in_place"},
            "With BP03 in place this question would be None. Left to do: 1 small, 4 medium essential steps, an "
            "estimate: not all were looked at. Go to it",
        ),
        (
            {"BP01": "not_in_place", "BP02": "not_in_place", "BP03": "in_place"},
            "With BP01 and BP02 together in place this question would be None. Left to do: 5 small, 5 medium essential "
            "steps, an estimate: not all were looked at. Go to it",
        ),
        (
            {"BP01": "in_place", "BP02": "in_place", "BP03": "in_place", "A3_5": "not_done"},
            "With BP03 backed by its essential steps this question would be None. Left to do: 1 small, 4 medium "
            "essential steps, an estimate: not all were looked at. Go to it",
        ),
        ({"BP01": "in_place", "BP02": "in_place"}, ""),
    ],
)
def test_the_way_down_is_a_sentence(
    review: Review, answer: Answer, cast: Cast, states: dict[str, str], said: str
) -> None:
    answer(**states)
    way = shown(signed_in(cast.contributor), review).split('id="way"')[1].split("</div>")[0].split("<p class")[0]
    assert part(way + "<end", ">", "<end") == said


def test_a_practice_whose_steps_are_all_done_is_asked_about_before_any_plan(
    review: Review, answer: Answer, cast: Cast
) -> None:
    essential = dict.fromkeys(("A3_1", "A3_2", "A3_5", "D3_3", "S1_2"), "done")
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place", **essential)
    text = shown(signed_in(cast.contributor), review)
    assert part(text, 'id="way"', "</p>") == "BP03 looks in place: every essential step is done. Confirm?"
    assert "In place, confirm" in part(text, f'id="tell-{PRACTICES["BP03"]}"', "</article>")


def test_what_is_not_offered_yet_is_one_line_with_a_way_in(review: Review, answer: Answer, cast: Cast) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="in_place")
    text = shown(signed_in(cast.contributor), review)
    assert "Answer them now" in text
    area = text.split('id="REL03-BP01.2"')[1].split("</section>")[0]
    assert "2 more at level 3" in " ".join(area.split())
    assert area.index("patterns_timeouts_retries") < area.index("2 more at level 3")
    assert 'id="later-REL03-BP01.2" hidden' in area
    opened = shown(signed_in(cast.contributor), review, hand="patterns_circuit_breaker")
    assert 'id="later-REL03-BP01.2" hidden' not in opened
    assert 'class="step hand" id="patterns_circuit_breaker"' in opened


def test_guidance_tells_a_step_apart_and_names_what_replaces_a_retired_service(
    review: Review, answer: Answer, cast: Cast
) -> None:
    answer(A2_3="not_done")
    client = signed_in(cast.viewer)
    text = client.get(url(review, "review_guidance", hand=ITEMS["A2_5"])).content.decode()
    assert "three layers" in text
    assert "Circuit breakers" in text
    assert 'aria-label="Not done"' in text
    assert "In place when" in text
    mesh = client.get(url(review, "review_guidance", hand=ITEMS["P4_1"])).content.decode()
    assert "AWS App Mesh: retired 30 Sep 2026" in mesh
    assert "<b>Amazon VPC Lattice</b>" in mesh
    assert "<b>AWS App Mesh</b>" not in mesh


def test_a_question_is_chosen_by_its_id_and_one_without_steps_is_shown(bridges: Review, cast: Cast) -> None:
    client = signed_in(cast.contributor)
    assert "How do you know that it carries?" in shown(client, bridges)
    text = shown(client, bridges, q="second_3")
    assert "<h1>Question 3?</h1>" in text
    assert "Paint it" in text
    assert "Maturity" not in part(text, 'id="facts"', "</dl>")
    assert text.count("data-question") == 3
    assert "Filter questions" in text


def test_an_unknown_question_or_item_is_not_found(review: Review, cast: Cast) -> None:
    client = signed_in(cast.contributor)
    assert client.get(url(review, q="other")).status_code == 404
    assert client.get(url(review, hand="other")).status_code == 404


@pytest.mark.parametrize("name", ["review", "review_guidance", "review_found"])
def test_a_stranger_finds_nothing(review: Review, cast: Cast, name: str) -> None:
    assert signed_in(cast.outsider).get(url(review, name)).status_code == 404


def test_who_may_only_read_sees_the_answers_and_no_control(review: Review, answer: Answer, cast: Cast) -> None:
    answer(BP01="in_place", A2_5="not_done")
    Item.objects.filter(item=ITEMS["A2_5"]).update(note="Two **layers** <script>alert(1)</script>")
    text = shown(signed_in(cast.viewer), review)
    assert 'name="state"' not in text
    assert "<strong>layers</strong>" in text
    assert "<script>alert" not in text
    assert "Start a round" not in text
    assert "Contributor" in text


def test_the_findings_wait_for_the_worker_and_then_name_steps_and_services(
    review: Review, answer: Answer, cast: Cast
) -> None:
    now = timezone.now()
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place", A3_1="done", at=now, assess=False)
    client = signed_in(cast.contributor)
    waiting = client.get(url(review, "review_found", q=QUESTION)).content.decode()
    assert "Assessing…" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    assessing.assess([review.pk], at=now)
    found = client.get(url(review, "review_found", q=QUESTION)).content.decode()
    assert "hx-trigger" not in found
    assert "Assessing" not in found
    assert "BP03 Provide service contracts per API" in found
    assert "Absent, medium gap" in found
    assert "Contract tests" in found
    assert "A machine-readable contract for each API" not in found
    assert "Amazon API Gateway" in found


def test_a_worker_that_stays_away_is_told_of(review: Review, answer: Answer, cast: Cast) -> None:
    answer(BP01="in_place", assess=False)
    Event.objects.update(at=timezone.now() - timedelta(seconds=61))
    text = signed_in(cast.contributor).get(url(review, "review_found")).content.decode()
    assert "The worker has not picked this up yet; your answers are safe." in text


def test_in_a_new_round_answers_wait_to_be_confirmed(review: Review, answer: Answer, cast: Cast) -> None:
    answer(BP01="in_place", A2_5="done")
    client = signed_in(cast.lead)
    assert "data-confirm" not in shown(client, review)
    assert client.post(url(review, "round_start")).status_code == 302
    text = shown(client, review)
    assert text.count("data-confirm") == 2
    assert "0 of 2 answers confirmed" in text
    form = {"question": QUESTION, "item": ITEMS["A2_5"], "version": "1", "state": "done", "confirm": "1"}
    client.post(url(review, "review_save"), form)
    text = shown(client, review)
    assert text.count("data-confirm") == 1
    assert "1 of 2 answers confirmed" in text


# Session, person, review, items, question records, findings, their acceptances, two permissions, and, while it is due,
# when the review last changed.
@pytest.mark.parametrize("answered", [0, 93])
def test_the_page_takes_at_most_twelve_statements(review: Review, answer: Answer, cast: Cast, answered: int) -> None:
    if answered:
        answer(**dict.fromkeys(PRACTICES, "in_place"))
        answer(**{code: "done" for code, item in ITEMS.items() if item and code not in PRACTICES})
        assert Item.objects.count() == answered
    client = signed_in(cast.contributor)
    shown(client, review)
    with CaptureQueriesContext(connection) as queries:
        shown(client, review)
    assert len(queries) <= 12, [query["sql"] for query in queries]


def test_a_lens_of_more_questions_costs_no_more(review: Review, bridges: Review, cast: Cast) -> None:
    client = signed_in(cast.contributor)
    counts = []
    for each in (review, bridges):
        shown(client, each)
        with CaptureQueriesContext(connection) as queries:
            shown(client, each)
        counts.append(len(queries))
    assert counts[0] == counts[1]
