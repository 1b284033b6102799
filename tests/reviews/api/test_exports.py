"""Exports through the API: asked for, made by a worker, found again, fetched, deleted; each belongs to who asked."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import StreamingHttpResponse
from django.test import TestCase
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Event, Membership
from reviews import tasks
from reviews.actions import export_jobs, exports, workloads
from reviews.exports import sending
from reviews.models import Export, Review, Workload
from tests.reviews.api.clients import ROOT, client_of, statements
from tests.reviews.conftest import Answer, Cast, by

LATER = timedelta(days=7, seconds=1)


def ask(client: APIClient, **body: str) -> dict[str, Any]:
    response = client.post(f"{ROOT}exports/", {"content": "answers", "format": "csv", **body})
    assert response.status_code == 201, response.json()
    told: dict[str, Any] = response.json()
    assert response["Location"].endswith(f"{ROOT}exports/{told['id']}/")
    return told


def work() -> None:
    """Do what a worker does about each message."""
    for pk in Export.objects.filter(state="waiting").values_list("pk", flat=True):
        tasks.export(pk)


def fetched(client: APIClient, told: dict[str, Any]) -> str:
    response = client.get(client.get(f"{ROOT}exports/{told['id']}/").json()["file"])
    assert isinstance(response, StreamingHttpResponse)
    content = response.getvalue()
    assert int(response["Content-Length"]) == len(content)
    return content.decode()


def place(told: dict[str, Any]) -> Path:
    return Path(settings.EXPORTS, told["id"])


def test_an_export_is_asked_for_made_and_fetched(review: Review, cast: Cast) -> None:
    client = client_of(cast.viewer)
    told = ask(client)
    assert (told["state"], told["done"], told["file"], told["size"]) == ("waiting", 0, None, 0)
    early = client.get(f"{ROOT}exports/{told['id']}/file/")
    assert (early.status_code, early.json()["detail"]) == (409, "The file is not made yet.")
    work()
    done = client.get(f"{ROOT}exports/{told['id']}/").json()
    assert (done["state"], done["done"], done["total"], done["failure"]) == ("done", 1, 1, "")
    assert done["size"] == place(told).stat().st_size > 10_000
    lines = fetched(client, told).splitlines()
    assert lines[0].startswith("workload_id,workload,team,lens")
    assert len(lines) == 95
    assert done["file_name"] == f"answers-{timezone.now():%Y-%m-%d}.csv"
    (event,) = Event.objects.filter(object_id=told["id"])
    assert (event.verb, event.actor, event.via) == ("asked for export", cast.viewer, "token")


@pytest.mark.parametrize(
    ("content", "form", "begins"),
    [
        ("workload", "pdf", b"%PDF-"),
        ("workload", "xlsx", b"PK"),
        ("workload", "md", b"# "),
        ("workload", "json", b'{\n  "exported_at"'),
        ("workload", "jsonl", b'{"workload_id"'),
        ("portfolio", "pdf", b"%PDF-"),
        ("portfolio", "json", b'{"exported_at"'),
        ("portfolio", "csv", b"workload_id,"),
        ("findings", "xlsx", b"PK"),
        ("improvements", "csv", b"id,workload_id"),
    ],
)
def test_every_content_is_made_and_sent_alike(
    answer: Answer, workload: Workload, cast: Cast, content: str, form: str, begins: bytes
) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place", at=timezone.now())
    client = client_of(cast.viewer)
    of = {"workload": workload.public_id} if content == "workload" else {}
    told = ask(client, content=content, format=form, **of)
    work()
    assert place(told).read_bytes().startswith(begins)
    sent = client.get(f"{ROOT}exports/stream/", {"content": content, "format": form, **of})
    assert isinstance(sent, StreamingHttpResponse)
    assert sent.getvalue().startswith(begins)
    assert sent["Content-Disposition"] == f'attachment; filename="{told["file_name"]}"'


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"content": "all"}, ["/content"]),
        ({"format": "pdf"}, ["/format"]),
        ({"content": "workload", "format": "md"}, ["/workload"]),
        ({"content": "portfolio", "format": "md"}, ["/format"]),
        ({"content": "portfolio", "workload": "{workload}"}, ["/workload"]),
        ({"workload": "f" * 32}, ["/workload"]),
        ({"workload": "{workload}", "filters": {"tier": "1"}}, ["/filters"]),
        ({"filters": {"tier": "9"}}, ["/filters/tier"]),
        ({"filters": {"colour": "red"}}, ["/filters/colour"]),
        ({"filters": {"tag": "a\x00"}}, ["/filters/tag"]),
        ({"colour": "red"}, ["/colour"]),
    ],
)
def test_what_does_not_fit_together_is_refused(
    workload: Workload, cast: Cast, body: dict[str, Any], pointers: list[str]
) -> None:
    named = {name: workload.public_id if value == "{workload}" else value for name, value in body.items()}
    refused = client_of(cast.viewer).post(f"{ROOT}exports/", {"content": "answers", "format": "csv", **named})
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == pointers
    assert not Export.objects.exists()


def test_the_same_key_asks_once(review: Review, cast: Cast) -> None:
    client = client_of(cast.viewer)
    body = {"content": "answers", "format": "csv"}
    first, second = (client.post(f"{ROOT}exports/", body, headers={"Idempotency-Key": "night"}) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    assert Export.objects.count() == 1


def test_one_has_only_so_many_unfinished(review: Review, cast: Cast) -> None:
    client = client_of(cast.viewer)
    for _ in range(exports.MOST):
        ask(client, content="findings")
    refused = client.post(f"{ROOT}exports/", {"content": "findings", "format": "csv"})
    assert refused.status_code == 422
    assert "20 of your exports are not finished yet" in refused.json()["detail"]
    ask(client_of(cast.lead), content="findings")
    work()
    ask(client, content="findings")


def test_an_export_belongs_to_who_asked(review: Review, cast: Cast) -> None:
    told = ask(client_of(cast.viewer))
    work()
    for other in (cast.administrator, cast.lead, cast.outsider):
        client = client_of(other)
        assert client.get(f"{ROOT}exports/").json()["results"] == []
        for path in ("", "file/"):
            assert client.get(f"{ROOT}exports/{told['id']}/{path}").status_code == 404
        assert client.delete(f"{ROOT}exports/{told['id']}/", headers={"If-Match": "*"}).status_code == 404
    assert place(told).exists()


def test_a_workload_out_of_sight_takes_its_exports_with_it(review: Review, workload: Workload, cast: Cast) -> None:
    client = client_of(cast.viewer)
    one, later = (ask(client, content="workload", format="json", workload=workload.public_id) for _ in range(2))
    tasks.export(Export.objects.get(public_id=one["id"]).pk)
    Membership.objects.filter(user=cast.viewer).delete()
    work()
    assert client.get(f"{ROOT}exports/{one['id']}/file/").status_code == 404
    assert client.get(f"{ROOT}exports/").json()["results"] == []
    failed = Export.objects.get(public_id=later["id"])
    assert (failed.state, place(later).exists()) == ("failed", False)
    assert failed.failure == "The workload was deleted, or may no longer be seen by who asked."


def test_what_an_inactive_person_asked_for_is_not_made(review: Review, cast: Cast) -> None:
    told = ask(client_of(cast.viewer))
    type(cast.viewer).objects.filter(pk=cast.viewer.pk).update(is_active=False)
    work()
    assert Export.objects.get(public_id=told["id"]).state == "failed"
    assert not place(told).exists()


def test_a_file_is_over_on_its_day_and_deleted(review: Review, cast: Cast) -> None:
    client = client_of(cast.viewer)
    told = ask(client)
    work()
    export = Export.objects.get()
    assert export.finished_at is not None
    assert export.expires_at - export.finished_at == timedelta(days=7)
    assert export_jobs.clean(at=timezone.now()) == 0
    assert place(told).exists()
    assert export_jobs.clean(at=timezone.now() + LATER) == 1
    assert not place(told).exists()
    assert client.get(f"{ROOT}exports/{told['id']}/").json()["state"] == "expired"
    over = client.get(f"{ROOT}exports/{told['id']}/file/")
    assert (over.status_code, over["Content-Type"]) == (410, "application/problem+json")
    assert export_jobs.clean(at=timezone.now() + timedelta(days=38)) == 0
    assert not Export.objects.exists()


def test_a_file_past_its_time_is_not_sent_though_nobody_has_deleted_it(review: Review, cast: Cast) -> None:
    told = ask(client_of(cast.viewer))
    work()
    Export.objects.update(expires_at=timezone.now())
    assert client_of(cast.viewer).get(f"{ROOT}exports/{told['id']}/file/").status_code == 410


def test_files_of_nobody_are_deleted(review: Review, cast: Cast) -> None:
    told = ask(client_of(cast.viewer))
    work()
    Path(settings.EXPORTS, "f" * 32).write_bytes(b"orphan")
    Path(settings.EXPORTS, f"{told['id']}.1").mkdir()
    export_jobs.clean(at=timezone.now())
    assert [path.name for path in Path(settings.EXPORTS).iterdir()] == [told["id"]]
    assert Path(settings.EXPORTS).stat().st_mode & 0o777 == 0o700


def test_deleting_takes_the_present_tag_and_the_file(review: Review, cast: Cast) -> None:
    client = client_of(cast.viewer)
    told = ask(client)
    address = f"{ROOT}exports/{told['id']}/"
    before = client.get(address)["ETag"]
    work()
    assert client.delete(address).status_code == 428
    stale = client.delete(address, headers={"If-Match": before})
    assert (stale.status_code, stale.json()["present"]["state"]) == (412, "done")
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert client.delete(address, headers={"If-Match": stale["ETag"]}).status_code == 204
    assert (Export.objects.count(), place(told).exists()) == (0, False)


def test_pages_of_exports_are_complete_and_cost_the_same(review: Review, cast: Cast) -> None:
    client = client_of(cast.viewer)
    told = [ask(client, content="findings")["id"]]
    with statements() as few:
        client.get(f"{ROOT}exports/")
    told += [ask(client, content="findings")["id"] for _ in range(6)]
    with statements() as many:
        client.get(f"{ROOT}exports/")
    assert len(few) == len(many)
    found, address = [], f"{ROOT}exports/?limit=3"
    while address:
        page = client.get(address).json()
        found += [row["id"] for row in page["results"]]
        address = page["next"]
    assert found == told[::-1]


def test_too_many_workloads_for_a_stream_are_sent_to_a_worker(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "MOST", 2)
    for number in range(3):
        workloads.create(team=cast.team, facts=workloads.Facts(name=f"Workload {number}"), by=by(cast.lead))
    refused = client_of(cast.viewer).get(f"{ROOT}exports/stream/", {"content": "portfolio", "format": "csv"})
    assert refused.status_code == 422
    assert "POST exports/" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"content": "answers", "format": "csv", "colour": "red"}, 400),
        ({"content": "answers", "format": "csv", "tier": "9"}, 400),
        ({"content": "answers", "format": "csv", "workload": "f" * 32}, 404),
        ({"content": "answers", "format": "csv", "workload": "\x00"}, 400),
        ({"content": "answers"}, 422),
        ({"format": "csv"}, 422),
        ({"content": "answers", "format": "exe"}, 422),
    ],
)
def test_a_stream_refuses_what_is_not_known(cast: Cast, query: dict[str, str], status: int) -> None:
    refused = client_of(cast.viewer).get(f"{ROOT}exports/stream/", query)
    assert (refused.status_code, refused["Content-Type"]) == (status, "application/problem+json")


def test_whoever_left_a_team_gets_no_file_that_tells_of_it(review: Review, answer: Answer, cast: Cast) -> None:
    client = client_of(cast.viewer)
    told = ask(client)
    work()
    Membership.objects.filter(user=cast.viewer).delete()
    gone = client.get(f"{ROOT}exports/{told['id']}/file/")
    assert (gone.status_code, "no longer see" in gone.json()["detail"]) == (410, True)
    Membership.objects.create(user=cast.viewer, team=cast.team, role="viewer")
    assert client.get(f"{ROOT}exports/{told['id']}/file/").status_code == 200
