"""``load_demo``: loads into an empty installation, refuses any other, and leaves nothing half-done."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.actions import people, teams
from accounts.by import By
from accounts.models import Event, Team, User
from config.demo_sign_ins import demo_sign_ins
from reviews.actions import answers
from reviews.models import Review, Workload
from tests.reviews.codes import QUESTION

pytestmark = pytest.mark.django_db


def load(*arguments: str) -> str:
    """Run the command and return what it printed."""
    out = StringIO()
    call_command("load_demo", *arguments, stdout=out)
    return out.getvalue()


def test_the_story_ends_at_the_given_moment(rel03_loaded: None) -> None:
    printed = load("--at", "2028-03-01T00:00:30")
    assert printed.startswith("The demo portfolio is loaded: 14 reviews, ")
    # 2028 has a 29 February, so d-2 is the 28th.
    assert Event.objects.latest("at").at.isoformat() == "2028-02-28T10:00:00+00:00"
    assert demo_sign_ins() == ["architect@example.com", "manager@example.com", "administrator@example.com"]


def test_each_assessment_is_told_when_asked_for(rel03_loaded: None) -> None:
    lines = load("--at", "2028-03-01T12:00+02:00", "--verbosity", "2").splitlines()
    assert lines[0] == "2027-06-30 09:00 Customs declarations"
    assert lines[-2] == "2028-02-28 10:00 Gift cards"
    assert "2028-01-01 10:00 Customs declarations" in lines
    assert "2028-02-18 00:00 Warehouse control" in lines


def test_people_stand_in_the_way(rel03_loaded: None) -> None:
    people.create(email="somebody@example.org", name="Somebody", password=None, by=By.command())
    with pytest.raises(CommandError, match="This installation has people already"):
        load()
    assert not Team.objects.exists()


def test_teams_stand_in_the_way(rel03_loaded: None) -> None:
    teams.create(name="Blue", by=By.command())
    with pytest.raises(CommandError, match="This installation has teams already"):
        load()
    assert not User.objects.exists()


def test_the_demo_is_not_loaded_twice(rel03_loaded: None) -> None:
    load()
    with pytest.raises(CommandError, match="people, teams, workloads already"):
        load()
    assert Workload.objects.count() == 14


def test_a_moment_that_is_none_is_refused(rel03_loaded: None) -> None:
    with pytest.raises(CommandError, match="--at 'yesterday': expected a moment like"):
        load("--at", "yesterday")
    assert not User.objects.exists()


def test_a_failure_on_the_way_leaves_nothing(rel03_loaded: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def save(**arguments: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(answers, "save", save)
    with pytest.raises(RuntimeError, match="the disk is full"):
        load()
    assert not User.objects.exists()
    assert not Team.objects.exists()
    assert not Workload.objects.exists()
    assert not Review.objects.exists()
    assert not Event.objects.exists()


def test_the_fixture_names_the_question_of_the_lens(rel03_loaded: None) -> None:
    load()
    assert set(Review.objects.values_list("question_records__question", flat=True)) == {QUESTION}
