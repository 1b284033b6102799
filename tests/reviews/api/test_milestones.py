"""Milestones: made once, read with all that they keep, compared with each other and with now."""

from datetime import timedelta

import pytest

from reviews.actions import findings, milestones
from reviews.models import Finding, Milestone, Review
from tests.reviews.api.clients import ROOT, client_of, statements
from tests.reviews.codes import ITEMS, PRACTICES, QUESTION
from tests.reviews.conftest import START, Answer, Cast, by

LATER = START + timedelta(hours=1)


def address(review: Review, what: str = "milestones/") -> str:
    """Return where the milestones of a review's workload are, or its comparison."""
    return f"{ROOT}workloads/{review.workload.public_id}/{what}"


def kept(cast: Cast, review: Review, name: str, minutes: int = 5) -> Milestone:
    """Make a milestone some minutes after the start."""
    at = START + timedelta(minutes=minutes)
    return milestones.make(workload=review.workload, name=name, by=by(cast.lead, at))


def test_a_milestone_keeps_answers_risks_findings_and_plan(cast: Cast, review: Review, answer: Answer) -> None:
    answer(BP01="in_place", BP02="not_in_place", A1_1="not_done", assess=False)
    client = client_of(cast.contributor)
    made = client.post(address(review), {"name": " Before the sale "})
    assert (made.status_code, made.json()["name"], made.json()["by_name"]) == (201, "Before the sale", "Contributor")
    assert made.json()["reviews"] == [{"lens": "rel03", "lens_version": 1}]
    assert client.get(address(review)).json()["results"] == [made.json()]

    answer(BP02="in_place", at=LATER)
    whole = client.get(made["Location"]).json()
    (then,) = whole.pop("reviews")
    assert whole.items() <= made.json().items()
    assert (then["lens"], then["lens_version"], then["maturity_state"]) == ("rel03", 1, "not_assessed")
    states = {(item["item"], item["state"], item["by"], item["at"]) for item in then["items"]}
    assert (PRACTICES["BP02"], "not_in_place", "Contributor", "2026-03-02T09:01:00Z") in states
    assert (ITEMS["A1_1"], "not_done", "Contributor", "2026-03-02T09:01:00Z") in states
    (question,) = then["questions"]
    assert (question["question"], question["risk"], question["complete"]) == (QUESTION, "HIGH", False)
    found = {(finding["kind"], finding["practice"], finding["severity"]) for finding in then["findings"]}
    assert ("gap", PRACTICES["BP02"], "HIGH") in found
    assert PRACTICES["BP02"] in {line["practice"] for line in then["improvements"]}


@pytest.mark.parametrize("name", ["", " ", "x" * 121, "BEFORE", "a\tb", "a\nb", "a\x00b", 10**30, None, ["a"]])
def test_a_name_that_cannot_be_or_is_taken_is_refused(cast: Cast, review: Review, name: object) -> None:
    kept(cast, review, "Before")
    if name == 10**30:
        # A number is taken as its digits.
        name = "9" * 121
    refused = client_of(cast.contributor).post(address(review), {"name": name})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/name")
    assert Milestone.objects.count() == 1


def test_a_workload_without_a_review_has_nothing_to_keep(cast: Cast, review: Review) -> None:
    workload = review.workload
    review.delete()
    refused = client_of(cast.contributor).post(f"{ROOT}workloads/{workload.public_id}/milestones/", {"name": "None"})
    assert refused.status_code == 422


def test_the_same_request_twice_makes_one(cast: Cast, review: Review) -> None:
    client, key = client_of(cast.contributor), {"Idempotency-Key": "one"}
    first, again = (client.post(address(review), {"name": "Before"}, headers=key) for _ in range(2))
    assert (first.json(), first["Location"]) == (again.json(), again["Location"])
    assert client.post(address(review), {"name": "Other"}, headers=key).status_code == 422


def test_many_cost_what_one_does_and_stand_in_their_order(cast: Cast, review: Review) -> None:
    kept(cast, review, "First")
    client = client_of(cast.viewer)
    client.get(address(review))
    with statements() as few:
        client.get(address(review))
    for number in range(4):
        kept(cast, review, f"Number {number}", minutes=9 - number)
    with statements() as lots:
        client.get(address(review))
    # The token with its person, the workload, its milestones with who made them, the lenses that they keep.
    assert len(few) == len(lots) == 4
    page = client.get(address(review), {"limit": 3}).json()
    rest = client.get(page["next"]).json()
    told = [row["name"] for part in (page, rest) for row in part["results"]]
    assert told == ["First", "Number 3", "Number 2", "Number 1", "Number 0"]


