"""Everything that a page shows can be read through the API, and everything that it changes can be changed there.

The table names, for each address of a page, the operations that read and change the same. An address without a row
fails, as does an operation that the contract does not have, a page that takes a form and names no change, and a row
that the readable page of the API does not show.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponseNotAllowed
from django.urls import URLPattern, reverse
from rest_framework.test import APIClient

from accounts.urls import urlpatterns as of_people
from pillars.urls import urlpatterns as of_knowledge
from reviews.urls import urlpatterns as of_work
from tests.reviews.api.clients import ROOT
from tests.reviews.conftest import Cast
from tests.reviews.pages import signed_in

PAGES: list[URLPattern] = [*of_people, *of_knowledge, *of_work]


@dataclass(frozen=True)
class Row:
    """What reads and what changes the same as a page, by operation id; or why the API has no such thing."""

    reads: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    without: str = ""


ANSWERS = ("answers_update", "question_answer_update", "answer_update")
MEMBERS = ("members_create", "member_update", "member_destroy")
PORTFOLIO = (
    "portfolio_retrieve",
    "portfolio_workloads_list",
    "portfolio_heat_map_retrieve",
    "portfolio_trend_retrieve",
    "portfolio_ledger_retrieve",
    "portfolio_missing_retrieve",
    "portfolio_acting_retrieve",
)
REVIEW = (
    "review_retrieve",
    "review_assessment_retrieve",
    "answers_list",
    "rounds_list",
    "review_findings_list",
    "lens_version_retrieve",
)
WORKLOAD = (
    "workload_retrieve",
    "reviews_list",
    "review_assessment_retrieve",
    "review_improvements_list",
    "milestones_list",
    "workload_events_list",
    "lenses_list",
)

TABLE: dict[str, Row] = {
    # People.
    "sign_in": Row(without="a token signs in with every request"),
    "sign_out": Row(without="a token signs in with every request"),
    "tokens": Row(("me_retrieve", "tokens_list"), ("tokens_create",)),
    "token_revoke": Row(("token_retrieve",), ("token_revoke",)),
    "team": Row(("team_retrieve", "members_list", "member_retrieve"), MEMBERS),
    # Knowledge.
    "lenses": Row(("lenses_list",)),
    "lens": Row(("lens_retrieve", "lens_versions_list", "lens_search")),
    "lens_version": Row(("lens_version_retrieve", "lens_search")),
    "lens_document": Row(("lens_document",)),
    # Across workloads.
    "portfolio": Row(PORTFOLIO),
    "plan": Row(("improvements_list",)),
    "plan_bulk": Row(changes=("improvements_update",)),
    "improvement_edit": Row(("improvement_retrieve",), ("improvement_update",)),
    "findings": Row(("findings_list",)),
    "finding_accept": Row(("finding_retrieve", "finding_acceptances_list"), ("finding_acceptances_create",)),
    "finding_withdraw": Row(("finding_acceptance_retrieve",), ("finding_acceptance_destroy",)),
    "exports": Row(("exports_list", "export_retrieve"), ("exports_create",)),
    "export_file": Row(("export_file",)),
    "export_delete": Row(changes=("export_delete",)),
    "portfolio_export": Row(("export_stream",)),
    "portfolio_report": Row(("export_stream",)),
    "api_page": Row(without="it shows the contract, `openapi.json`"),
    # A workload.
    "workload_new": Row(("teams_list", "members_list"), ("workloads_create",)),
    "workload": Row(WORKLOAD),
    "workload_edit": Row(("workload_retrieve", "members_list"), ("workload_update",)),
    "workload_copy": Row(("workload_retrieve",), ("workload_copies_create",)),
    "workload_archive": Row(changes=("workload_update",)),
    "workload_bring_back": Row(changes=("workload_update",)),
    "workload_delete": Row(("workload_retrieve",), ("workload_destroy",)),
    "workload_plan": Row(("review_improvements_list",)),
    "workload_plan_step": Row(changes=("review_improvements_create",)),
    "workload_findings": Row(("findings_list",)),
    "workload_export": Row(("export_stream",)),
    "workload_report": Row(("export_stream",)),
    "workload_import": Row(("imports_list",), ("imports_create",)),
    "workload_import_report": Row(("import_retrieve",)),
    "workload_import_apply": Row(changes=("import_apply",)),
    "milestones": Row(("milestones_list", "milestone_retrieve"), ("milestones_create",)),
    "milestones_compare": Row(("workload_comparison_retrieve",)),
    # A review.
    "reviews": Row(("reviews_list",), ("reviews_create",)),
    "review": Row(REVIEW),
    "review_guidance": Row(("lens_version_retrieve",)),
    "review_found": Row(("review_retrieve", "review_findings_list")),
    "review_save": Row(changes=ANSWERS),
    "review_link": Row(changes=ANSWERS),
    "review_none": Row(changes=("answers_update",)),
    "review_rest": Row(changes=("answers_update",)),
    "review_undo": Row(("workload_events_list",), ("answers_update",)),
    "review_conflict": Row(changes=ANSWERS),
    "round_start": Row(("rounds_list",), ("rounds_create",)),
}

_WORDS = {"public_id": "ID", "alias": "LENS", "number": "N", "extension": "FORMAT"}


def _word(found: re.Match[str]) -> str:
    name = found[1].rpartition(":")[2]
    return _WORDS.get(name, name.upper())


def page_address(pattern: URLPattern) -> str:
    """Return a page's address as people read it: ``/workloads/ID/``."""
    return "/" + re.sub(r"<([^>]+)>", _word, str(pattern.pattern))


