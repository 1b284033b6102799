"""The pages that bring answers in: a file, what it would change, and then just that."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from reviews.models import Import, Item, Review
from tests.reviews.answer_files import SEGMENT, aws_answer, csv_of, exported, get_answer, rows_of
from tests.reviews.codes import ITEMS
from tests.reviews.conftest import Answer, Cast
from tests.reviews.pages import page, signed_in, text_of


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    """Keep the files that wait in a folder of the test's own."""
    settings.IMPORTS = tmp_path / "imports"


def send(client: Client, review: Review, content: bytes, name: str) -> Any:  # noqa: ANN401 - the client's response
    address = reverse("workload_import", args=[review.workload.public_id])
    return client.post(address, {"file": SimpleUploadedFile(name, content)}, follow=True)


def apply(client: Client, review: Review) -> Any:  # noqa: ANN401 - the client's response
    row = Import.objects.get()
    address = reverse("workload_import_apply", args=[review.workload.public_id, row.public_id])
    return client.post(address, follow=True)


def test_a_file_is_looked_at_first_and_then_stored(cast: Cast, review: Review) -> None:
    client = signed_in(cast.contributor)
    shown = send(client, review, json.dumps(get_answer(SEGMENT, Notes="<b>Why</b>")).encode(), "review.json")
    said = text_of(shown.content.decode())
    assert "4 answers would change" in said
    assert "Nothing is stored yet" in said
    assert "Choose how to segment your workload Practice State Unanswered In place" in said
    assert "Note – <b>Why</b>" in said
    assert "Store these 4 changes" in said
    assert not Item.objects.exists()

    said = text_of(apply(client, review).content.decode())
    assert "4 answers stored" in said
    again = apply(client, review)
    assert (again.status_code, "It was stored already." in again.content.decode()) == (409, True)
    assert Item.objects.get(item=SEGMENT).state == "in_place"
    overview = text_of(page(client, "workload", review.workload.public_id))
    assert "4 answers brought in by Contributor review.json" in overview
    lately = text_of(page(client, "workload_import", review.workload.public_id))
    assert "review.json" in lately


def test_what_is_wrong_is_said_before_anything_else(cast: Cast, review: Review) -> None:
    rows = rows_of(exported(cast.viewer, review, "csv"))
    rows[3]["state"] = "perhaps"
    shown = send(signed_in(cast.contributor), review, csv_of(rows), "answers.csv")
    assert shown.status_code == 422
    said = text_of(shown.content.decode())
    assert "The file is not accepted 1 thing to look at." in said
    assert "Row 5, column state (M5): 'perhaps' is not a state of a step" in said
    assert not Import.objects.exists()


def test_what_moved_on_is_said_with_its_row(cast: Cast, review: Review, answer: Answer) -> None:
    rows = rows_of(exported(cast.viewer, review, "csv"))
    next(row for row in rows if row["item"] == ITEMS["BP01"])["state"] = "in_place"
    client = signed_in(cast.contributor)
    send(client, review, csv_of(rows), "answers.csv")
    answer(BP01="not_in_place")
    late = apply(client, review)
    assert late.status_code == 409
    said = text_of(late.content.decode())
    assert "Choose how to segment your workload: somebody changed it since." in said
    advice = "tick “Leave alone what somebody else changed since the file was written” to take the rest."
    assert advice in said
    again = text_of(send(client, review, csv_of(rows), "answers.csv").content.decode())
    assert "Row 3, column version (S3): Choose how to segment your workload: somebody changed it since." in again
    assert advice in again
    conflict = {"place": "row 3", "title": "Choose", "present_version": 1, "based_on": 0}
    Import.objects.update(state="failed", report={"conflicts": [conflict]})
    args = [review.workload.public_id, Import.objects.get().public_id]
    assert advice in text_of(page(client, "workload_import_report", *args))
    assert Item.objects.get().state == "not_in_place"


def test_a_file_that_says_what_is_there_has_nothing_to_store(cast: Cast, review: Review) -> None:
    shown = send(signed_in(cast.contributor), review, exported(cast.viewer, review, "xlsx"), "answers.xlsx")
    said = text_of(shown.content.decode())
    assert "Nothing would change" in said
    assert "Store" not in said


def test_a_file_of_another_workload_is_refused(cast: Cast, review: Review) -> None:
    rows = [row | {"workload_id": "a" * 32} for row in rows_of(exported(cast.viewer, review, "csv"))]
    shown = send(signed_in(cast.contributor), review, csv_of(rows), "answers.csv")
    assert "The line is of another workload than Ledger." in text_of(shown.content.decode())


def test_a_large_file_waits_and_can_be_found_again(cast: Cast, review: Review) -> None:
    rows = rows_of(exported(cast.viewer, review, "csv"))
    filler = [dict.fromkeys(rows[0], "")] * 400_000
    client = signed_in(cast.contributor)
    shown = send(client, review, csv_of([*rows, *filler]), "answers.csv").content.decode()
    assert "Reading answers.csv" in text_of(shown)
    assert 'hx-trigger="every 2s"' in shown
    assert "answers.csv" in page(client, "workload_import", review.workload.public_id)


def test_what_was_left_out_is_listed(cast: Cast, review: Review) -> None:
    other = aws_answer("x", question="other", QuestionTitle="Something else?")
    shown = send(signed_in(cast.contributor), review, json.dumps([aws_answer(SEGMENT), other]).encode(), "a.json")
    assert "Left out: 1 answer to questions that no lens here has Something else?" in text_of(shown.content.decode())


def test_an_import_is_its_persons_own(cast: Cast, review: Review) -> None:
    send(signed_in(cast.contributor), review, json.dumps(get_answer(SEGMENT)).encode(), "a.json")
    row = Import.objects.get()
    args = [review.workload.public_id, row.public_id]
    assert signed_in(cast.lead).get(reverse("workload_import_report", args=args)).status_code == 404
    assert signed_in(cast.lead).post(reverse("workload_import_apply", args=args)).status_code == 404
    assert not Item.objects.exists()


def test_without_a_file_there_is_nothing_to_read(cast: Cast, review: Review) -> None:
    shown = signed_in(cast.contributor).post(reverse("workload_import", args=[review.workload.public_id]), {})
    assert shown.status_code == 422
    assert "This field is required." in shown.content.decode()
