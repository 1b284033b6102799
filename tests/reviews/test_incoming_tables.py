"""Lines of answers in CSV and XLSX, whatever a spreadsheet program or somebody with bad intent made of the file."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from reviews.incoming import cells, lines, spreadsheet, table
from reviews.incoming.kinds import Kind, kind_of
from reviews.incoming.said import Lines, Trouble, Unreadable
from reviews.render.cells import guarded

HEAD = ["workload_id", "lens", "question", "item", "state", "reason", "note", "evidence", "version"]
LINE = ["a" * 32, "rel03", "q", "p", "in_place", "", "a note", "", 1]


def book(*rows: list[Any], change: Callable[[Workbook], None] | None = None) -> bytes:
    """Return a workbook with these rows."""
    made = Workbook()
    for row in rows:
        made.active.append(row)
    if change:
        change(made)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def text(*rows: list[Any], delimiter: str = ",") -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    return file.getvalue()


def put(cell: str, value: Any, data_type: str = "") -> Callable[[Workbook], None]:  # noqa: ANN401 - any cell
    """Return what puts a value into a cell."""

    def change(made: Workbook) -> None:
        made.active[cell] = value
        if data_type:
            made.active[cell].data_type = data_type

    return change


def one(found: Lines) -> tuple[Any, ...]:
    assert not found.troubles
    (line,) = found.lines
    said = line.said
    return line.workload, line.lens, said.question, said.item, said.state, said.note, said.version


def wrong(content: bytes) -> list[Trouble]:
    """Return what is wrong with a CSV file or its cells."""
    try:
        return lines.of_csv(content).troubles
    except Unreadable as refused:
        return refused.troubles


READ = ("a" * 32, "rel03", "q", "p", "in_place", "a note", 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_comes_with_any_delimiter_and_encoding(delimiter: str, encoding: str) -> None:
    assert one(lines.of_csv(text(HEAD, LINE, delimiter=delimiter).encode(encoding))) == READ


@pytest.mark.parametrize(
    "rows",
    [
        [HEAD, LINE, [], ["", "", ""], []],
        [["Answers of the Ledger"], [], HEAD, LINE],
        [["sep=;"], HEAD, LINE],
        [[*HEAD, "", "", "mine"], [*LINE, "", "", "x"]],
        [list(reversed(HEAD)), list(reversed(LINE))],
        [["rank", *(f" {name.title()} " for name in HEAD)], ["7", *LINE]],
        [HEAD, [" " * 3 + str(value) if index != 6 else value for index, value in enumerate(LINE)]],
        [HEAD, [*LINE[:4], "In place", *LINE[5:8], "1,0"]],
    ],
)
def test_rows_and_columns_may_move(rows: list[list[Any]]) -> None:
    assert one(lines.of_csv(text(*rows).encode())) == READ
    assert one(lines.of_workbook(book(*rows))) == READ


@pytest.mark.parametrize(
    ("value", "told"),
    [
        *((1.0, "1"), (1.5, "1.5"), (True, "true"), (None, "")),
        *((date(2026, 3, 2), "2026-03-02"), (datetime(2026, 3, 2, 9, 30), "2026-03-02T09:30:00")),
        *(("a\r\nb", "a\nb"), ("_x0041_", "A"), ("'=1", "'=1")),
    ],
)
def test_a_cell_of_another_type_is_read_as_its_text(value: Any, told: str) -> None:  # noqa: ANN401 - any cell
    (line,) = lines.of_workbook(book(HEAD, LINE, change=put("G2", value))).lines
    assert line.said.note == told


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_kept_a_text_from_being_a_formula_is_taken_off_again(told: str) -> None:
    assert cells.same(cells.text(guarded(told)), told)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40))
@settings(max_examples=60)
def test_any_text_comes_through_csv(told: str) -> None:
    (line,) = lines.of_csv(text(HEAD, [*LINE[:6], guarded(told), *LINE[7:]]).encode()).lines
    assert line.said.note == told.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize(
    ("told", "present", "expected"),
    [
        *(("1.5", "1.50", True), ("1,5", "1.5", True), ("1.5", "1.6", False), ("", "0", False)),
        *(("TRUE", "true", True), ("A", "a", False), ("a\n", "a", False)),
        *(("'=1", "=1", True), ("'a", "a", False), ("9" * 400, "9" * 401, False)),
    ],
)
def test_what_a_program_made_of_a_text_still_says_it(told: str, present: str, expected: bool) -> None:
    assert cells.same(told, present) is expected


def test_evidence_is_read_a_link_a_line() -> None:
    told = "Map: now: https://example.org/map (2026-01-31)\nRun: http://example.org/run"
    found = cells.links(told)
    assert found is not None
    assert [(link.title, link.url, link.as_of) for link in found] == [
        ("Map: now", "https://example.org/map", date(2026, 1, 31)),
        ("Run", "http://example.org/run", None),
    ]
    assert cells.written(found) == told
    assert cells.links("see the wiki") is None
    assert cells.links("Map: https://example.org/map (2026-02-31)") is None


def hide(made: Workbook) -> None:
    made.active.sheet_state = "hidden"
    made.create_sheet("Other").append(["nothing"])


def hidden_copy(made: Workbook) -> None:
    made.active.title = "Renamed"
    other = made.create_sheet("Old")
    other.sheet_state = "hidden"
    other.append(HEAD)
    other.append([*LINE[:4], "not_in_place", *LINE[5:]])


def test_a_renamed_sheet_is_found_and_a_hidden_one_left_alone() -> None:
    assert one(lines.of_workbook(book(HEAD, LINE, change=hidden_copy))) == READ
    with pytest.raises(Unreadable, match="Hidden sheets are not read"):
        lines.of_workbook(book(HEAD, LINE, change=hide))


def test_lines_go_on_in_the_next_sheet() -> None:
    def second(made: Workbook) -> None:
        other = made.create_sheet("Answers 2")
        other.append(HEAD)
        other.append(LINE)

    found = lines.of_workbook(book(HEAD, LINE, change=second))
    assert [line.said.spot.at("state").text for line in found.lines] == [
        "sheet Sheet, row 2, column state (E2)",
        "sheet Answers 2, row 2, column state (E2)",
    ]


@pytest.mark.parametrize(
    ("content", "place", "detail"),
    [
        (text(HEAD, [*LINE[:8], "x"]).encode(), "row 2, column version (I2)", "'x' is not a version"),
        (text(HEAD, [*LINE[:8], "-1"]).encode(), "row 2, column version (I2)", "'-1' is not a version"),
        (text(HEAD, [*LINE[:8], "9" * 5000]).encode(), "row 2, column version (I2)", "is not a version"),
        (text(HEAD, [*LINE[:7], "wiki", 1]).encode(), "row 2, column evidence (H2)", "Expected a link a line"),
        (text(HEAD, [*LINE[:6], "a\x00b", "", 1]).encode(), "row 2, column note (G2)", "NUL"),
        (text(HEAD, ["a", "b", "", *LINE[3:]]).encode(), "row 2, column question (C2)", "id is missing"),
        (text([*HEAD, "note"], LINE).encode(), "row 1", "The column note stands twice"),
        (text(HEAD).encode() + b'a,"b', "row 2", "cannot be read"),
        (text(HEAD).encode() + b'a,"b"c', "row 2", "cannot be read"),
        (text(HEAD).encode() + b"x" * 200_000, "row 2", "cannot be read"),
        (text(HEAD).encode() + "\xe4".encode("latin-1"), "line 2", "not in UTF-8"),
        (text(["a", "b"], ["c", "d"]).encode(), "the file", "No row with the columns"),
        (b"\xff\xfe\x00", "line 1", "not in UTF-8"),
    ],
)
def test_csv_that_cannot_be_read_says_where(content: bytes, place: str, detail: str) -> None:
    (trouble, *_) = wrong(content)
    assert trouble.place.text == place
    assert detail in trouble.detail


@pytest.mark.parametrize("value", ["=1+1", "=NOW()", "#N/A"])
def test_a_formula_is_refused_where_it_would_be_taken_in(value: str) -> None:
    kind = "e" if value == "#N/A" else "f"
    found = lines.of_workbook(book(HEAD, LINE, change=put("E2", value, kind)))
    (trouble,) = found.troubles
    assert trouble.place.text == "sheet Sheet, row 2, column state (E2)"
    assert trouble.detail.startswith("The cell is a formula")
    assert found.lines[0].said.state is None
    assert one(lines.of_workbook(book([*HEAD, "mine"], [*LINE, 1], change=put("J2", value, kind)))) == READ


def parts(content: bytes, **changes: bytes | None) -> bytes:
    """Return a workbook with parts of it replaced (``sheet``, ``strings``) or others added."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "book": "xl/workbook.xml", "types": "[Content_Types].xml"}
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        replaced = {names.get(name, name): part for name, part in changes.items()}
        for info in old.infolist():
            part = replaced.pop(info.filename, old.read(info))
            if part is not None:
                new.writestr(info.filename, part)
        for name, part in replaced.items():
            new.writestr(name, part or b"")
    return file.getvalue()


