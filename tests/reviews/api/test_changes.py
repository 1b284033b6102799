"""What changed, for clients that keep a copy: what they see of it, and when they have to begin again."""

import base64
import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actions import teams
from accounts.models import Membership, Team, User
from pillars.models import LensVersion
from reviews.actions import answers, assessing, milestones, reviews, workloads
from reviews.changes import Change
from reviews.models import FeedEntry, FeedHead, Item, Workload
from tests.reviews.api.clients import ROOT, client_of, statements
from tests.reviews.codes import ITEMS, QUESTION
from tests.reviews.conftest import START, Answer, Cast, by
from tests.reviews.copies import Copy, truth

ADDRESS = f"{ROOT}changes/"

KINDS = ["lens", "team", "workload", "review", "answer", "risk", "finding", "improvement", "milestone"]


def ask(user: User, **query: str | int) -> Any:  # noqa: ANN401 - the client's response
    """Read a page, and return the response."""
    return client_of(user).get(ADDRESS, query)


def test_the_first_load_holds_each_thing_once_as_its_own_address_gives_it(
    cast: Cast, workload: Workload, answer: Answer
) -> None:
    answer(BP01="in_place", BP02="not_in_place")
    milestones.make(workload=workload, name="Then", by=by(cast.lead))
    body = ask(cast.viewer).json()
    assert body["more"] is False
    assert {change["kind"] for change in body["results"]} == set(KINDS)
    names = [(change["kind"], change["id"]) for change in body["results"]]
    assert len(names) == len(set(names))
    told = {name: change["data"] for name, change in zip(names, body["results"], strict=True)}
    for name, thing in truth(client_of(cast.viewer)).items():
        assert told[name].items() >= thing.items()
    for change in body["results"]:
        assert change["deleted"] is False
        assert change["workload"] == (None if change["kind"] in ("lens", "team") else workload.public_id)


def test_a_later_load_holds_what_moved_alone(cast: Cast, answer: Answer) -> None:
    answer(BP01="in_place", BP02="not_in_place")
    copy = Copy(client_of(cast.viewer))
    copy.follow()
    assert copy.follow() == []
    answer(A1_1="done", at=START + timedelta(hours=1), assess=False)
    assert sorted(change["kind"] for change in copy.follow()) == ["answer", "review", "risk"]


def test_a_deleted_workload_leaves_tombstones_of_all_that_hung_on_it(
    cast: Cast, workload: Workload, answer: Answer
) -> None:
    answer(BP01="in_place", BP02="not_in_place")
    copy = Copy(client_of(cast.viewer))
    gone = {name for name in [(c["kind"], c["id"]) for c in copy.follow()] if name[0] not in ("lens", "team")}
    workloads.delete(workload=workload, name=workload.name, by=by(cast.lead))
    came = copy.follow()
    assert {(change["kind"], change["id"]) for change in came} == gone
    assert all(change["deleted"] and change["data"] is None for change in came)
    assert {kind for kind, _ in copy.things} == {"lens", "team"}
    fresh = Copy(client_of(cast.viewer))
    fresh.follow()
    assert fresh.things.keys() == copy.things.keys()


def test_what_goes_before_it_is_read_is_told_as_gone(cast: Cast, answer: Answer) -> None:
    answer(BP01="in_place")
    # As if the thing went between reading its entry and reading itself.
    Item.objects.all().delete()
    [change] = ask(cast.viewer, kind="answer").json()["results"]
    assert change["deleted"] is True
    assert change["data"] is None


def test_kinds_narrow_the_changes(cast: Cast, answer: Answer) -> None:
    answer(BP01="in_place", BP02="not_in_place")
    copy = Copy(client_of(cast.viewer), kind="improvement,finding", limit=1)
    assert {change["kind"] for change in copy.follow()} == {"finding", "improvement"}
    assert ask(cast.viewer, kind="finding,improvement", after=str(copy.after)).status_code == 200
    wider = ask(cast.viewer, after=str(copy.after))
    assert wider.status_code == 400
    assert wider.json()["errors"][0]["pointer"] == "/kind"


def test_others_work_is_not_there(cast: Cast, answer: Answer, rel03: LensVersion) -> None:
    answer(BP01="in_place")
    Team.objects.create(name="Green")
    assert {change["kind"] for change in ask(cast.outsider).json()["results"]} == {"lens"}
    for user, names in [(cast.viewer, {"Blue"}), (cast.portfolio_viewer, {"Blue", "Green"})]:
        found = ask(user, kind="team").json()["results"]
        assert {change["data"]["name"] for change in found} == names


def leave(cast: Cast, team: Team) -> None:
    teams.remove_member(team=team, user=cast.viewer, by=by(cast.lead))


def join(cast: Cast, team: Team) -> None:
    Membership.objects.create(team=Team.objects.create(name="Green"), user=cast.viewer, role="viewer")


def see_everything(cast: Cast, team: Team) -> None:
    User.objects.filter(pk=cast.viewer.pk).update(installation_role="portfolio_viewer")


@pytest.mark.parametrize("move", [leave, join, see_everything])
def test_whose_access_changed_begins_again(cast: Cast, workload: Workload, move: Callable[[Cast, Team], None]) -> None:
    after = ask(cast.viewer).json()["after"]
    move(cast, cast.team)
    response = ask(cast.viewer, after=after)
    assert response.status_code == 410
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["type"] == "urn:lintel:problem:access-changed"
    assert ask(cast.viewer, after=ask(cast.viewer).json()["after"]).status_code == 200


def test_another_role_in_the_same_team_changes_no_access(cast: Cast, workload: Workload) -> None:
    after = ask(cast.viewer).json()["after"]
    teams.set_member(team=cast.team, user=cast.viewer, role="lead", by=by(cast.lead))
    assert ask(cast.viewer, after=after).status_code == 200


