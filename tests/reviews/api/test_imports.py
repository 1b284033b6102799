"""Bringing answers in through the API: a dry run, then just that; the whole file or nothing."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from openpyxl import Workbook
from pytest_django import Settings

from accounts.models import Event, User
from reviews.actions import answers
from reviews.changes import Change
from reviews.models import Import, Item, Review
from reviews.render.cells import guarded
from tests.reviews.answer_files import (
    IMPORTS,
    SEGMENT,
    csv_of,
    exported,
    get_answer,
    rows_of,
    saved_again,
    send,
)
from tests.reviews.api.clients import client_of, statements
from tests.reviews.codes import ITEMS, QUESTION
from tests.reviews.conftest import Answer, Cast, by


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> Path:
    """Keep the files that wait in a folder of the test's own."""
    settings.IMPORTS = tmp_path / "imports"
    return tmp_path / "imports"


def changed(content: bytes, code: str, **values: str) -> bytes:
    """Return an exported CSV file with other values in the line of one item."""
    rows = rows_of(content)
    line = next(row for row in rows if row["item"] == ITEMS[code])
    line |= values
    return csv_of(rows)


def states(review: Review) -> dict[str, str]:
    return dict(Item.objects.filter(review=review).values_list("item", "state"))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_was_exported_changes_nothing_when_it_comes_back(
    cast: Cast, review: Review, answer: Answer, form: str
) -> None:
    answer(BP01="in_place", BP02="not_applicable", A2_5="not_done")
    note = "=1+1\n'- twice\r\n_x0041_ \u201etrue\u201c"
    saved(review, cast.lead, Change(QUESTION, ITEMS["BP03"], 0, note=note))
    reply = send(client_of(cast.contributor), exported(cast.viewer, review, form), form)
    assert reply.status_code == 201
    counts = reply.json()["report"]["counts"]
    assert (counts["changes"], counts["unchanged"]) == (0, 94)


def saved(review: Review, user: User, *changes: Change) -> None:
    answers.save(review=review, changes=changes, by=by(user))


def test_a_dry_run_stores_nothing_and_applying_it_stores_just_that(cast: Cast, review: Review, answer: Answer) -> None:
    answer(BP01="in_place")
    client = client_of(cast.contributor)
    content = changed(exported(cast.viewer, review, "csv"), "BP02", state="in_place", note="'=now()")
    tried = send(client, content, file_name="answers.csv").json()
    assert tried["dry_run"]
    change = tried["report"]["changes"][0]
    assert change["before"] == {"state": "unanswered", "note": ""}
    assert change["after"] == {"state": "in_place", "note": "=now()"}
    assert states(review) == {ITEMS["BP01"]: "in_place"}

    reply = client.post(f"{IMPORTS}{tried['id']}/apply/")
    assert (reply.status_code, reply.json()["dry_run"], reply.json()["state"]) == (200, False, "done")
    item = Item.objects.get(review=review, item=ITEMS["BP02"])
    assert (item.state, item.note, item.by, item.version) == ("in_place", "=now()", cast.contributor, 1)
    told = Event.objects.get(verb="brought answers in")
    assert (told.changes, told.via) == ({"file": "answers.csv", "source": "csv", "items": 1}, "token")
    assert Review.objects.get().is_due
    assert client.get(f"{IMPORTS}{tried['id']}/").json() == reply.json()
    again = client.post(f"{IMPORTS}{tried['id']}/apply/")
    assert (again.status_code, again.json()["detail"]) == (409, "It was stored already.")


def test_without_a_dry_run_it_is_stored_at_once_and_once_a_key(cast: Cast, review: Review) -> None:
    client = client_of(cast.contributor)
    content = changed(exported(cast.viewer, review, "csv"), "BP01", state="not_in_place")
    first, again = (send(client, content, key="once", dry_run="false") for _ in range(2))
    assert (first.status_code, again.json()) == (201, first.json())
    assert again["Idempotency-Replayed"] == "true"
    assert Item.objects.get().version == 1
    assert send(client, content, key="once", dry_run="true").status_code == 422


