"""Files of answers as people have them: exported, changed in a spreadsheet, or printed by AWS's tools."""

import csv
import io
from collections.abc import Callable
from typing import Any

import openpyxl
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from reviews.models import Review
from tests.reviews.api.clients import ROOT

TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}

IMPORTS = f"{ROOT}imports/"

Row = dict[str, Any]

#: AWS's id of the question, and its own ids of the choices.
AWS_QUESTION = "service-architecture"
SEGMENT, DOMAINS, CONTRACTS, NONE = (
    f"rel_service_architecture_{name}"
    for name in ("monolith_soa_microservice", "business_domains", "api_contracts", "no")
)


def exported(user: User, review: Review, form: str) -> bytes:
    """Return the file of answers that somebody gets on the workload's page."""
    client = Client()
    client.force_login(user)
    address = reverse("workload_export", args=[review.workload.public_id, form])
    response = client.get(address, {"content": "answers"})
    assert response.status_code == 200
    return b"".join(response)


def send(client: APIClient, content: object, form: str = "csv", *, key: str = "", **query: str) -> Any:  # noqa: ANN401
    """Send a file as the body of a request to the API; ``key`` is the idempotency key. Returns the response."""
    address = f"{IMPORTS}?{'&'.join(f'{name}={value}' for name, value in query.items())}"
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(address, content, content_type=TYPES[form], headers=headers)


def rows_of(content: bytes) -> list[Row]:
    """Return the lines of a CSV file by column."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def csv_of(rows: list[Row], *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """Return lines as a CSV file."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode(encoding)


def saved_again(content: bytes, change: Callable[[Any], None]) -> bytes:
    """Open a workbook, change it, and return it as it is saved."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def aws_answer(*selected: str, question: str = AWS_QUESTION, **more: Any) -> Row:  # noqa: ANN401 - any JSON
    """Return an answer in AWS's form."""
    return {
        "QuestionId": question,
        "PillarId": "reliability",
        "QuestionTitle": "How is it cut into parts?",
        "Choices": [{"ChoiceId": choice, "Title": choice} for choice in (SEGMENT, DOMAINS, CONTRACTS, NONE)],
        "SelectedChoices": list(selected),
        "ChoiceAnswers": [],
        "IsApplicable": True,
        "Risk": "HIGH",
        **more,
    }


def get_answer(*selected: str, **more: Any) -> Row:  # noqa: ANN401 - any JSON
    """Return what ``aws wellarchitected get-answer`` prints."""
    return {"WorkloadId": "b" * 32, "LensAlias": "wellarchitected", "Answer": aws_answer(*selected, **more)}
