"""Lenses through the API: in short and in full, every version, the document, search."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from pillars.loading import load_lens
from pillars.models import LensVersion
from tests.pillars.small import as_source, small_document
from tests.reviews.api.clients import ROOT, client_of, statements
from tests.reviews.conftest import START, Cast

LENSES = f"{ROOT}lenses/"


def everything(value: object) -> list[str]:
    """Return every text in a JSON value."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in everything(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in everything(inner)]
    return [value] if isinstance(value, str) else []


def document() -> dict[str, Any]:
    source: dict[str, Any] = json.loads(Path(settings.BASE_DIR, "fixtures", "lenses", "rel03.json").read_text())
    return source


def test_a_lens_is_told_in_full(cast: Cast, rel03: LensVersion) -> None:
    lens = client_of(cast.viewer).get(f"{LENSES}rel03/").json()
    assert (lens["alias"], lens["version"]) == ("rel03", 1)
    (question,) = [question for pillar in lens["pillars"] for question in pillar["questions"]]
    assert [practice["code"] for practice in question["practices"]] == ["REL03-BP01", "REL03-BP02", "REL03-BP03"]
    assert sum(len(practice["steps"]) for practice in question["practices"]) == 90
    assert [rule["risk"] for rule in question["rules"]][-1] == "HIGH"
    mesh = next(service for service in lens["services"] if service["retired_on"])
    assert (mesh["retired_on"], len(mesh["successors"])) == ("2026-09-30", 2)
    counts = {name: len(lens[name]) for name in ("levels", "concepts", "challenges", "outcomes", "resources")}
    assert counts == {"levels": 4, "concepts": 8, "challenges": 5, "outcomes": 6, "resources": 9}


def test_every_text_of_the_document_that_the_page_shows_is_told(cast: Cast, rel03: LensVersion) -> None:
    told = set(everything(client_of(cast.viewer).get(f"{LENSES}rel03/").json()))
    source = document()
    choices = [
        choice for pillar in source["pillars"] for question in pillar["questions"] for choice in question["choices"]
    ]
    practices = [choice["x-lintel"] for choice in choices if "steps" in choice.get("x-lintel", {})]
    assert len(practices) == 3
    for practice in practices:
        for step in practice["steps"]:
            assert {step["title"], step["statement"], step["guidance"]} <= told, step["id"]
        for name in ("why", "desiredOutcome", "inPlaceWhen", "notInPlaceWhen"):
            assert practice.get(name, "") in told | {""}
    for name in ("concepts", "challenges", "outcomes", "resources", "services", "areas"):
        for part in source["x-lintel"][name]:
            assert {text for key, text in part.items() if key in ("title", "text", "name", "solution")} <= told


def test_a_version_stays_as_it_was(cast: Cast) -> None:
    client, changed = client_of(cast.viewer), small_document()
    load_lens(as_source(small_document()), at=START)
    first = client.get(f"{LENSES}bridges/")
    changed["description"] = "Whether it still stands."
    load_lens(as_source(changed), at=START)
    assert client.get(f"{LENSES}bridges/versions/1/").json() == first.json()
    assert client.get(f"{LENSES}bridges/").json() == client.get(f"{LENSES}bridges/versions/2/").json() != first.json()
    versions = client.get(f"{LENSES}bridges/versions/", {"limit": 1}).json()
    assert [row["version"] for row in versions["results"]] == [2]
    assert [row["version"] for row in client.get(versions["next"]).json()["results"]] == [1]
    same = client.get(f"{LENSES}bridges/versions/1/", headers={"If-None-Match": first["ETag"]})
    assert same.status_code == 304


def test_the_document_comes_back_byte_for_byte(cast: Cast, rel03: LensVersion) -> None:
    sent = client_of(cast.viewer).get(f"{LENSES}rel03/versions/1/document/")
    assert sent.content == Path(settings.BASE_DIR, "fixtures", "lenses", "rel03.json").read_bytes()
    assert sent["Content-Disposition"] == 'attachment; filename="rel03-1.json"'


def test_a_lens_is_searched_as_on_its_page(cast: Cast, rel03: LensVersion) -> None:
    client, url = client_of(cast.viewer), f"{LENSES}rel03/versions/1/search/"
    found = client.get(url, {"q": "Bounded  CONTEXT"}).json()["results"]
    page = client.login(email="viewer@example.org", password="a-long-password") and client.get(
        "/lenses/rel03/?q=bounded+context"
    )
    assert page
    assert f"{len(found)} places with" in page.content.decode()
    assert {"practice", "step"} <= {hit["kind"] for hit in found}
    assert all(hit["title"] for hit in found)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("rel04/", 404),
        ("rel04/versions/", 404),
        ("rel03/versions/0/", 404),
        ("rel03/versions/99999999999999999999999/", 404),
        ("rel03/versions/2/document/", 404),
        ("rel03/versions/2/search/?q=api", 404),
        ("rel03/versions/1/search/", 400),
        ("rel03/versions/1/search/?q=%20", 400),
        ("rel03/versions/1/search/?q=" + "x" * 101, 400),
        ("rel03/versions/1/search/?q=a%00b", 400),
        ("rel03/versions/1/search/?q=api&page=2", 400),
        ("rel03/versions/?version=1", 400),
    ],
)
def test_what_is_not_there_or_not_known(cast: Cast, rel03: LensVersion, path: str, code: int) -> None:
    assert client_of(cast.viewer).get(LENSES + path).status_code == code


def test_versions_cost_the_same_for_one_and_for_many(cast: Cast) -> None:
    client, url = client_of(cast.viewer), f"{LENSES}bridges/versions/"
    changed = small_document()
    load_lens(as_source(changed), at=START)
    client.get(url)
    with statements() as few:
        client.get(url)
    for number in range(4):
        changed["description"] = f"Whether it stands, {number}."
        load_lens(as_source(changed), at=START)
    with statements() as lots:
        assert len(client.get(url).json()["results"]) == 5
    assert len(few) == len(lots) == 3
