"""The examples of docs/api.md do what the page says, in its order, against a running installation."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

import run
from accounts.by import By
from accounts.models import ApiToken, Membership, Team, User, Via
from accounts.roles import TeamRole
from pillars.loading import load_lens
from pillars.models import LensVersion
from reviews.actions import answers, assessing, findings, reviews, workloads
from reviews.api.protocol import problems
from reviews.changes import Change
from reviews.models import Finding, Item, Review, Workload
from tests.config.processes import ROOT, environment
from tests.reviews.codes import ITEMS, QUESTION

PAGE = Path(settings.BASE_DIR, "docs", "api.md").read_text()

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def blocks(language: str) -> list[str]:
    """Return the page's fenced blocks of a language, in their order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@dataclass
class Reader:
    """Somebody who copies the examples into files and runs them."""

    folder: Path
    variables: dict[str, str]
    user: User
    team: Team

    def run(self, *command: str) -> str:
        """Return what a command prints; AssertionError with its complaint where it fails."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**os.environ, **self.variables},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def python(self, name: str) -> str:
        """Write the example of this file name down and run it."""
        code = next(block for block in blocks("python") if block.startswith(f"# {name}\n"))
        (self.folder / name).write_text(code)
        return self.run(sys.executable, name)

    def by(self) -> By:
        """Act on a page, now."""
        return By(user=self.user, via=Via.PAGE, at=timezone.now())

    def answer(self, review: Review, **states: str) -> None:
        """Answer items by their short codes, as on a page, and assess."""
        versions = dict(Item.objects.filter(review=review).values_list("item", "version"))
        changes = [
            Change(question=QUESTION, item=ITEMS[code], version=versions.get(ITEMS[code], 0), state=state)
            for code, state in states.items()
        ]
        answers.save(review=review, changes=changes, by=self.by())
        assessing.assess([review.pk], at=timezone.now())


@pytest.fixture
def reader(live_server: LiveServer, tmp_path: Path) -> Reader:
    load_lens(Path(settings.BASE_DIR, "fixtures", "lenses", "rel03.json").read_bytes(), at=timezone.now())
    team = Team.objects.create(name="Commerce")
    user = User.objects.create_user("architect@example.com", name="Architect")
    Membership.objects.create(team=team, user=user, role=TeamRole.LEAD)
    token = ApiToken.issue(user=user, name="Examples", at=timezone.now())
    return Reader(tmp_path, {"API": f"{live_server.url}/api/v1", "TOKEN": token}, user, team)


@pytest.fixture
def worker(own_environment: dict[str, str], own_data: Path) -> Iterator[None]:
    """A worker on this test's database."""
    # Files are written where this process looks for them.
    settings.EXPORTS = own_data / "exports"
    process = subprocess.Popen(
        [sys.executable, "-m", *run.WORKER], cwd=ROOT, env=environment(**own_environment), stderr=subprocess.DEVNULL
    )
    yield
    process.kill()
    process.wait()


def test_the_commands(reader: Reader, worker: None) -> None:
    script = "set -euo pipefail\n" + "\n".join(blocks("sh"))
    (reader.folder / "all.sh").write_text(script)
    printed = reader.run("bash", "all.sh")
    me, *lines = printed.splitlines()
    assert json.loads(me)["email"] == "architect@example.com"
    assert lines == [
        "UNANSWERED",
        "MEDIUM",
        "REL03-BP03",
        "REL03-BP03",
        "3",
        "Somebody else changed this",
        "1",
        "False",
    ]
    told = (reader.folder / "findings.jsonl").read_text().splitlines()
    assert {json.loads(line)["workload"] for line in told} == {"Checkout"}
    assert (reader.folder / "review.pdf").read_bytes().startswith(b"%PDF-")
    assert Item.objects.get(item=ITEMS["BP03"]).state == "in_place"


@pytest.fixture
def review(reader: Reader) -> Review:
    """A review with one gap."""
    return begun(reader, "Checkout", BP01="in_place", BP02="in_place", BP03="not_in_place")


def begun(reader: Reader, name: str, *, team: Team | None = None, **states: str) -> Review:
    """Return a new review of a new workload, answered."""
    workload = workloads.create(team=team or reader.team, facts=workloads.Facts(name=name), by=reader.by())
    review = reviews.start(workload=workload, version=LensVersion.objects.current().get(), by=reader.by())
    reader.answer(review, **states)
    return review


def test_open_findings(reader: Reader, review: Review) -> None:
    assert "MEDIUM Checkout REL03-BP03" in reader.python("open_findings.py").splitlines()


