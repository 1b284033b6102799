"""The readable page of the API: all of the contract, for anyone, with links that lead somewhere."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from reviews.api.protocol.sending import operations
from tests.reviews.api.clients import ROOT


@pytest.fixture(scope="module")
def page() -> str:
    """The page as a stranger gets it; it asks no database."""
    answer = Client().get(reverse("api_page"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_operation_and_thing_of_the_contract_is_on_it(page: str) -> None:
    contract = Client().get(f"{ROOT}openapi.json").json()
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert {operation["operationId"] for _, _, operation in operations(contract)} <= anchors
    assert {f"thing-{name}" for name in contract["components"]["schemas"]} <= anchors
    assert {f"tag-{tag['name']}" for tag in contract["tags"]} <= anchors


def test_every_link_within_it_leads_somewhere_once(page: str) -> None:
    anchors = re.findall(r' id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(anchors)


def test_a_command_line_holds_what_the_operation_needs(page: str) -> None:
    article = page.partition('id="workload_update"')[2].partition("</article>")[0]
    command = article.partition("<pre")[2].partition("</pre>")[0]
    for part in (
        "curl -s -X PATCH",
        "Bearer $TOKEN",
        "If-Match: ",
        "Content-Type: application/json",
        "$API/workloads/",
    ):
        assert part in command


@pytest.mark.parametrize(
    ("query", "found", "missed"),
    [
        ("external-ref PUT", "finding_external_ref_replace", "workloads_list"),
        ("tier", "workloads_list", "me_retrieve"),
        ("<script>", None, "workloads_list"),
    ],
)
def test_it_can_be_searched(query: str, found: str | None, missed: str) -> None:
    page = Client().get(reverse("api_page"), {"q": query}).content.decode()
    assert found is None or f'id="{found}"' in page
    assert f'id="{missed}"' not in page
    assert found or "No operation holds “&lt;script&gt;”." in page


def test_it_only_reads() -> None:
    assert Client().post(reverse("api_page")).status_code == 405
