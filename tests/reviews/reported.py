"""Reports for tests: what a PDF says, and results with notes on every item."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from pypdf import PdfReader

from reviews.models import Workload
from reviews.results_document import PracticePart, QuestionPart, WorkloadResults
from reviews.results_reading import results, with_rows


def results_of(workload: Workload, at: datetime) -> WorkloadResults:
    """Read a workload's results as of a moment."""
    return results(with_rows(Workload.objects.filter(pk=workload.pk)).get(), at=at)


def noted(told: WorkloadResults, note: Callable[[int], str]) -> WorkloadResults:
    """Return results with a note on each item; ``note`` gets the item's number, from 1."""
    numbers = iter(range(1, 10_000))

    def practice(part: PracticePart) -> PracticePart:
        steps = tuple(replace(step, note=note(next(numbers))) for step in part.steps)
        return replace(part, note=note(next(numbers)), steps=steps)

    def question(part: QuestionPart) -> QuestionPart:
        return replace(part, note=note(next(numbers)), practices=tuple(map(practice, part.practices)))

    reviews = tuple(replace(review, questions=tuple(map(question, review.questions))) for review in told.reviews)
    return replace(told, reviews=reviews)


def read(document: bytes) -> PdfReader:
    """Open a PDF."""
    return PdfReader(io.BytesIO(document))


def text_of(document: bytes) -> str:
    """Return the words of a PDF, page by page, with one space between them."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in read(document).pages))


def squeezed(text: str) -> str:
    """Return a text without its spaces, to find what was broken over lines."""
    return re.sub(r"\s+", "", text)
