"""Exports: everything is in them, they are assessed first, and no cell is a formula."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import Client

from accounts.models import Membership, Team, User
from pillars.models import LensVersion
from reviews.actions import answers, findings, reviews, workloads
from reviews.changes import Change, Evidence
from reviews.models import Finding, Review, Workload
from reviews.render.cells import Value, cell
from tests.reviews.api.clients import ROOT, client_of, statements
from tests.reviews.codes import ITEMS, PRACTICES, QUESTION
from tests.reviews.conftest import START, Answer, Cast, by


def text(response: HttpResponseBase) -> str:
    assert isinstance(response, StreamingHttpResponse)
    assert response.status_code == 200
    return response.getvalue().decode("utf-8-sig")


def api(user: User, path: str, **query: str) -> str:
    return text(client_of(user).get(ROOT + path, query))


def rows(document: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(document, newline="")))


def at(workload: Workload, extension: str) -> str:
    return f"workloads/{workload.public_id}/export.{extension}"


@pytest.fixture
def lasting(workload: Workload, cast: Cast) -> Workload:
    """The workload with the longest interval: exports look at the clock, and its answers must not be stale."""
    facts = workloads.Facts(name=workload.name, interval_days=3650)
    return workloads.edit(workload=workload, facts=facts, by=by(cast.lead))


@pytest.fixture
def marked(review: Review, cast: Cast) -> dict[str, str]:
    """A note of its own on each item of the review, by item id."""
    notes = {item: f"Marked {number:03}." for number, item in enumerate(ITEMS.values())}
    changes = [Change(QUESTION, item, 0, note=note) for item, note in notes.items()]
    answers.save(review=review, changes=changes, by=by(cast.contributor))
    return notes


def test_the_note_of_every_item_is_in_every_export(marked: dict[str, str], workload: Workload, cast: Cast) -> None:
    assert len(marked) == 94
    for path in (at(workload, "json"), at(workload, "csv"), "portfolio/export.json"):
        told = api(cast.viewer, path)
        assert [note for note in marked.values() if note not in told] == [], path
    by_item = {row["item"]: row["note"] for row in rows(api(cast.viewer, at(workload, "csv")))}
    assert by_item == marked


def test_a_workload_in_json(answer: Answer, lasting: Workload, review: Review, cast: Cast) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place", A2_5="not_done", assess=False)
    link = Evidence("Map of domains", "https://wiki.example.org/domains", START.date())
    proof = Change(QUESTION, PRACTICES["BP02"], 1, evidence=(link,))
    answers.save(review=review, changes=[proof], by=by(cast.contributor))
    told = json.loads(api(cast.viewer, at(lasting, "json")))
    assert (told["name"], told["team"], told["tier"], told["target"]) == ("Ledger", "Blue", 2, None)
    (reviewed,) = told["reviews"]
    assert (reviewed["lens"], reviewed["lens_version"], reviewed["due"]) == ("rel03", 1, False)
    assert reviewed["revision"] == reviewed["assessed_revision"] == 4
    (question,) = reviewed["questions"]
    assert (question["risk"], question["supported"], question["complete"]) == ("MEDIUM", "HIGH", True)
    bp01, bp02, bp03 = question["practices"]
    assert (bp01["code"], bp01["state"], bp01["support"]) == ("REL03-BP01", "in_place", "not_supported")
    assert (bp02["support"], bp02["by"], bp02["at"]) == ("claimed_only", "Contributor", "2026-03-02T09:01:00Z")
    assert bp02["evidence"] == [
        {"title": "Map of domains", "url": "https://wiki.example.org/domains", "as_of": "2026-03-02"}
    ]
    assert (bp03["state"], bp03["support"], bp03["level"]) == ("not_in_place", None, 1)
    assert len([step for practice in question["practices"] for step in practice["steps"]]) == 90
    states = {step["id"]: step["state"] for step in bp01["steps"]}
    assert (states[ITEMS["A2_5"]], states[ITEMS["A1_1"]]) == ("not_done", "unanswered")
    found = sorted((f["kind"], f["practice"], f["severity"]) for f in reviewed["findings"])
    assert found == [("gap", PRACTICES["BP03"], "MEDIUM"), ("unsupported", PRACTICES["BP01"], "HIGH")]
    planned = [(line["practice"], line["severity"]) for line in reviewed["improvements"]]
    assert planned == [(PRACTICES["BP01"], "HIGH"), (PRACTICES["BP03"], "MEDIUM")]


def test_what_is_due_is_assessed_first(answer: Answer, lasting: Workload, cast: Cast) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place", assess=False)
    assert not Finding.objects.exists()
    (row,) = [row for row in rows(api(cast.viewer, "portfolio/export.csv")) if row["finding"]]
    assert (row["code"], row["finding"], row["severity"], row["due_for_assessment"]) == (
        "REL03-BP03",
        "gap",
        "MEDIUM",
        "false",
    )
    assert Finding.objects.count() == 1


def test_a_decision_is_told_with_its_reason_and_end(answer: Answer, lasting: Workload, cast: Cast) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place")
    finding = Finding.objects.select_related("review__workload__team", "review__lens").get()
    until = (START + timedelta(days=3650)).date()
    findings.accept(finding=finding, reason="Until the new gateway.", until=until, by=by(cast.reviewer))
    (told,) = json.loads(api(cast.viewer, at(lasting, "json")))["reviews"][0]["findings"]
    (acceptance,) = told["acceptances"]
    assert (acceptance["reason"], acceptance["by"], acceptance["until"], acceptance["ended"]) == (
        "Until the new gateway.",
        "Reviewer",
        "2036-02-28",
        "",
    )
    items = rows(api(cast.viewer, at(lasting, "csv")))
    top, practice = items[0], next(row for row in items if row["finding"])
    assert (top["kind"], top["risk"], top["accepted_until"]) == ("question", "MEDIUM", "2036-02-28T00:00:00Z")
    assert (practice["item"], practice["finding_accepted_until"]) == (PRACTICES["BP03"], "2036-02-28T00:00:00Z")


def test_the_portfolio_has_a_line_for_each_practice_and_each_workload_without_a_review(
    answer: Answer, cast: Cast
) -> None:
    answer(BP01="in_place", BP02="not_in_place")
    workloads.create(team=cast.team, facts=workloads.Facts(name="Bare"), by=by(cast.lead))
    found = [
        (row["workload"], row["code"], row["state"], row["risk"])
        for row in rows(api(cast.viewer, "portfolio/export.csv"))
    ]
    assert sorted(found) == [
        ("Bare", "", "", ""),
        ("Ledger", "REL03-BP01", "in_place", "HIGH"),
        ("Ledger", "REL03-BP02", "not_in_place", "HIGH"),
        ("Ledger", "REL03-BP03", "unanswered", "HIGH"),
    ]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, {"Ledger", "Bare"}),
        ({"tier": "1"}, {"Bare"}),
        ({"tag": "shop"}, {"Bare"}),
        ({"state": "not_reviewed"}, {"Bare"}),
        ({"risk": "high"}, {"Ledger"}),
        ({"risk": "none"}, set()),
        ({"team": "f" * 32}, set()),
    ],
)
def test_the_portfolio_is_narrowed_as_its_page_is(
    answer: Answer, cast: Cast, query: dict[str, str], names: set[str], client: Client
) -> None:
    answer(BP01="not_in_place", BP02="not_in_place", BP03="not_in_place")
    workloads.create(team=cast.team, facts=workloads.Facts(name="Bare", tier=1, tags=("shop",)), by=by(cast.lead))
    client.force_login(cast.viewer)
    assert {row["workload"] for row in rows(api(cast.viewer, "portfolio/export.csv", **query))} == names
    assert {row["workload"] for row in rows(text(client.get("/export.csv", query)))} == names
    told = json.loads(api(cast.viewer, "portfolio/export.json", **query))
    assert {workload["name"] for workload in told["workloads"]} == names


@pytest.mark.parametrize(("name", "value"), [("tier", "9"), ("colour", "red"), ("risk", "severe"), ("tag", "a\x00")])
def test_the_api_refuses_filters_that_are_none(cast: Cast, name: str, value: str) -> None:
    refused = client_of(cast.viewer).get(f"{ROOT}portfolio/export.csv", {name: value})
    assert refused.status_code == 400
    assert [error["pointer"] for error in refused.json()["errors"]] == [f"/{name}"]


def test_nothing_of_another_team_leaves(answer: Answer, workload: Workload, cast: Cast, client: Client) -> None:
    answer(BP01="in_place")
    Membership.objects.create(team=Team.objects.create(name="Red"), user=cast.outsider, role="lead")
    assert json.loads(api(cast.outsider, "portfolio/export.json"))["workloads"] == []
    assert client_of(cast.outsider).get(ROOT + at(workload, "json")).status_code == 404
    client.force_login(cast.outsider)
    assert client.get(f"/{at(workload, 'csv')}").status_code == 404
    assert "Ledger" not in text(client.get("/export.csv"))


def test_pages_send_the_same_under_a_name_that_says_what_it_is(
    marked: dict[str, str], workload: Workload, cast: Cast, client: Client
) -> None:
    client.force_login(cast.viewer)
    sent = client.get(f"/{at(workload, 'csv')}")
    assert sent["Content-Type"] == "text/csv; charset=utf-8"
    assert sent["Content-Disposition"].startswith('attachment; filename="ledger-20')
    assert text(sent) == api(cast.viewer, at(workload, "csv"))
    assert json.loads(text(client.get(f"/{at(workload, 'json')}")))["name"] == "Ledger"
    assert client.get(f"/{at(workload, 'exe')}").status_code == 404


def test_a_spreadsheet_is_told_that_it_is_utf_8(workload: Workload, cast: Cast, client: Client) -> None:
    client.force_login(cast.viewer)
    sent = client.get(f"/{at(workload, 'csv')}")
    assert isinstance(sent, StreamingHttpResponse)
    assert sent.getvalue().startswith(b"\xef\xbb\xbfworkload_id,")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-1", "'-1"),
        ("@sum", "'@sum"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("a=1", "a=1"),
        ("", ""),
        (None, ""),
        (-1, -1),
        (True, "true"),
        (START, "2026-03-02T09:00:00Z"),
        (START.date(), "2026-03-02"),
    ],
)
def test_a_cell_is_never_a_formula(value: Value, expected: str | int) -> None:
    assert cell(value) == expected


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_what_people_wrote_stays_text_in_every_column(
    review: Review, workload: Workload, cast: Cast, start: str
) -> None:
    danger = f'{start}HYPERLINK("https://a.example.org")'
    renamed = workloads.Facts(name=f"{start.strip() or '='}cmd", tags=(danger[:40],))
    workloads.edit(workload=workload, facts=renamed, by=by(cast.lead))
    change = Change(
        QUESTION, PRACTICES["BP01"], 0, "not_applicable", danger, danger, (Evidence(danger, "https://a.example.org"),)
    )
    answers.save(review=review, changes=[change], by=by(cast.contributor))
    for path in (at(workload, "csv"), "portfolio/export.csv"):
        cells = [value for row in rows(api(cast.viewer, path)) for value in row.values()]
        assert [value for value in cells if value.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))] == []
        assert any("cmd" in value for value in cells)
    assert any("HYPERLINK" in row["note"] for row in rows(api(cast.viewer, at(workload, "csv"))))


def test_the_portfolio_costs_the_same_for_one_review_and_for_ten(cast: Cast, rel03: LensVersion) -> None:
    def make(count: int) -> None:
        start = Workload.objects.count()
        for number in range(start, start + count):
            facts = workloads.Facts(name=f"Workload {number}", tags=("a",), owner=cast.lead)
            made = workloads.create(team=cast.team, facts=facts, by=by(cast.lead))
            begun = reviews.start(workload=made, version=rel03, by=by(cast.lead))
            claims = [Change(QUESTION, practice, 0, "not_in_place") for practice in PRACTICES.values()]
            answers.save(review=begun, changes=claims, by=by(cast.contributor))

    def cost() -> list[str]:
        api(cast.viewer, "portfolio/export.json")
        client = client_of(cast.viewer)
        with statements() as seen:
            text(client.get(f"{ROOT}portfolio/export.json"))
        return seen

    make(1)
    few = cost()
    make(9)
    # Token and its last use, lenses, the workloads that are left, what is due; then a batch: workloads, tags, links,
    # reviews, items, standings, findings, acceptances, improvements.
    assert len(cost()) == len(few) == 14


def test_more_workloads_than_a_batch_are_all_told_worst_first(cast: Cast, rel03: LensVersion) -> None:
    for number in range(52):
        workloads.create(team=cast.team, facts=workloads.Facts(name=f"Workload {number:02}"), by=by(cast.lead))
    bad = Workload.objects.get(name="Workload 51")
    begun = reviews.start(workload=bad, version=rel03, by=by(cast.lead))
    claims = [Change(QUESTION, practice, 0, "not_in_place") for practice in PRACTICES.values()]
    answers.save(review=begun, changes=claims, by=by(cast.contributor))
    api(cast.viewer, "portfolio/export.json")
    names = [each["name"] for each in json.loads(api(cast.viewer, "portfolio/export.json"))["workloads"]]
    assert names == ["Workload 51", *(f"Workload {number:02}" for number in range(51))]