def test_the_nightly_load(reader: Reader, review: Review) -> None:
    """Night by night the warehouse holds what a fresh load would."""
    begun(reader, "Ledger", BP01="not_in_place")
    assert reader.python("nightly_load.py").endswith(" stored, 0 deleted\n")
    assert held(reader) == fresh(reader)
    assert reader.python("nightly_load.py") == "0 stored, 0 deleted\n"

    reader.answer(review, BP03="in_place")
    workloads.delete(workload=Workload.objects.get(name="Ledger"), name="Ledger", by=reader.by())
    told = reader.python("nightly_load.py")
    assert not told.startswith("0 stored")
    assert not told.endswith(" 0 deleted\n")
    assert held(reader) == fresh(reader)

    other = Team.objects.create(name="Logistics")
    Membership.objects.create(team=other, user=reader.user, role=TeamRole.VIEWER)
    assert reader.python("nightly_load.py").startswith("starting over: You may see other teams")
    assert held(reader) == fresh(reader)


def held(reader: Reader) -> dict[tuple[str, str], str]:
    """Return what the warehouse holds."""
    with sqlite3.connect(reader.folder / "warehouse.sqlite3") as warehouse:
        return {(kind, key): at for kind, key, at in warehouse.execute("SELECT kind, id, at FROM thing")}


def fresh(reader: Reader) -> dict[tuple[str, str], str]:
    """Return what an empty warehouse gets."""
    kept = reader.folder / "warehouse.sqlite3"
    kept.rename(reader.folder / "kept")
    reader.python("nightly_load.py")
    told = held(reader)
    (reader.folder / "kept").rename(kept)
    return told


def test_the_ticket_sync(reader: Reader, review: Review) -> None:
    """Each finding has one ticket, through resolving and coming back."""
    assert reader.python("ticket_sync.py") == "1 opened, 0 closed\n"
    assert reader.python("ticket_sync.py") == "0 opened, 0 closed\n"
    finding = Finding.objects.get(kind="gap")
    assert finding.external_ref
    assert finding.external_ref["key"] == "T-1"

    reader.answer(review, BP03="in_place")
    assert reader.python("ticket_sync.py") == "0 opened, 1 closed\n"
    reader.answer(review, BP03="not_in_place")
    assert reader.python("ticket_sync.py") == "1 opened, 0 closed\n"
    finding.refresh_from_db()
    assert finding.external_ref
    assert (finding.external_ref["key"], finding.external_ref["state"], finding.reopened) == ("T-1", "open", 1)


def test_the_ticket_sync_closes_what_is_not_open_any_more(reader: Reader, review: Review) -> None:
    """A ticket ends with the acceptance, the archiving, the deletion or the sight of its finding's workload."""
    begun(reader, "Ledger", BP01="not_in_place")
    elsewhere = Team.objects.create(name="Logistics")
    membership = Membership.objects.create(team=elsewhere, user=reader.user, role=TeamRole.LEAD)
    begun(reader, "Depot", team=elsewhere, BP01="not_in_place")
    assert reader.python("ticket_sync.py") == "3 opened, 0 closed\n"

    workloads.archive(workload=review.workload, by=reader.by())
    assert reader.python("ticket_sync.py") == "0 opened, 1 closed\n"
    gap = Finding.objects.get(review=review, kind="gap")
    assert gap.external_ref
    assert gap.external_ref["state"] == "closed"
    workloads.bring_back(workload=review.workload, by=reader.by())
    assert reader.python("ticket_sync.py") == "1 opened, 0 closed\n"

    until = timezone.now().date() + timedelta(days=30)
    findings.accept(finding=gap, reason="Replaced soon.", until=until, by=reader.by())
    assert reader.python("ticket_sync.py") == "0 opened, 1 closed\n"

    workloads.delete(workload=Workload.objects.get(name="Ledger"), name="Ledger", by=reader.by())
    membership.delete()
    assert reader.python("ticket_sync.py") == "0 opened, 2 closed\n"
    assert open_tickets(reader) == 0
    assert reader.python("ticket_sync.py") == "0 opened, 0 closed\n"


def open_tickets(reader: Reader) -> int:
    """Return how many tickets are open."""
    with sqlite3.connect(reader.folder / "tickets.sqlite3") as tickets:
        return int(tickets.execute("SELECT count(*) FROM ticket WHERE state = 'open'").fetchone()[0])


def test_the_page_names_every_type_of_problem() -> None:
    types = {value for value in vars(problems).values() if isinstance(value, str) and value.startswith("urn:")}
    assert types == set(re.findall(r"^\| `(urn:[a-z:-]+)`", PAGE, re.MULTILINE))
