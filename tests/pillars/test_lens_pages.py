"""The pages of the knowledge, and the administrators' view of it."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from pillars.loading import load_lens
from tests.pillars.small import PUBLISHED, as_source, small_document, small_source

pytestmark = pytest.mark.django_db

Queries = Callable[..., CaptureQueriesContext]
ADMIN_PAGES = [model for model in apps.get_app_config("pillars").get_models() if admin.site.is_registered(model)]


@pytest.fixture
def reader(client: Client) -> Client:
    """Somebody who is signed in and in no team."""
    client.force_login(User.objects.create_user(email="reader@example.com", name="Rea Der", password="lantern-mill-7"))
    return client


@pytest.fixture
def administrator(client: Client) -> Client:
    """An administrator, signed in."""
    client.force_login(
        User.objects.create_user(email="admin@example.com", name="Ad Min", installation_role="administrator")
    )
    return client


def page(client: Client, address: str) -> str:
    """Return a page's text."""
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def load_others(count: int) -> None:
    """Publish more lenses, each in two versions."""
    for number in range(count):
        document = small_document()
        document["x-lintel"]["alias"] = f"bridges-{number}"
        load_lens(as_source(document), at=PUBLISHED)
        load_lens(as_source(document | {"description": "Changed."}), at=PUBLISHED)


@pytest.mark.parametrize(
    "address", ["/lenses/", "/lenses/bridges/", "/lenses/bridges/1/", "/lenses/bridges/1/document.json"]
)
def test_the_knowledge_is_closed_to_strangers(client: Client, address: str) -> None:
    load_lens(small_source(), at=PUBLISHED)
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (302, f"/sign-in/?next={address}")


def test_without_a_lens_the_list_says_what_to_do(reader: Client) -> None:
    assert "load_lens" in page(reader, "/lenses/")


def test_the_list_shows_the_newest_version_of_each_lens(reader: Client) -> None:
    load_lens(small_source(), at=PUBLISHED)
    load_lens(as_source(small_document() | {"name": "Bridges, stronger"}), at=PUBLISHED)
    text = page(reader, "/lenses/")
    assert '<a href="/lenses/bridges/">Bridges, stronger</a>' in text
    assert text.count("/lenses/bridges/") == 1
    assert "4 May 2026" in text


@pytest.mark.parametrize(
    "said",
    [
        "How do you know that it carries?",
        'id="BR-1"',
        'id="carrying.carrying_railing"',
        'id="load_watched"',
        'href="#load_measured"',
        "It falls otherwise.",
        "Every load is known.",
        "One is not.",
        "Nothing crosses.",
        "Counting sheep.",
        "The load is written.",
        "Weigh it twice.",
        "Piers and footings",
        "what it carried today",
        "retired on 30 September 2026",
        'use instead: <a href="#service-new_crane">New Crane</a>',
        'href="https://example.com/manual"',
        "Stones around the pier.",
        "What lies between two piers.",
        "People arrive.",
        "It is measured",
        "HIGH if absent",
    ],
)
def test_a_lens_is_readable_whole(reader: Client, said: str) -> None:
    load_lens(small_source(), at=PUBLISHED)
    assert said in page(reader, "/lenses/bridges/")


def test_an_older_version_stays_readable(reader: Client) -> None:
    load_lens(small_source(), at=PUBLISHED)
    load_lens(as_source(small_document() | {"description": "Whether it swings."}), at=PUBLISHED)
    newest, older = page(reader, "/lenses/bridges/"), page(reader, "/lenses/bridges/1/")
    assert "Whether it swings." in newest
    assert '<a href="/lenses/bridges/1/">Version 1</a>' in newest
    assert "Whether a bridge carries what crosses it." in older


@pytest.mark.parametrize("address", ["/lenses/tunnels/", "/lenses/bridges/2/", "/lenses/bridges/2/document.json"])
def test_what_is_not_there_is_not_found(reader: Client, address: str) -> None:
    load_lens(small_source(), at=PUBLISHED)
    assert reader.get(address).status_code == 404


def test_the_document_comes_back_byte_for_byte(reader: Client) -> None:
    source = b"\xef\xbb\xbf" + small_source()
    load_lens(source, at=PUBLISHED)
    response = reader.get("/lenses/bridges/1/document.json")
    assert response.content == source
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"] == 'attachment; filename="bridges-1.json"'


@pytest.mark.parametrize(
    ("query", "anchors"),
    [
        ("GAUGE daily", ["load_watched"]),
        ("noon", ["load_watched"]),
        ("sheep", ["BR-1"]),
        ("railing", ["carrying.carrying_railing"]),
        ("crane", ["service-old_crane", "service-new_crane", "resource-manual"]),
        ("stones pier", ["challenge-scour"]),
        ("before anybody", ["carrying"]),
        ("nowhere", []),
    ],
)
def test_search_finds_what_has_every_word(reader: Client, query: str, anchors: list[str]) -> None:
    load_lens(small_source(), at=PUBLISHED)
    response = reader.get("/lenses/bridges/", {"q": query})
    assert [hit.anchor for hit in response.context["hits"]] == anchors
    for anchor in anchors:
        assert f'href="?#{anchor}"' in response.content.decode()


def test_a_query_is_shown_as_text(reader: Client) -> None:
    load_lens(small_source(), at=PUBLISHED)
    text = reader.get("/lenses/bridges/", {"q": "<b>bold"}).content.decode()
    assert "<b>bold" not in text
    assert "0 places with “&lt;b&gt;bold”" in text


def test_lists_and_pages_cost_the_same_at_any_size(reader: Client, django_assert_num_queries: Queries) -> None:
    load_lens(small_source(), at=PUBLISHED)
    # Session, person, versions with their counts.
    with django_assert_num_queries(3):
        page(reader, "/lenses/")
    # Session, person, version, document, numbers of the versions.
    with django_assert_num_queries(5):
        page(reader, "/lenses/bridges/")
    load_others(12)
    large = small_document()
    steps = large["pillars"][0]["questions"][0]["choices"][0]["x-lintel"]["steps"]
    steps += [steps[1] | {"id": f"load_{number:03}"} for number in range(60)]
    load_lens(as_source(large), at=PUBLISHED)
    with django_assert_num_queries(3):
        page(reader, "/lenses/")
    with django_assert_num_queries(5):
        page(reader, "/lenses/bridges/")


def test_the_admin_shows_the_knowledge_and_changes_nothing(administrator: Client) -> None:
    load_lens(small_source(), at=PUBLISHED)
    assert len(ADMIN_PAGES) == 14
    for model in ADMIN_PAGES:
        names = f"admin:pillars_{model._meta.model_name}"
        row = model._default_manager.all()[0]
        address = reverse(f"{names}_change", args=[row.pk])
        assert f'<a href="{address}">' in page(administrator, reverse(f"{names}_changelist"))
        text = page(administrator, address)
        assert str(row) in text
        assert 'name="_save"' not in text
        assert administrator.post(address, {}).status_code == 403
        assert administrator.get(reverse(f"{names}_add")).status_code == 403
        assert administrator.post(reverse(f"{names}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_an_admin_list_costs_the_same_at_any_size(administrator: Client) -> None:
    load_lens(small_source(), at=PUBLISHED)
    address = reverse("admin:pillars_step_changelist")
    with CaptureQueriesContext(connection) as small:
        page(administrator, address)
    load_others(3)
    with CaptureQueriesContext(connection) as large:
        page(administrator, address)
    assert len(large) == len(small)
