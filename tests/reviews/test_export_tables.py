"""Exported tables: the same rows in every format, texts that stay texts, and numbers that stay numbers."""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponseBase, StreamingHttpResponse
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from pillars.models import LensVersion
from reviews.actions import answers, findings, workloads
from reviews.actions.external import Ticket, link
from reviews.changes import Change, Evidence
from reviews.exports import columns
from reviews.models import Finding, Improvement, Review, Workload
from reviews.render import xlsx
from reviews.render.cells import guarded, unguarded
from tests.reviews.api.clients import ROOT, client_of
from tests.reviews.codes import ITEMS, PRACTICES, QUESTION
from tests.reviews.conftest import START, Answer, Cast, by

TABLES = {
    "portfolio": columns.PORTFOLIO,
    "workload": columns.WORKLOAD,
    "answers": columns.ANSWERS,
    "findings": columns.FINDINGS,
    "improvements": columns.IMPROVEMENTS,
}

#: What a spreadsheet would take for a formula, by itself, behind a quote, a blank or a full-width sign.
DANGERS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", '"=1', " =1", "＝1", "＋1", "－1", "＠x"]


def sent(response: HttpResponseBase) -> bytes:
    assert isinstance(response, StreamingHttpResponse), getattr(response, "content", b"")
    return response.getvalue()


Get = Callable[..., bytes]


@pytest.fixture
def get(cast: Cast, workload: Workload) -> Get:
    """Fetch a content in a format, of the workload where it is the content's."""

    def fetch(content: str, form: str, **more: str) -> bytes:
        of = {"workload": workload.public_id} if content == "workload" else {}
        query = {"content": content, "format": form, **of, **more}
        return sent(client_of(cast.viewer).get(f"{ROOT}exports/stream/", query))

    return fetch


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def json_rows(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.decode().split("\n") if line]


def xlsx_rows(content: bytes) -> list[dict[str, Any]]:
    sheet = load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


@pytest.fixture
def found(answer: Answer, review: Review, cast: Cast) -> Finding:
    """A review with a finding that is accepted and has a ticket, evidence and notes."""
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place", A2_5="not_done")
    proof = Evidence("Map", "https://wiki.example.org/map", START.date())
    change = Change(QUESTION, PRACTICES["BP02"], 1, note="Two lines\nof it", evidence=(proof,))
    answers.save(review=review, changes=[change], by=by(cast.contributor))
    finding = Finding.objects.select_related("review__workload__team", "review__lens").get(kind="gap")
    until = (START + timedelta(days=3650)).date()
    findings.accept(finding=finding, reason="Until the new gateway.", until=until, by=by(cast.reviewer))
    return finding


@pytest.mark.parametrize("content", TABLES)
def test_every_format_has_the_same_rows_under_the_same_names(found: Finding, get: Get, content: str) -> None:
    as_csv, as_json, as_xlsx = (
        read(get(content, form)) for read, form in ((csv_rows, "csv"), (json_rows, "jsonl"), (xlsx_rows, "xlsx"))
    )
    assert len(as_csv) == len(as_json) == len(as_xlsx) > 0
    for one, other, third in zip(as_csv, as_json, as_xlsx, strict=True):
        assert list(one) == list(other) == list(third) == list(TABLES[content])
        for name, value in other.items():
            if value in (None, "", []):
                assert (one[name], third[name]) == ("", None)
            elif isinstance(value, bool):
                assert (one[name], third[name]) == ("true" if value else "false", value)
            elif isinstance(value, int | float):
                assert (float(one[name]), third[name]) == (value, pytest.approx(value))
            elif isinstance(value, str):
                assert (one[name], third[name]) == (guarded(value), value)
            else:
                assert one[name] == third[name]


def test_answers_tell_every_item_also_where_nobody_answered(found: Finding, get: Get, workload: Workload) -> None:
    rows = json_rows(get("answers", "jsonl"))
    assert sorted(row["item"] for row in rows) == sorted(ITEMS.values())
    assert [row["item"] for row in rows if row["kind"] == "practice"] == list(PRACTICES.values())
    assert {row["workload_id"] for row in rows} == {workload.public_id}
    by_item = {row["item"]: row for row in rows}
    top, bp02, step = by_item[""], by_item[PRACTICES["BP02"]], by_item[ITEMS["A2_5"]]
    assert (top["kind"], top["state"], top["version"], top["level"]) == ("question", "applicable", 0, None)
    assert (bp02["practice"], bp02["state"], bp02["note"]) == ("REL03-BP02", "in_place", "Two lines\nof it")
    assert (bp02["by"], bp02["at"], bp02["version"]) == ("Contributor", "2026-03-02T09:01:00Z", 2)
    assert bp02["evidence"] == [{"title": "Map", "url": "https://wiki.example.org/map", "as_of": "2026-03-02"}]
    assert (step["kind"], step["state"], step["essential"], step["level"]) == ("step", "not_done", True, 2)
    assert (by_item[ITEMS["A1_1"]]["state"], by_item[ITEMS["A1_1"]]["at"]) == ("unanswered", None)
    flat = next(row for row in csv_rows(get("answers", "csv")) if row["item"] == PRACTICES["BP02"])
    assert flat["evidence"] == "Map: https://wiki.example.org/map (2026-03-02)"