GOOD = book(HEAD, LINE)
_ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>"""


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 and nothing else",
        GOOD[: len(GOOD) // 2],
        parts(GOOD, types=None),
        parts(GOOD, book=None),
        parts(GOOD, book=b"<workbook"),
        parts(GOOD, sheet=None),
        parts(GOOD, sheet=b"<worksheet><sheetData><row r='x'/></sheetData>"),
        parts(GOOD, sheet=_ENTITIES + b"<worksheet>&b;</worksheet>"),
        parts(GOOD, book=_ENTITIES + b"<workbook>&b;</workbook>"),
        parts(GOOD, **{f"part{number}": b"" for number in range(spreadsheet.MAX_PARTS)}),
    ],
    ids=range(10),
)
def test_a_workbook_that_is_none_or_a_bomb_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        lines.of_workbook(content)


def test_a_workbook_that_unpacks_to_much_more_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MAX_UNPACKED", 1_000_000)
    bomb = parts(GOOD, zeros=bytes(1_000_000))
    assert len(bomb) < 20_000
    with pytest.raises(Unreadable, match="unpacks to more than"):
        lines.of_workbook(bomb)


def test_a_row_far_below_costs_no_more_than_a_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MAX_ROWS", 1_000)
    far = b"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>"
    far += b"<row r='1000000000'><c r='A1000000000'><v>1</v></c></row></sheetData></worksheet>"
    opened = spreadsheet.sheets(parts(GOOD, sheet=far))
    _, _, rows = next(opened)
    with pytest.raises(Unreadable, match="row 1001: The workbook has more than"):
        list(rows)


def test_a_sheet_that_claims_to_be_vast_costs_nothing() -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml")
    claim = sheet.replace(b'<dimension ref="A1:I2"', b'<dimension ref="A1:XFD1048576"')
    assert claim != sheet
    assert one(lines.of_workbook(parts(GOOD, sheet=claim))) == READ


def test_empty_rows_without_end_change_nothing() -> None:
    empty = [""] * len(HEAD)
    assert one(lines.of_csv(text(HEAD, LINE).encode() + text(empty).encode() * 200_000)) == READ


def test_a_file_has_a_bounded_number_of_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MAX_LINES", 3)
    with pytest.raises(Unreadable, match="row 5: The file has more than 3 lines"):
        lines.of_csv(text(HEAD, *[LINE] * 4).encode())


@pytest.mark.parametrize(
    ("content", "name", "content_type", "detail"),
    [
        (b"", "", "", "empty"),
        (b"\xef\xbb\xbf \r\n", "", "", "empty"),
        (b"a,b", "answers.xlsx", "", "By its name the file is an Excel workbook, by its content CSV."),
        (GOOD, "answers.csv", "", "By its name the file is CSV"),
        (GOOD, "", "text/csv", "By its type the file is CSV"),
        (b"a,b", "", "application/json", "By its type the file is JSON"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls", "", "save it as .xlsx"),
    ],
)
def test_a_file_has_to_be_what_it_is_called(content: bytes, name: str, content_type: str, detail: str) -> None:
    with pytest.raises(Unreadable, match=detail):
        kind_of(content, name=name, content_type=content_type)


def test_a_file_is_known_by_its_content() -> None:
    assert kind_of(GOOD, name="whatever") is Kind.XLSX
    assert kind_of(b'\xef\xbb\xbf {"a": 1}') is Kind.AWS
    assert kind_of(b"a,b", name="ANSWERS.CSV") is Kind.CSV
    assert openpyxl.DEFUSEDXML