def test_an_item_that_moved_on_since_the_export_is_named_and_nothing_is_stored(
    cast: Cast, review: Review, answer: Answer
) -> None:
    content = changed(exported(cast.viewer, review, "csv"), "BP01", state="in_place", version="0")
    content = changed(content, "BP02", state="in_place")
    answer(BP01="not_in_place")
    reply = send(client_of(cast.contributor), content, dry_run="false")
    assert reply.status_code == 412
    assert reply.json()["detail"] == (
        "1 item was changed by somebody else since. Nothing was stored. Export again and fill in the new file, or send "
        "this one again with keep_newer=true to leave alone what moved on and take the rest."
    )
    (conflict,) = reply.json()["conflicts"]
    assert conflict["place"] == "row 3, column version (S3)"
    assert (conflict["based_on"], conflict["present_version"]) == (0, 1)
    assert conflict["present"] == {"state": "not_in_place"}
    assert states(review) == {ITEMS["BP01"]: "not_in_place"}


def test_what_moved_on_can_be_left_alone(cast: Cast, review: Review, answer: Answer) -> None:
    content = changed(exported(cast.viewer, review, "csv"), "BP01", state="in_place")
    content = changed(content, "BP02", state="in_place")
    answer(BP01="not_in_place")
    reply = send(client_of(cast.contributor), content, dry_run="false", keep_newer="true")
    assert reply.status_code == 201
    assert [each["item"] for each in reply.json()["report"]["conflicts"]] == [ITEMS["BP01"]]
    assert states(review) == {ITEMS["BP01"]: "not_in_place", ITEMS["BP02"]: "in_place"}


def test_an_item_that_moved_on_since_the_dry_run_is_named_and_nothing_is_stored(
    cast: Cast, review: Review, answer: Answer
) -> None:
    client = client_of(cast.contributor)
    content = changed(exported(cast.viewer, review, "csv"), "BP01", state="in_place")
    tried = send(client, changed(content, "BP02", state="in_place")).json()
    answer(BP02="not_in_place")
    reply = client.post(f"{IMPORTS}{tried['id']}/apply/")
    assert reply.status_code == 412
    assert "keep_newer=true" in reply.json()["detail"]
    assert [(each["item"], each["present_version"]) for each in reply.json()["conflicts"]] == [(ITEMS["BP02"], 1)]
    assert states(review) == {ITEMS["BP02"]: "not_in_place"}
    assert Import.objects.get().dry_run


def test_somebody_else_who_stored_the_same_is_no_conflict(cast: Cast, review: Review, answer: Answer) -> None:
    content = changed(exported(cast.viewer, review, "csv"), "BP01", state="in_place")
    answer(BP01="in_place")
    assert send(client_of(cast.contributor), content).json()["report"]["counts"]["changes"] == 0


def test_every_error_is_told_with_row_and_column(cast: Cast, review: Review) -> None:
    content = exported(cast.viewer, review, "csv")
    for code, values in {
        "BP01": {"state": "perhaps"},
        "BP02": {"state": "not_applicable"},
        "BP03": {"note": "n" * 2085},
        "A2_5": {"version": "soon"},
    }.items():
        content = changed(content, code, **values)
    reply = send(client_of(cast.contributor), content)
    assert reply.status_code == 422
    told = reply.json()["errors"]
    # What a cell holds is told before what its value means.
    assert told[0] | {"detail": "'soon' is not a version: a whole number is expected."} == told[0]
    assert [each["place"] for each in told] == [
        "row 9, column version (S9)",
        "row 3, column state (M3)",
        "row 36, column reason (N36)",
        "row 66, column note (O66)",
    ]
    assert reply.json()["total"] == 4


def test_a_formula_hides_no_other_error_of_the_file(cast: Cast, review: Review) -> None:
    def put_in(book: Workbook) -> None:
        told = {"M3": "perhaps", "O3": "=1+1", "M4": "not_applicable", "N4": "=NOW()", "M5": "maybe"}
        for place, value in told.items():
            book.worksheets[0][place] = value

    content = saved_again(exported(cast.viewer, review, "xlsx"), put_in)
    reply = send(client_of(cast.contributor), content, "xlsx")
    assert (reply.status_code, [each["place"] for each in reply.json()["errors"]]) == (
        422,
        [
            "sheet Answers, row 3, column note (O3)",
            "sheet Answers, row 4, column reason (N4)",
            "sheet Answers, row 3, column state (M3)",
            "sheet Answers, row 5, column state (M5)",
        ],
    )


