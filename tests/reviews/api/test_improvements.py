"""The plan through the API: one line, many at once, lines added by hand, the plan's order page by page."""

from datetime import date, timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from reviews.models import Improvement, Review
from tests.reviews.api.clients import ROOT, client_of
from tests.reviews.codes import ITEMS, PRACTICES, QUESTION
from tests.reviews.conftest import START, Answer, Cast

LIST = f"{ROOT}improvements/"


@pytest.fixture
def lines(review: Review, answer: Answer) -> dict[str, Improvement]:
    """Return the improvements of three gaps, by the practice's short code."""
    answer(BP01="not_in_place", BP02="not_in_place", BP03="not_in_place")
    return {line.practice_label.removeprefix("REL03-"): line for line in Improvement.objects.all()}


def written(line: Improvement, version: int | None = 1, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any field
    """Return one item of a write to many."""
    return {"id": line.public_id, **more} | ({} if version is None else {"version": version})


def states() -> dict[str, str]:
    return {line.practice_label[-4:]: line.state for line in Improvement.objects.all()}


def codes(client: APIClient, **query: str) -> list[str]:
    rows = client.get(LIST, query).json()["results"]
    return sorted(row["practice_code"].removeprefix("REL03-") for row in rows)


def test_one_line_is_changed_by_who_saw_it(cast: Cast, lines: dict[str, Improvement]) -> None:
    client, url = client_of(cast.contributor), f"{LIST}{lines['BP01'].public_id}/"
    tag = client.get(url)["ETag"]
    change = {"state": "in_progress", "owner": cast.lead.public_id, "due": "2026-12-01"}
    assert client.patch(url, change).status_code == 428
    changed = client.patch(url, change, headers={"If-Match": tag})
    assert changed.status_code == 200
    told = changed.json()
    assert (told["state"], told["owner_name"], told["due"], told["version"]) == ("in_progress", "Lead", "2026-12-01", 2)
    late = client.patch(url, {"state": "done"}, headers={"If-Match": tag})
    assert (late.status_code, late.json()["present"], late["ETag"]) == (412, told, changed["ETag"])
    cleared = client.patch(url, {"owner": None, "due": None}, headers={"If-Match": changed["ETag"]}).json()
    assert (cleared["state"], cleared["owner"], cleared["due"]) == ("in_progress", None, None)


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        ({"state": "finished"}, ["/state"]),
        ({"owner": "a" * 32}, ["/owner"]),
        ({"owner": "{outsider}"}, ["/owner"]),
        ({"due": "1969-12-31"}, ["/due"]),
        ({"due": "tomorrow", "note": "x"}, ["/due", "/note"]),
    ],
)
def test_each_bad_field_is_named(
    cast: Cast, lines: dict[str, Improvement], change: dict[str, Any], pointers: list[str]
) -> None:
    client = client_of(cast.contributor)
    sent = {name: value.replace("{outsider}", cast.outsider.public_id) for name, value in change.items()}
    one = client.patch(f"{LIST}{lines['BP01'].public_id}/", sent, headers={"If-Match": "*"})
    assert (one.status_code, sorted(error["pointer"] for error in one.json()["errors"])) == (422, pointers)
    items = [written(lines["BP02"], state="done"), written(lines["BP01"], **sent)]
    many = client.patch(LIST, {"items": items})
    expected = [f"/items/1{pointer}" for pointer in pointers]
    assert (many.status_code, sorted(error["pointer"] for error in many.json()["errors"])) == (422, expected)
    assert set(states().values()) == {"to_do"}


def test_many_lines_are_changed_at_once(cast: Cast, lines: dict[str, Improvement]) -> None:
    items = [written(lines["BP03"], state="done"), written(lines["BP01"], due="2026-12-01")]
    saved = client_of(cast.contributor).patch(LIST, {"items": items})
    assert saved.status_code == 200
    assert [(one["practice_code"][-4:], one["state"], one["due"], one["version"]) for one in saved.json()["items"]] == [
        ("BP03", "done", None, 2),
        ("BP01", "to_do", "2026-12-01", 2),
    ]


def test_a_stale_line_keeps_all_from_being_written(cast: Cast, lines: dict[str, Improvement]) -> None:
    client = client_of(cast.contributor)
    client.patch(LIST, {"items": [written(lines["BP02"], state="in_progress")]})
    items = [written(lines["BP01"], state="done"), written(lines["BP02"], state="done")]
    refused = client.patch(LIST, {"items": items})
    assert refused.status_code == 412
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/items/1/version"]
    (conflict,) = refused.json()["conflicts"]
    assert (conflict["index"], conflict["present_version"]) == (1, 2)
    assert conflict["present"] == client.get(f"{LIST}{lines['BP02'].public_id}/").json()
    assert states() == {"BP01": "to_do", "BP02": "in_progress", "BP03": "to_do"}