def test_who_reads_everything_keeps_the_place_when_teams_come_and_go(cast: Cast, workload: Workload) -> None:
    after = ask(cast.portfolio_viewer).json()["after"]
    Team.objects.create(name="Green")
    [change] = ask(cast.portfolio_viewer, after=after).json()["results"]
    assert change["data"]["name"] == "Green"


def test_after_a_restore_everybody_begins_again(cast: Cast, workload: Workload) -> None:
    after = ask(cast.viewer).json()["after"]
    call_command("restart_feed", stdout=io.StringIO())
    response = ask(cast.viewer, after=after)
    assert response.status_code == 410
    assert response.json()["type"] == "urn:lintel:problem:restored"
    assert ask(cast.viewer, after=ask(cast.viewer).json()["after"]).status_code == 200


def test_a_cursor_ahead_of_a_restored_database_begins_again(cast: Cast, workload: Workload) -> None:
    after = ask(cast.viewer).json()["after"]
    FeedEntry.objects.all().delete()
    FeedHead.objects.update(position=0)
    response = ask(cast.viewer, after=after)
    assert response.status_code == 410
    assert response.json()["type"] == "urn:lintel:problem:restored"


def cursor(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"after": ""}, "/after"),
        ({"after": "a"}, "/after"),
        ({"after": "ä\x00"}, "/after"),
        ({"after": cursor()}, "/after"),
        ({"after": cursor(1, "x", "y")}, "/after"),
        ({"after": cursor(-1, "x", "y", [1])}, "/after"),
        ({"after": cursor(True, "x", "y", [1])}, "/after"),
        ({"after": cursor(1.5, "x", "y", [1])}, "/after"),
        ({"after": cursor(1, "x", 2, [1])}, "/after"),
        ({"after": cursor(1, 2, "y", [1])}, "/after"),
        ({"after": cursor(1, "x", "y", [10])}, "/after"),
        ({"after": cursor(1, "x", "y", {"a": 1})}, "/after"),
        ({"after": cursor(1, "x", "y", 3)}, "/after"),
        ({"after": base64.urlsafe_b64encode(b"[" * 100_000).decode()}, "/after"),
        ({"limit": "0"}, "/limit"),
        ({"limit": "501"}, "/limit"),
        ({"limit": "1e2"}, "/limit"),
        ({"limit": "9" * 5000}, "/limit"),
        ({"kind": "people"}, "/kind"),
        ({"kind": ""}, "/kind"),
        ({"kind": "answer,"}, "/kind"),
        ({"kind": "\x00"}, "/kind"),
        ({"before": "now"}, "/before"),
    ],
)
def test_what_cannot_be_asked(cast: Cast, query: dict[str, str], pointer: str) -> None:
    response = ask(cast.viewer, **query)
    assert response.status_code == 400
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


def test_a_place_that_no_number_can_name_is_ahead(cast: Cast, workload: Workload) -> None:
    position, *rest = json.loads(base64.urlsafe_b64decode(ask(cast.viewer).json()["after"]))
    assert ask(cast.viewer, after=cursor(position, *rest)).status_code == 200
    assert ask(cast.viewer, after=cursor(10**30, *rest)).status_code == 410


def test_nobody_reads_it_without_signing_in(db: None) -> None:
    assert client_of(None).get(ADDRESS).status_code == 401


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(limits=st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_pages_of_any_size_hold_everything_once(limits: list[int], cast: Cast, answer: Answer) -> None:
    if not Item.objects.exists():
        answer(BP01="in_place", BP02="not_in_place", A1_1="done")
    whole = [(c["kind"], c["id"]) for c in ask(cast.viewer).json()["results"]]
    copy = Copy(client_of(cast.viewer))
    while copy.more:
        copy.limit = limits[len(copy.changes) % len(limits)]
        copy.page()
    assert [(change["kind"], change["id"]) for change in copy.changes] == whole


def fill(cast: Cast, version: LensVersion, count: int) -> None:
    """Make so many workloads with something of each kind."""
    for number in range(count):
        facts = workloads.Facts(name=f"Number {number}", tags=("new",), links=(workloads.Link("Map", "https://a.b"),))
        workload = workloads.create(team=cast.team, facts=facts, by=by(cast.lead))
        review = reviews.start(workload=workload, version=version, by=by(cast.lead))
        changes = [
            Change(QUESTION, ITEMS[code], 0, state=state)
            for code, state in {"BP01": "in_place", "BP02": "not_in_place", "BP03": "not_in_place"}.items()
        ]
        answers.save(review=review, changes=changes, by=by(cast.contributor))
        milestones.make(workload=workload, name="Then", by=by(cast.lead))
    assessing.sweep(at=START)


@pytest.mark.parametrize("count", [2, 12])
def test_a_page_costs_the_same_for_few_things_and_for_many(cast: Cast, rel03: LensVersion, count: int) -> None:
    fill(cast, rel03, count)
    client = client_of(cast.viewer)
    client.get(ADDRESS, {"limit": 1})
    with statements() as first:
        page = client.get(ADDRESS, {"limit": 500}).json()
    assert len(page["results"]) > count * 10
    assert {change["kind"] for change in page["results"]} == set(KINDS)
    # Who asks: token and use, person's teams. The feed: what has no place, lenses, teams, teams that went, the end,
    # the page. Data: lenses; teams; workloads, tags, links; reviews, risks, their reviews; reviews and answers;
    # reviews and risks; findings, acceptances, risks; improvements; milestones and what they keep.
    assert len(first) <= 27, "\n".join(first)
    with statements() as nothing:
        assert client.get(ADDRESS, {"after": page["after"]}).json()["results"] == []
    assert len(nothing) <= 10, "\n".join(nothing)
