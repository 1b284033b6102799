"""Markdown reports: the same content as the PDF, and every text reads as it was written."""

from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from reviews.models import Workload
from reviews.render import markdown
from reviews.report.blocks import Bullets, Heading, Note, Paragraph, Report, Table, cell, line, said
from reviews.report.blocks import Column as TableColumn
from tests.reviews.conftest import START, Answer
from tests.reviews.reported import noted, results_of, squeezed

AT = START + timedelta(days=30)


def report(workload: Workload) -> str:
    """A workload's report."""
    return "".join(markdown.workload(results_of(workload, AT), at=AT, by="Viewer"))


def written(*blocks: Paragraph | Heading | Note | Table | Bullets) -> str:
    """A report that is made of these parts."""
    return "".join(markdown.written(Report("T", "S", "H", "F", "2026-03-02", "now", (), blocks)))


def read(document: str) -> list[Token]:
    """What a reader of CommonMark with tables makes of it."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(document)


def words_of(tokens: list[Token]) -> str:
    """The text that is shown, without spaces."""
    inline = [child for token in tokens for child in token.children or []]
    return squeezed("".join(child.content for child in inline if child.type in ("text", "code_inline")))


def test_every_note_is_in_the_report(workload: Workload, answer: Answer) -> None:
    answer(BP01="in_place", BP02="not_in_place", A2_5="not_done", A1_1="done")
    told = noted(results_of(workload, AT), lambda number: f"marked-{number:03}-note")
    text = "".join(markdown.workload(told, at=AT))
    assert [number for number in range(1, 95) if f"marked-{number:03}-note" not in text] == []


@pytest.mark.parametrize(
    "said_in_it",
    [
        "# Ledger: service architecture",
        "Ledger claims **no risk**, and by its steps carries **a high risk**",
        "| BP01 Choose how to segment your workload | In place | 0 of 5 | **Not supported, high** |",
        "## What we ask of you",
        "### BP01, Choose how to segment your workload",
        "- (not done) **Time-outs and bounded retries**. Each call",
        "made by Viewer",
        "- (unanswered) Circuit breakers, level 3",
    ],
)
def test_it_says_what_the_pdf_says(workload: Workload, answer: Answer, said_in_it: str) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="in_place", A2_5="not_done")
    assert said_in_it in report(workload)


TEXTS = st.text(
    st.sampled_from(list("ab 1*_`[]()<>#|~&;!\\+-=.:/\n\"'{}^$é日"))
    | st.characters(codec="utf-8", exclude_categories=["C"]),
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
@example("__0__ *a* `b` [c](d) <e> &amp; ~~f~~ \\")
@example("# a\n- b\n1. c\n> d\n===\n+ e")
def test_any_text_reads_as_it_was_written(text: str) -> None:
    for block in (
        said(text),
        said(line("before "), text),
        Note(line("Note"), (said(text),)),
        Bullets(((said(text),),)),
    ):
        shown = words_of(read(written(block)))
        assert squeezed(text) in shown


@settings(max_examples=40, deadline=None)
@given(TEXTS)
@example("a | b || c")
@example("a\n\nb")
def test_a_table_keeps_its_cells_apart(text: str) -> None:
    table = Table("T", (TableColumn("A"), TableColumn("B")), ((cell(text or "-"), cell("second")),))
    tokens = read(written(table))
    cells = [token.children or [] for at, token in enumerate(tokens) if tokens[at - 1].type in ("td_open", "th_open")]
    shown = [squeezed("".join(child.content for child in cell if child.type == "text")) for cell in cells]
    assert shown == ["A", "B", squeezed(text or "-"), "second"]


def test_links_and_code_of_a_note_stay_links_and_code(workload: Workload, answer: Answer) -> None:
    answer(BP01="in_place")
    note = "See [the map](https://example.org/m_(1)), `a | b`, ``x`y`` and **bold**.\n\n```py\na = 1\n```\n\n2. two"
    told = noted(results_of(workload, AT), lambda number: note if number == 1 else "")
    tokens = read("".join(markdown.workload(told, at=AT)))
    inline = [child for token in tokens for child in token.children or []]
    assert "https://example.org/m_(1)" in [child.attrs.get("href") for child in inline]
    assert {"a | b", "x`y"} <= {child.content for child in inline if child.type == "code_inline"}
    assert "a = 1\n" in [token.content for token in tokens if token.type == "fence"]
