"""Reviews through the API: begun once, and assessed the moment they are read, as their page is."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from pillars.compiling import compiled
from reviews.actions import findings, reviews, workloads
from reviews.models import Finding, Review
from tests.reviews.api.clients import ROOT, client_of, statements
from tests.reviews.codes import ITEMS, PRACTICES, QUESTION
from tests.reviews.conftest import START, Answer, Cast, by
from tests.reviews.test_statements import large_lens


def address(review: Review, what: str = "assessment/") -> str:
    """Return where the assessment of a review is, or something else of it."""
    return f"{ROOT}workloads/{review.workload.public_id}/reviews/{review.lens.alias}/{what}"


def test_the_same_request_twice_begins_one_review(cast: Cast, review: Review) -> None:
    other = workloads.create(team=cast.team, facts=workloads.Facts(name="Other"), by=by(cast.lead))
    client, key = client_of(cast.contributor), {"Idempotency-Key": "one"}
    place = f"{ROOT}workloads/{other.public_id}/reviews/"
    first, again = (client.post(place, {"lens": "rel03"}, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert client.get(first["Location"]).json() == first.json()


def test_a_workload_with_many_reviews_costs_what_one_with_one_does(cast: Cast, review: Review) -> None:
    client, place = client_of(cast.viewer), f"{ROOT}workloads/{review.workload.public_id}/reviews/"
    client.get(place)
    with statements() as few:
        client.get(place)
    for questions in (2, 3, 4, 5):
        reviews.start(workload=review.workload, version=large_lens(questions), by=by(cast.lead))
    client.get(place)
    with statements() as lots:
        client.get(place)
    # The token with its person, the workload, its reviews, their risks.
    assert len(few) == len(lots) == 4
    page = client.get(place, {"limit": 2}).json()
    found = [row["lens"] for row in page["results"]]
    while page["next"]:
        page = client.get(page["next"]).json()
        found += [row["lens"] for row in page["results"]]
    assert sorted(found) == ["2-questions", "3-questions", "4-questions", "5-questions", "rel03"]


def test_nothing_answered_has_a_path_and_no_risk_yet(cast: Cast, review: Review) -> None:
    told = client_of(cast.viewer).get(address(review)).json()
    assert (told["review"], told["revision"], told["assessed_revision"], told["answered"]) == (
        review.public_id,
        1,
        0,
        0,
    )
    assert told["saved_at"] is None
    assert told["maturity"] == {
        "state": "not_assessed",
        "level": None,
        "target": None,
        "below_target": False,
        "to_answer": 3,
        "holds_back": [],
    }
    (question,) = told["questions"]
    assert (question["risk"], question["complete"], question["so_far"]) == ("UNANSWERED", False, False)
    assert (question["answered"], question["total"], question["next"]) == (0, 3, PRACTICES["BP01"])
    assert (question["way_down"], question["contradictions"]) == ([], [])
    stages = [(stage["name"], stage["done"], stage["total"], stage["current"]) for stage in question["path"]]
    assert stages[:2] == [("quick", 0, 3, True), ("essential", 0, 15, False)]


def test_the_way_down_comes_with_its_work(cast: Cast, review: Review, answer: Answer) -> None:
    answer(BP01="not_in_place", BP02="not_in_place", BP03="in_place", assess=False)
    (question,) = client_of(cast.viewer).get(address(review)).json()["questions"]
    assert (question["risk"], question["complete"]) == ("HIGH", True)
    (rung,) = question["way_down"]
    both = [PRACTICES["BP01"], PRACTICES["BP02"]]
    assert (rung["risk"], rung["practices"], rung["further"]) == ("NONE", both, both)
    assert (rung["together"], rung["directly"], rung["backs"], rung["estimate"]) == (True, False, False, True)
    assert rung["effort"] == rung["small"] + 3 * rung["medium"] + 8 * rung["large"]
    assert len(rung["steps"]) == rung["small"] + rung["medium"] + rung["large"] > 0
    first, _, third = question["practices"]
    assert (first["claim"], first["severity"], first["support"], first["level"]) == ("not_in_place", "HIGH", None, 1)
    assert (third["claim"], third["severity"], third["support"]) == ("in_place", "", "claimed_only")


def test_a_claim_that_its_steps_contradict_is_told_at_both(cast: Cast, review: Review, answer: Answer) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="in_place", A3_5="not_done")
    told = client_of(cast.viewer).get(address(review)).json()
    assert told["saved_at"] == "2026-03-02T09:01:00Z"
    (question,) = told["questions"]
    assert (question["risk"], question["supported"]) == ("NONE", "MEDIUM")
    practice, step = PRACTICES["BP03"], ITEMS["A3_5"]
    said = {(each["item"], each["kind"]): each["others"] for each in question["contradictions"]}
    assert said[practice, "not_supported"] == [step]
    assert said[step, "belies_practice"] == [practice]
    (rung,) = question["way_down"]
    assert (rung["backs"], rung["risk"], step in rung["steps"]) == (True, "NONE", True)
    # By now the answers of March may be stale as well.
    found = [(each["kind"], each["question"], each["practice"]) for each in told["findings"] if each["severity"]]
    assert found == [("unsupported", QUESTION, practice)]


def test_what_holds_the_maturity_back_is_named(cast: Cast, review: Review, answer: Answer) -> None:
    second = {code for code, step in ITEMS.items() if _level(review, step) == 2}
    answer(
        BP01="in_place", BP02="in_place", BP03="in_place", **dict.fromkeys(second - {"A1_1"}, "done"), A1_1="not_done"
    )
    facts = workloads.Facts(name="Ledger", target=3)
    workloads.edit(workload=review.workload, facts=facts, by=by(cast.lead))
    maturity = client_of(cast.viewer).get(address(review)).json()["maturity"]
    assert (maturity["state"], maturity["level"], maturity["target"]) == ("assessed", 1, 3)
    assert (maturity["below_target"], maturity["to_answer"]) == (True, 0)
    (held,) = maturity["holds_back"]
    assert (held["practice"], held["level"], held["claim_missing"]) == (PRACTICES["BP01"], 2, False)
    assert ITEMS["A1_1"] in held["essential"]
    assert {"item": ITEMS["A1_1"], "level": 2} in held["lifts"]


def _level(review: Review, step_id: str) -> int:
    for practice in compiled(review.version_id).questions[0].practices:
        for step in practice.steps:
            if step.id == step_id:
                return step.level
    return 0


def test_an_acceptance_is_told_where_it_covers_the_risk(cast: Cast, review: Review, answer: Answer) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place")
    finding = Finding.objects.select_related("review__workload__team", "review__lens").get()
    until = (START + timedelta(days=4000)).date()
    findings.accept(finding=finding, reason="Known.", until=until, by=by(cast.reviewer))
    told = client_of(cast.viewer).get(address(review)).json()
    (question,) = told["questions"]
    assert question["accepted_until"] == f"{until}T00:00:00Z"
    assert question["practices"][2]["accepted"] is True
    risk = client_of(cast.viewer).get(address(review, "")).json()["risks"][0]
    assert (risk["risk"], risk["supported"], risk["complete"]) == ("MEDIUM", "MEDIUM", True)
    assert (risk["accepted_until"], risk["revision"]) == (question["accepted_until"], told["revision"])


def test_reading_stores_nothing_and_says_the_same_again(cast: Cast, review: Review, answer: Answer) -> None:
    answer(BP01="not_in_place", assess=False)
    client = client_of(cast.viewer)
    tag = client.get(address(review))["ETag"]
    with CaptureQueriesContext(connection) as seen:
        unchanged = client.get(address(review), headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert all(query["sql"].startswith("SELECT") for query in seen.captured_queries)
    assert not Finding.objects.exists()


def test_a_large_lens_costs_what_a_small_one_does(cast: Cast, review: Review) -> None:
    version = large_lens(60)
    other = workloads.create(team=cast.team, facts=workloads.Facts(name="Large"), by=by(cast.lead))
    large = reviews.start(workload=other, version=version, by=by(cast.lead))
    client = client_of(cast.viewer)
    counts = []
    for each in (review, large):
        client.get(address(each))
        with statements() as sent:
            client.get(address(each))
        counts.append(len(sent))
    # The token with its person, the review, its items, its round, the running acceptances.
    assert counts == [5, 5]
    assert len(client.get(address(large)).json()["questions"]) == 60
