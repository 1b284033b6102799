"""Findings through the API: one with its risk, in the page's order, searched; accepting, renewing, withdrawing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from reviews.actions import findings
from reviews.models import Acceptance, Finding, Review
from tests.reviews.api.clients import ROOT, client_of, statements
from tests.reviews.codes import PRACTICES, QUESTION
from tests.reviews.conftest import START, Answer, Cast, by

UNTIL = "2199-12-31"


@pytest.fixture
def gaps(review: Review, answer: Answer) -> list[Finding]:
    """Return the three gaps of a review without anything in place: two high ones, a medium one."""
    answer(BP01="not_in_place", BP02="not_in_place", BP03="not_in_place")
    return list(Finding.objects.select_related("review__workload__team", "review__lens").order_by("practice"))


def gap(gaps: list[Finding], code: str) -> Finding:
    return next(one for one in gaps if one.practice == PRACTICES[code])


def codes(rows: list[dict[str, Any]]) -> list[str]:
    return [row["practice_code"].removeprefix("REL03-") for row in rows]


def test_a_finding_carries_the_risk_of_its_question(cast: Cast, gaps: list[Finding]) -> None:
    finding = gap(gaps, "BP03")
    findings.accept(finding=finding, reason="Known.", until=date(2199, 12, 31), by=by(cast.reviewer))
    read = client_of(cast.viewer).get(f"{ROOT}findings/{finding.public_id}/").json()
    review = Review.objects.get()
    assert read["risk"] == {
        "question": QUESTION,
        "title": "How do you design your workload service architecture?",
        "risk": "HIGH",
        "supported": "HIGH",
        "complete": True,
        "accepted_until": None,
        "revision": review.revision,
        "assessed_revision": review.assessed_revision,
    }
    assert (read["severity"], read["acceptance"]["reason"], read["acceptance"]["ended"]) == ("MEDIUM", "Known.", "")
    assert read["acceptance"]["until"] == UNTIL


def test_the_worst_come_first_page_by_page(cast: Cast, gaps: list[Finding]) -> None:
    findings.accept(finding=gap(gaps, "BP01"), reason="Known.", until=date(2199, 12, 31), by=by(cast.reviewer))
    client, found = client_of(cast.viewer), []
    address: str | None = f"{ROOT}findings/?sort=worst&limit=1"
    while address:
        page = client.get(address).json()
        found += page["results"]
        address = page["next"]
    assert codes(found) == ["BP02", "BP01", "BP03"]


def test_a_cursor_serves_the_order_that_it_came_from(cast: Cast, gaps: list[Finding]) -> None:
    client = client_of(cast.viewer)
    following = client.get(f"{ROOT}findings/?sort=worst&limit=1").json()["next"]
    assert client.get(following.replace("sort=worst", "sort=created")).status_code == 400
    refused = client.get(f"{ROOT}findings/?sort=best")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/sort")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"practice": "REL03-BP02"}, ["BP02"]),
        ({"practice": PRACTICES["BP02"]}, ["BP02"]),
        ({"practice": "BP02"}, []),
        ({"q": "contracts"}, ["BP03"]),
        ({"q": "ledger bp01"}, ["BP01"]),
        ({"q": "ledger nowhere"}, []),
    ],
)
def test_findings_are_searched(cast: Cast, gaps: list[Finding], query: dict[str, str], expected: list[str]) -> None:
    assert codes(client_of(cast.viewer).get(f"{ROOT}findings/", query).json()["results"]) == expected


def test_a_reviewer_accepts_renews_and_withdraws(cast: Cast, gaps: list[Finding]) -> None:
    url = f"{ROOT}findings/{gap(gaps, 'BP02').public_id}/acceptances/"
    client = client_of(cast.reviewer)
    assert client.get(f"{url}running/").status_code == 404
    first = client.post(url, {"reason": "The contract ends soon.", "until": UNTIL})
    assert (first.status_code, first["Location"]) == (201, f"http://testserver{url}running/")
    renewed = client.post(url, {"reason": "It ends later.", "until": UNTIL})
    both = client.get(url).json()["results"]
    assert [(one["reason"], one["ended"]) for one in both] == [
        ("It ends later.", ""),
        ("The contract ends soon.", "renewed"),
    ]
    running = client.get(f"{url}running/")
    assert (running.json(), running["ETag"]) == (renewed.json(), renewed["ETag"])
    assert client.delete(f"{url}running/").status_code == 428
    stale = client.delete(f"{url}running/", headers={"If-Match": first["ETag"]})
    assert (stale.status_code, stale.json()["present"]) == (412, renewed.json())
    assert client.delete(f"{url}running/", headers={"If-Match": renewed["ETag"]}).status_code == 204
    assert client.get(f"{url}running/").status_code == 404
    assert [one["ended"] for one in client.get(url).json()["results"]] == ["withdrawn", "renewed"]


def test_the_same_key_accepts_once(cast: Cast, gaps: list[Finding]) -> None:
    url = f"{ROOT}findings/{gap(gaps, 'BP02').public_id}/acceptances/"
    client, body = client_of(cast.reviewer), {"reason": "Known.", "until": UNTIL}
    first = client.post(url, body, headers={"Idempotency-Key": "once"})
    again = client.post(url, body, headers={"Idempotency-Key": "once"})
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert Acceptance.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"reason": " "}, ["/reason"]),
        ({"reason": "x" * 1001}, ["/reason"]),
        ({"until": "2020-01-01"}, ["/until"]),
        ({"until": "9999-12-31"}, ["/until"]),
        ({"until": "soon", "why": "x"}, ["/until", "/why"]),
    ],
)
def test_each_bad_field_is_named(cast: Cast, gaps: list[Finding], change: dict[str, str], pointers: list[str]) -> None:
    url = f"{ROOT}findings/{gap(gaps, 'BP02').public_id}/acceptances/"
    refused = client_of(cast.reviewer).post(url, {"reason": "Known.", "until": UNTIL} | change)
    assert refused.status_code == 422
    assert sorted(error["pointer"] for error in refused.json()["errors"]) == pointers
    assert not Acceptance.objects.exists()


def test_a_finding_that_is_over_cannot_be_accepted(cast: Cast, gaps: list[Finding], answer: Answer) -> None:
    finding = gap(gaps, "BP02")
    answer(BP02="in_place", at=START + timedelta(hours=1))
    url = f"{ROOT}findings/{finding.public_id}/acceptances/"
    assert client_of(cast.reviewer).post(url, {"reason": "Known.", "until": UNTIL}).status_code == 422


def test_decisions_cost_the_same_for_one_and_for_many(cast: Cast, gaps: list[Finding]) -> None:
    finding, client = gap(gaps, "BP02"), client_of(cast.viewer)
    url = f"{ROOT}findings/{finding.public_id}/acceptances/"

    def decide(times: int) -> None:
        for _ in range(times):
            findings.accept(finding=finding, reason="Known.", until=date(2199, 12, 31), by=by(cast.reviewer))

    decide(1)
    client.get(url)
    with statements() as few:
        client.get(url)
    decide(9)
    with statements() as lots:
        assert len(client.get(url).json()["results"]) == 10
    # Token, finding, decisions with who decided.
    assert len(few) == len(lots) == 3


def test_decisions_of_one_moment_stand_on_one_page_each(cast: Cast, gaps: list[Finding]) -> None:
    finding, client = gap(gaps, "BP02"), client_of(cast.viewer)
    for number in range(5):
        moment = by(cast.reviewer, timezone.now() if number > 3 else START)
        findings.accept(finding=finding, reason=f"Reason {number}", until=date(2199, 12, 31), by=moment)
    found, address = [], f"{ROOT}findings/{finding.public_id}/acceptances/?limit=2"
    while address:
        page = client.get(address).json()
        found += [one["reason"] for one in page["results"]]
        address = page["next"]
    assert found == [f"Reason {number}" for number in (4, 3, 2, 1, 0)]