def test_findings_carry_what_was_decided_the_risk_and_the_ticket(found: Finding, get: Get, cast: Cast) -> None:
    ticket = Ticket("jira", "ARC-7", "https://jira.example.org/ARC-7", "open")
    link(thing=found, ticket=ticket, by=by(cast.contributor))
    rows = {row["kind"]: row for row in json_rows(get("findings", "jsonl"))}
    gap, unsupported = rows["gap"], rows["unsupported"]
    assert (gap["id"], gap["code"], gap["severity"], gap["state"]) == (
        found.public_id,
        "REL03-BP03",
        "MEDIUM",
        "accepted",
    )
    assert (gap["accepted_until"], gap["accepted_by"]) == ("2036-02-28", "Reviewer")
    assert gap["acceptance_reason"] == "Until the new gateway."
    assert (gap["risk"], gap["supported"], gap["complete"]) == ("MEDIUM", "HIGH", True)
    assert (gap["external_system"], gap["external_key"]) == ("jira", "ARC-7")
    assert (unsupported["state"], unsupported["accepted_until"], unsupported["external_key"]) == ("open", None, "")


def test_improvements_carry_the_plan(found: Finding, get: Get) -> None:
    rows = json_rows(get("improvements", "jsonl"))
    line = Improvement.objects.get(practice=PRACTICES["BP03"])
    row = next(row for row in rows if row["practice"] == PRACTICES["BP03"])
    assert [row["code"] for row in rows] == ["REL03-BP01", "REL03-BP03"]
    assert (row["id"], row["state"], row["accepted"], row["due"]) == (line.public_id, "to_do", True, None)
    assert row["steps"] == line.plan["steps"] != []
    assert row["small"] + row["medium"] + row["large"] == len(row["steps"])
    assert (row["effort"], row["version"]) == (line.effort, 1)


def test_rows_go_with_the_filters_and_the_workload(
    found: Finding, get: Get, workload: Workload, rel03: LensVersion, cast: Cast
) -> None:
    facts = workloads.Facts(name="Bare", tier=1)
    bare = workloads.create(team=cast.team, facts=facts, by=by(cast.lead))
    assert len(csv_rows(get("findings", "csv"))) > 1
    assert csv_rows(get("findings", "csv", tier="1")) == []
    assert csv_rows(get("findings", "csv", workload=bare.public_id)) == []
    assert len(csv_rows(get("improvements", "csv", workload=workload.public_id))) == 2
    assert len(csv_rows(get("answers", "csv", lens="rel03"))) == 94
    assert csv_rows(get("answers", "csv", lens="other")) == []


@pytest.mark.parametrize("danger", DANGERS)
def test_no_cell_is_a_formula_or_a_link(review: Review, workload: Workload, cast: Cast, get: Get, danger: str) -> None:
    renamed = workloads.Facts(name=f"{danger} x".strip(), tags=(danger.strip(),))
    workloads.edit(workload=workload, facts=renamed, by=by(cast.lead))
    proof = Evidence(danger, "https://a.example.org")
    change = Change(QUESTION, PRACTICES["BP01"], 0, "not_applicable", f"{danger}reason", f"{danger}note", (proof,))
    url = Change(QUESTION, PRACTICES["BP02"], 0, "in_place", note="https://a.example.org")
    answers.save(review=review, changes=[change, url], by=by(cast.contributor))
    for content in TABLES:
        for row in csv_rows(get(content, "csv")):
            assert [
                cell
                for cell in row.values()
                if cell.lstrip("\"' \t\r").startswith(tuple("=+-@＝＋－＠")) and cell[0] != "'"
            ] == []
        book = load_workbook(io.BytesIO(get(content, "xlsx")))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n", "b", "inlineStr"}
        assert [cell.value for cell in cells if cell.hyperlink] == []
    row = next(row for row in csv_rows(get("answers", "csv")) if row["reason"])
    assert (unguarded(row["reason"]), unguarded(row["note"])) == (f"{danger}reason".strip(), f"{danger}note")


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="'\" =+-@\t\r\nA1＝\ufeff", max_size=8))
def test_the_apostrophe_can_be_taken_off_again(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text) == text or guarded(text) == f"'{text}"


def test_a_full_sheet_is_followed_by_another(tmp_path: Path) -> None:
    blocks = [[(number, f"Row {number}") for number in range(start, start + 3)] for start in (0, 3, 6)]
    xlsx.table(tmp_path / "book.xlsx", "Answers", ["number", "text"], blocks, at=START, rows=5)
    book = load_workbook(tmp_path / "book.xlsx")
    assert [(sheet.title, sheet.max_row) for sheet in book] == [("Answers", 5), ("Answers 2", 5), ("Answers 3", 2)]
    assert [sheet.cell(1, 2).value for sheet in book] == ["text"] * 3
    assert [row[0].value for sheet in book for row in sheet.iter_rows(min_row=2)] == list(range(9))