@pytest.mark.parametrize(
    ("version", "detail"),
    [
        (" ", "The line names no version: export anew, the version column must stay."),
        ("7", "The item is at version 1; no file of this installation says 7."),
    ],
)
def test_a_version_that_the_item_never_had_is_an_error_with_its_place(
    cast: Cast, review: Review, answer: Answer, version: str, detail: str
) -> None:
    answer(BP01="not_in_place")
    content = changed(exported(cast.viewer, review, "csv"), "BP01", state="in_place", version=version)
    content = changed(content, "BP02", state="in_place", version="")
    reply = send(client_of(cast.contributor), content, keep_newer="true", dry_run="false")
    assert (reply.status_code, reply.json()["total"]) == (422, 1)
    (told,) = reply.json()["errors"]
    assert (told["place"], told["detail"]) == ("row 3, column version (S3)", detail)
    assert states(review) == {ITEMS["BP01"]: "not_in_place"}
    # Where nobody has answered there is no version to name.
    fresh = changed(exported(cast.viewer, review, "csv"), "BP02", state="in_place", version="")
    assert send(client_of(cast.contributor), fresh, dry_run="false").status_code == 201


def test_an_empty_state_leaves_it_and_an_empty_note_deletes_the_note(
    cast: Cast, review: Review, answer: Answer
) -> None:
    answer(BP01="in_place")
    saved(review, cast.lead, Change(QUESTION, ITEMS["BP01"], 1, note="Seen."))
    content = exported(cast.viewer, review, "csv")
    client = client_of(cast.contributor)
    assert send(client, content).json()["report"]["remarks"] == []
    report = send(client, changed(content, "BP01", state="", note=""), dry_run="false").json()["report"]
    assert report["remarks"] == ["1 line without a state left it as it is."]
    item = Item.objects.get(review=review, item=ITEMS["BP01"])
    assert (item.state, item.note) == ("in_place", "")
    content = changed(changed(exported(cast.viewer, review, "csv"), "BP02", state=""), "BP03", state=" ")
    assert send(client, content).json()["report"]["remarks"] == ["2 lines without a state left it as it is."]


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_a_file_without_a_name_is_called_after_what_it_is(cast: Cast, review: Review, form: str) -> None:
    content = json.dumps(get_answer(SEGMENT)) if form == "json" else exported(cast.viewer, review, form)
    reply = send(client_of(cast.contributor), content, form, workload=review.workload.public_id)
    assert (reply.status_code, reply.json()["file_name"]) == (201, f"answers.{form}")


def test_of_many_errors_two_hundred_are_told(cast: Cast, review: Review) -> None:
    rows = [row | {"state": "perhaps", "version": "0"} for row in rows_of(exported(cast.viewer, review, "csv"))]
    reply = send(client_of(cast.contributor), csv_of([*rows, *rows, *rows]))
    assert (len(reply.json()["errors"]), reply.json()["total"]) == (200, 282)


def test_a_workload_that_one_may_not_see_is_none(cast: Cast, review: Review) -> None:
    content = exported(cast.viewer, review, "csv")
    reply = send(client_of(cast.outsider), content)
    assert reply.status_code == 422
    assert reply.json()["errors"] == [
        {
            "pointer": "",
            "place": "row 2, column workload_id (A2)",
            "detail": "There is no such workload, or you may not see it.",
        }
    ]
    assert send(client_of(cast.outsider), content, workload=review.workload.public_id).status_code == 422
    assert send(client_of(cast.viewer), content).status_code == 403


def test_an_import_is_its_persons_own(cast: Cast, review: Review) -> None:
    content = changed(exported(cast.viewer, review, "csv"), "BP01", state="in_place")
    mine = send(client_of(cast.contributor), content).json()["id"]
    other = client_of(cast.administrator)
    assert other.get(f"{IMPORTS}{mine}/").status_code == 404
    assert other.post(f"{IMPORTS}{mine}/apply/").status_code == 404
    assert other.get(IMPORTS).json()["results"] == []
    assert [row["id"] for row in client_of(cast.contributor).get(IMPORTS).json()["results"]] == [mine]


def test_a_form_can_carry_the_file(cast: Cast, review: Review, tmp_path: Path) -> None:
    path = tmp_path / "filled in.xlsx"
    path.write_bytes(exported(cast.viewer, review, "xlsx"))
    with path.open("rb") as file:
        reply = client_of(cast.contributor).post(IMPORTS, {"file": file, "dry_run": "false"}, format="multipart")
    assert reply.status_code == 201
    assert (reply.json()["file_name"], reply.json()["dry_run"]) == ("filled in.xlsx", False)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"dry_run": "perhaps"}, 400),
        ({"workload": "a" * 32}, 422),
        ({"create": "true"}, 422),
        ({"team": "a" * 32}, 422),
        ({"colour": "red"}, 400),
        ({"file_name": "answers.xlsx"}, 422),
    ],
)
def test_what_is_wanted_has_to_be_known(cast: Cast, review: Review, query: dict[str, str], status: int) -> None:
    assert send(client_of(cast.contributor), exported(cast.viewer, review, "csv"), **query).status_code == status