@pytest.fixture
def operations(db: None) -> dict[str, tuple[str, str]]:
    """Return each operation of the contract by its id: method and address, as the readable page writes them."""
    document: dict[str, Any] = json.loads(APIClient().get(f"{ROOT}openapi.json").content)
    return {
        operation["operationId"]: (method.upper(), re.sub(r"\{([^}]+)\}", _word, path.removeprefix(ROOT)))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if "operationId" in operation
    }


def test_every_page_has_a_row_and_every_row_a_page() -> None:
    assert {pattern.name for pattern in PAGES} == set(TABLE)


def test_a_row_names_operations_or_says_why_there_are_none(operations: dict[str, tuple[str, str]]) -> None:
    for name, row in TABLE.items():
        assert bool(row.without) != bool(row.reads or row.changes), name
        assert [each for each in (*row.reads, *row.changes) if each not in operations] == [], name
        assert {operations[each][0] for each in row.reads} <= {"GET"}, name
        assert "GET" not in {operations[each][0] for each in row.changes}, name


def methods_of(pattern: URLPattern, cast: Cast) -> set[str]:
    """Ask a page which methods it takes, by one that none takes; nothing is there yet, so that no view is reached."""
    known = {"alias": "rel03", "number": 1, "extension": "csv"}
    given = {name: known.get(name, "a" * 32) for name in pattern.pattern.regex.groupindex}
    refused = signed_in(cast.administrator).trace(reverse(str(pattern.name), kwargs=given))
    assert isinstance(refused, HttpResponseNotAllowed), pattern.name
    return set(refused["Allow"].replace(" ", "").split(","))


def test_a_page_that_takes_a_form_names_what_changes_the_same(cast: Cast) -> None:
    shown = [pattern for pattern in PAGES if not TABLE[str(pattern.name)].without]
    forms = {str(pattern.name) for pattern in shown if "POST" in methods_of(pattern, cast)}
    assert forms == {name for name, row in TABLE.items() if row.changes}


def told(pattern: URLPattern, operations: dict[str, tuple[str, str]]) -> str:
    """Return the row of a page as the readable page of the API shows it."""
    row = TABLE[str(pattern.name)]
    reads = ", ".join(f"`{operations[each][1]}`" for each in row.reads)
    changes = ", ".join("`{} {}`".format(*operations[each]) for each in row.changes)
    return f"| `{page_address(pattern)}` | {row.without or reads} | {changes} |"


def test_the_readable_page_shows_the_table(operations: dict[str, tuple[str, str]]) -> None:
    page = Path(settings.BASE_DIR, "docs", "api.md").read_text().splitlines()
    missing = [row for row in (told(pattern, operations) for pattern in PAGES) if row not in page]
    assert missing == [], "\n".join(missing)