@pytest.mark.parametrize(
    ("code", "items", "pointers"),
    [
        (428, [("BP01", 1), ("BP02", None)], ["/items/1"]),
        (422, [("BP01", 1), ("BP01", 1)], ["/items/1/id"]),
        (422, [("BP01", 1), ("BP09", 1)], ["/items/1/id"]),
        (422, [("BP01", "one")], ["/items/0/version"]),
        (422, [], ["/items"]),
    ],
)
def test_a_write_to_many_says_what_it_is_based_on(
    cast: Cast, lines: dict[str, Improvement], code: int, items: list[tuple[str, int | None]], pointers: list[str]
) -> None:
    ids = {name: line.public_id for name, line in lines.items()}
    sent = [
        {"id": ids.get(name, "b" * 32), "state": "done"} | ({} if version is None else {"version": version})
        for name, version in items
    ]
    refused = client_of(cast.contributor).patch(LIST, {"items": sent})
    assert (refused.status_code, [error["pointer"] for error in refused.json()["errors"]]) == (code, pointers)
    assert set(states().values()) == {"to_do"}


def test_a_reader_is_told_just_that(cast: Cast, lines: dict[str, Improvement]) -> None:
    for items in ([written(lines["BP01"], None, state="done")], [written(lines["BP01"], state="?")]):
        assert client_of(cast.viewer).patch(LIST, {"items": items}).status_code == 403
    assert client_of(cast.outsider).patch(LIST, {"items": [written(lines["BP01"])]}).status_code == 403


def test_steps_are_added_by_hand(cast: Cast, review: Review, answer: Answer) -> None:
    answer(BP01="in_place")
    client = client_of(cast.contributor)
    url = f"{ROOT}workloads/{review.workload.public_id}/reviews/rel03/improvements/"
    body = {"question": QUESTION, "practice": PRACTICES["BP03"], "steps": [ITEMS["A3_1"]]}
    made = client.post(url, body)
    assert made.status_code == 201
    assert made["Location"].endswith(f"/improvements/{made.json()['id']}/")
    joined = client.post(url, body | {"steps": [ITEMS["A3_2"]]})
    assert (joined.status_code, joined.json()["id"], joined.json()["version"]) == (200, made.json()["id"], 3)
    answer(BP02="in_place", at=START + timedelta(hours=1))
    steps = client.get(f"{LIST}{made.json()['id']}/").json()["steps"]
    assert {step["id"] for step in steps} == {ITEMS["A3_1"], ITEMS["A3_2"]}
    changes: list[dict[str, Any]] = [{"steps": []}, {"steps": ["x"]}, {"practice": "x"}, {"question": "x"}]
    for change in changes:
        assert client.post(url, body | change).status_code == 422


def test_the_plan_comes_in_its_order_page_by_page(cast: Cast, lines: dict[str, Improvement]) -> None:
    for place, code in enumerate(("BP03", "BP02", "BP01")):
        Improvement.objects.filter(pk=lines[code].pk).update(severity_rank=0, standing=0, score=place // 2)
    Improvement.objects.filter(pk=lines["BP03"].pk).update(due=date(2026, 5, 1))
    expected = list(Improvement.objects.in_order().values_list("public_id", flat=True))
    found: list[str] = []
    address: str | None = f"{LIST}?sort=plan&limit=1"
    while address:
        page = client_of(cast.viewer).get(address).json()
        found += [row["id"] for row in page["results"]]
        address = page["next"]
    assert found == expected == [lines[code].public_id for code in ("BP01", "BP03", "BP02")]


def test_what_is_overdue_or_without_owner_is_found(cast: Cast, lines: dict[str, Improvement]) -> None:
    Improvement.objects.filter(pk=lines["BP01"].pk).update(due=date(2026, 1, 1), owner=cast.lead)
    Improvement.objects.filter(pk=lines["BP02"].pk).update(due=date(2026, 1, 1), state="done")
    Improvement.objects.filter(pk=lines["BP03"].pk).update(due=date(2199, 1, 1))
    client = client_of(cast.viewer)
    assert codes(client, overdue="true") == ["BP01"]
    assert codes(client, overdue="false") == ["BP02", "BP03"]
    assert codes(client, without_owner="true") == ["BP03"]
    assert codes(client, without_owner="false") == ["BP01", "BP02"]
    assert codes(client, practice="REL03-BP02") == codes(client, q="ledger domains") == ["BP02"]
    assert client.get(LIST, {"overdue": "perhaps"}).status_code == 400