def test_a_comparison_tells_what_rose_and_fell_and_what_was_closed(cast: Cast, review: Review, answer: Answer) -> None:
    answer(BP01="in_place", BP02="not_in_place", BP03="in_place", A1_1="done", A1_2="not_done")
    before = kept(cast, review, "Before")
    answer(BP02="in_place", A1_1="partly", A1_2="done", A3_5="not_done", at=LATER)
    told = client_of(cast.viewer).get(address(review, "comparison/")).json()
    assert (told["start"]["id"], told["start"]["at"]) == (before.public_id, "2026-03-02T09:05:00Z")
    assert told["end"] == {"id": "now", "name": "Now", "at": None}
    (moved,) = told["reviews"]
    assert (moved["lens"], moved["risen"], moved["fallen"]) == ("rel03", 1, 1)
    assert moved["closed"] == [{"kind": "gap", "practice": "REL03-BP02"}]
    assert {"kind": "unsupported", "practice": "REL03-BP03"} in moved["opened"]
    (question,) = moved["questions"]
    assert question["before"] == {"risk": "HIGH", "supported": "HIGH"}
    assert question["after"] == {"risk": "NONE", "supported": "MEDIUM"}
    first = question["practices"][0]
    assert (first["code"], first["before"], first["after"]) == ("REL03-BP01", "in_place", "in_place")
    steps = [step for practice in question["practices"] for step in practice["steps"]]
    moves = {step["step"]: (step["before"], step["after"], step["direction"]) for step in steps}
    assert moves[ITEMS["A1_1"]] == ("done", "partly", -1)
    assert moves[ITEMS["A1_2"]] == ("not_done", "done", 1)


def test_any_two_moments_can_be_compared_and_reading_twice_says_the_same(
    cast: Cast, review: Review, answer: Answer
) -> None:
    first = kept(cast, review, "First", 1)
    answer(BP01="in_place", at=START + timedelta(minutes=2))
    second = kept(cast, review, "Second", 3)
    client = client_of(cast.viewer)

    def claim(**query: str) -> tuple[str, str]:
        (moved,) = client.get(address(review, "comparison/"), query).json()["reviews"]
        practice = moved["questions"][0]["practices"][0]
        return practice["before"], practice["after"]

    assert claim(**{"from": first.public_id, "to": second.public_id}) == ("unanswered", "in_place")
    assert claim(**{"from": "now", "to": first.public_id, "lens": "rel03"}) == ("in_place", "unanswered")
    assert claim() == ("in_place", "in_place")
    assert client.get(address(review, "comparison/"), {"lens": "other"}).json()["reviews"] == []
    tags = {client.get(address(review, "comparison/"))["ETag"] for _ in range(2)}
    assert len(tags) == 1


@pytest.mark.parametrize(
    ("query", "pointers"),
    [
        ({"from": "f" * 32}, ["/from"]),
        ({"from": "x", "to": "y"}, ["/from", "/to"]),
        ({"to": "\x00"}, ["/to"]),
        ({"form": "now"}, ["/form"]),
    ],
)
def test_moments_that_are_not_the_workloads_are_refused(
    cast: Cast, review: Review, query: dict[str, str], pointers: list[str]
) -> None:
    kept(cast, review, "Before")
    refused = client_of(cast.viewer).get(address(review, "comparison/"), query)
    assert (refused.status_code, [error["pointer"] for error in refused.json()["errors"]]) == (400, pointers)


def test_without_a_milestone_there_is_nothing_to_compare(cast: Cast, review: Review) -> None:
    assert client_of(cast.viewer).get(address(review, "comparison/")).status_code == 404


def test_an_accepted_risk_is_kept_with_its_end(cast: Cast, review: Review, answer: Answer) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place")
    finding = Finding.objects.select_related("review__workload__team", "review__lens").get()
    until = (START + timedelta(days=9)).date()
    findings.accept(finding=finding, reason="Known.", until=until, by=by(cast.reviewer))
    milestone = kept(cast, review, "Before")
    (then,) = client_of(cast.viewer).get(f"{address(review)}{milestone.public_id}/").json()["reviews"]
    assert then["questions"][0]["accepted_until"] == "2026-03-11T00:00:00Z"