def test_a_file_that_is_too_large_is_refused(cast: Cast) -> None:
    reply = send(client_of(cast.contributor), b"a" * 10_000_001)
    assert reply.status_code == 413


def test_a_long_list_costs_no_more_statements(cast: Cast, review: Review) -> None:
    client = client_of(cast.contributor)
    content = exported(cast.viewer, review, "csv")

    def count() -> int:
        with statements() as seen:
            assert client.get(IMPORTS).status_code == 200
        return len(seen)

    send(client, content)
    few = count()
    for _ in range(5):
        send(client, content)
    assert count() == few


def test_storing_many_items_costs_no_more_statements_than_few(cast: Cast, review: Review) -> None:
    client = client_of(cast.contributor)

    def store(*codes: str) -> int:
        content = exported(cast.viewer, review, "csv")
        for code in codes:
            content = changed(content, code, state="partly")
        with statements() as seen:
            assert send(client, content, dry_run="false").status_code == 201
        return len(seen)

    # The first one compiles the lens.
    store("A1_1")
    assert store("A1_2") == store(*[code for code in ITEMS if code[0] in "BCDE" and code[1].isdigit()])


#: What people write, and what spreadsheet programs make something else of.
SAID = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=60),
    st.sampled_from(
        ["=1+1", "'=1+1", "''", "-", "@a\n+b", " \t= x", "1.50", "TRUE", "_x000D_", "\uff1dA1", "a\r\nb", "\tx"]
    ),
)
_CLAIMS, _STEPS = ("in_place", "not_in_place", "unanswered"), ("done", "partly", "not_done", "unanswered")
STATES = {"BP01": _CLAIMS, "BP03": _CLAIMS, "A2_5": _STEPS, "A1_1": _STEPS}


@st.composite
def filled_in(draw: st.DrawFn) -> dict[str, tuple[str, str]]:
    """Return the state and note that somebody gives to some items, by code."""
    codes = draw(st.sets(st.sampled_from(sorted(STATES)), min_size=1))
    return {code: (draw(st.sampled_from(STATES[code])), draw(SAID)) for code in sorted(codes)}


@trying(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form=st.sampled_from(["csv", "xlsx"]), told=filled_in())
def test_what_is_filled_in_is_what_changes(
    cast: Cast, review: Review, form: str, told: dict[str, tuple[str, str]]
) -> None:
    before = rows_of(exported(cast.viewer, review, "csv"))
    content = filled(exported(cast.viewer, review, form), form, told)
    client = client_of(cast.contributor)
    assert send(client, content, form, dry_run="false").status_code == 201
    stored = {item.item: (item.state, item.note) for item in Item.objects.filter(review=review)}
    for code, (state, note) in told.items():
        assert stored.get(ITEMS[code], ("unanswered", "")) == (state, note.replace("\r\n", "\n"))
    after = rows_of(exported(cast.viewer, review, "csv"))
    moved = {new["item"] for old, new in zip(before, after, strict=True) if old != new}
    assert moved <= {ITEMS[code] for code in told}
    for other in ("csv", "xlsx"):
        back = send(client, exported(cast.viewer, review, other), other)
        assert back.json()["report"]["counts"]["changes"] == 0


def filled(content: bytes, form: str, told: dict[str, tuple[str, str]]) -> bytes:
    """Return an exported file with states and notes put in, as a spreadsheet program would write them."""
    if form == "csv":
        for code, (state, note) in told.items():
            content = changed(content, code, state=state, note=guarded(note))
        return content

    def put_in(book: Workbook) -> None:
        head, *rows = book.worksheets[0].iter_rows()
        columns = {cell.value: index for index, cell in enumerate(head)}
        lines = {row[columns["item"]].value: row for row in rows}
        for code, (state, note) in told.items():
            for name, text in (("state", state), ("note", note)):
                cell = lines[ITEMS[code]][columns[name]]
                cell.value = re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
                cell.data_type = "s"

    return saved_again(content, put_in)
