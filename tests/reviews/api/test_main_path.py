"""The main job through the API alone: make a workload, answer REL03, read what is wrong and what to do."""

import pytest
from django.utils import timezone

from pillars.models import LensVersion
from reviews.actions import assessing
from reviews.models import Review
from tests.reviews.api.clients import ROOT, client_of, item
from tests.reviews.codes import ITEMS, PRACTICES, QUESTION
from tests.reviews.conftest import Cast


@pytest.fixture
def answers_url(cast: Cast, rel03: LensVersion) -> str:
    """The answers of a new review, made by a contributor with a token."""
    client = client_of(cast.contributor)
    team = client.get(f"{ROOT}me/").json()["teams"][0]
    made = client.post(f"{ROOT}workloads/", {"name": "Checkout", "team": team["id"], "tier": 1})
    assert made.status_code == 201
    assert made.json()["tier"] == 1
    begun = client.post(f"{made['Location']}reviews/", {"lens": "rel03"})
    assert begun.status_code == 201
    assert begun["Location"].startswith("http://testserver/api/v1/workloads/")
    return f"{begun['Location']}answers/"


def test_the_risk_comes_with_the_answers_and_the_finding_after_the_assessment(cast: Cast, answers_url: str) -> None:
    client = client_of(cast.contributor)
    claims = [item("BP01", "in_place"), item("BP02", "in_place"), item("BP03", "not_in_place")]
    saved = client.patch(answers_url, {"items": claims})
    assert saved.status_code == 200
    risk = saved.json()["risks"][0]
    assert (risk["question"], risk["risk"], risk["supported"], risk["complete"]) == (QUESTION, "MEDIUM", "MEDIUM", True)
    assert [(i["item"], i["version"]) for i in saved.json()["items"]] == [(p, 1) for p in PRACTICES.values()]

    review_url = answers_url.removesuffix("answers/")
    before = client.get(review_url).json()
    assert (before["due"], before["revision"], before["assessed_revision"]) == (True, 2, 0)
    assert client.get(f"{ROOT}findings/").json()["results"] == []

    assessing.assess(list(Review.objects.values_list("pk", flat=True)), at=timezone.now())
    after = client.get(review_url).json()
    assert (after["due"], after["assessed_revision"]) == (False, 2)
    assert after["maturity"]["state"] == "not_assessed"
    (found,) = client.get(f"{ROOT}findings/", {"state": "open", "lens": "rel03"}).json()["results"]
    assert (found["kind"], found["practice_code"], found["severity"]) == ("gap", "REL03-BP03", "MEDIUM")
    assert (found["workload_name"], found["acceptance"], found["resolved_at"]) == ("Checkout", None, None)


def test_the_improvement_names_its_steps_and_services(cast: Cast, answers_url: str) -> None:
    client = client_of(cast.contributor)
    claims = [item("BP01", "in_place"), item("BP02", "in_place"), item("BP03", "not_in_place"), item("A3_1", "done")]
    client.patch(answers_url, {"items": claims})
    assessing.assess(list(Review.objects.values_list("pk", flat=True)), at=timezone.now())
    (line,) = client.get(answers_url.replace("answers/", "improvements/")).json()["results"]
    assert (line["practice_code"], line["severity"], line["state"]) == ("REL03-BP03", "MEDIUM", "to_do")
    steps = [step["id"] for step in line["steps"]]
    assert ITEMS["A3_2"] in steps
    assert ITEMS["A3_1"] not in steps
    assert all(step["essential"] for step in line["steps"])
    named = {name for step in line["steps"] for name in step["services"]}
    assert {service["id"] for service in line["services"]} == named
    assert named


def test_every_practice_and_step_can_be_read_before_anybody_answered(cast: Cast, answers_url: str) -> None:
    body = client_of(cast.viewer).get(answers_url).json()
    kinds = [i["kind"] for i in body["items"]]
    assert (kinds.count("question"), kinds.count("practice"), kinds.count("step")) == (1, 3, 90)
    assert {i["version"] for i in body["items"]} == {0}
    assert {i["state"] for i in body["items"]} == {"applicable", "unanswered"}
    assert {i["item"] for i in body["items"]} == set(ITEMS.values())


def test_a_claim_that_a_step_contradicts_has_two_risks(cast: Cast, answers_url: str) -> None:
    claims = [item(code, "in_place") for code in ("BP01", "BP02", "BP03")]
    saved = client_of(cast.contributor).patch(answers_url, {"items": [*claims, item("A3_5", "not_done")]})
    assert [(r["risk"], r["supported"]) for r in saved.json()["risks"]] == [("NONE", "MEDIUM")]


def test_a_workload_is_edited_and_the_rest_stays(cast: Cast, answers_url: str) -> None:
    client = client_of(cast.contributor)
    url = answers_url.split("reviews/")[0]
    links = [{"title": "Overview", "url": "https://wiki.example.org/checkout"}]
    change = {"owner": cast.lead.public_id, "tags": ["Shop", "eu"], "links": links, "go_live": "2026-05-04"}
    read = client.get(url)
    written = client.patch(url, change, headers={"If-Match": read["ETag"]})
    changed = written.json()
    assert (changed["name"], changed["tier"], changed["owner_name"]) == ("Checkout", 1, "Lead")
    assert (changed["tags"], changed["links"], changed["go_live"]) == (["eu", "shop"], links, "2026-05-04")
    cleared = client.patch(url, {"owner": None}, headers={"If-Match": written["ETag"]})
    assert cleared.json()["owner"] is None
    assert client.get(url).json()["tags"] == ["eu", "shop"]
