"""A note of its own on every item, and every one of them in every format."""

import io
import json
import re
from collections.abc import Callable

import pytest
from django.http import StreamingHttpResponse
from openpyxl import load_workbook
from pypdf import PdfReader

from reviews.actions import answers
from reviews.changes import Change
from reviews.models import Review, Workload
from tests.reviews.api.clients import ROOT, client_of
from tests.reviews.codes import ITEMS, QUESTION
from tests.reviews.conftest import Cast, by


@pytest.fixture
def notes(review: Review, cast: Cast) -> list[str]:
    """A note on the question, on each practice and on each step: one line each, and no other text like it."""
    marked = {item: f"Marked-{number:03}-note" for number, item in enumerate(ITEMS.values())}
    changes = [Change(QUESTION, item, 0, note=note) for item, note in marked.items()]
    answers.save(review=review, changes=changes, by=by(cast.contributor))
    assert len(marked) == 94
    return list(marked.values())


def in_text(content: bytes) -> str:
    return content.decode()


def in_lines(content: bytes) -> str:
    return " ".join(str(value) for line in content.splitlines() for value in json.loads(line).values())


def in_sheets(content: bytes) -> str:
    rows = (row for sheet in load_workbook(io.BytesIO(content), read_only=True) for row in sheet.values)
    return " ".join(str(value) for row in rows for value in row)


def in_pages(content: bytes) -> str:
    # A line that is full is broken, after a hyphen too.
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return re.sub(r"\s", "", text)


FORMATS: list[tuple[str, str, Callable[[bytes], str]]] = [
    *((content, "csv", in_text) for content in ("workload", "answers")),
    *((content, "jsonl", in_lines) for content in ("workload", "answers")),
    *((content, "xlsx", in_sheets) for content in ("workload", "answers")),
    *((content, "json", in_text) for content in ("workload", "portfolio")),
    ("workload", "md", in_text),
    ("workload", "pdf", in_pages),
]


@pytest.mark.parametrize(("content", "form", "read"), FORMATS)
def test_every_note_is_there(
    notes: list[str], workload: Workload, cast: Cast, content: str, form: str, read: Callable[[bytes], str]
) -> None:
    of = {"workload": workload.public_id} if content == "workload" else {}
    response = client_of(cast.viewer).get(f"{ROOT}exports/stream/", {"content": content, "format": form, **of})
    assert isinstance(response, StreamingHttpResponse)
    told = read(response.getvalue())
    assert [note for note in notes if note not in told] == []
