"""Writing on the plan: one line, several, steps by hand; who may; what happens to what can't be stored."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Event, User
from pillars.models import LensVersion
from reviews.actions import assessing, workloads
from reviews.models import Improvement, Review, Workload
from tests.reviews.codes import ITEMS
from tests.reviews.conftest import START, Answer, Cast, by
from tests.reviews.pages import page, rows, signed_in, text_of
from tests.reviews.views.test_portfolio import many

HTMX = {"HX-Request": "true"}


@pytest.fixture
def line(review: Review, answer: Answer) -> Improvement:
    """The line of a MEDIUM gap on BP03."""
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place")
    return Improvement.objects.get()


def send(
    client: Client, line: Improvement, *, headers: dict[str, str] | None = None, **data: object
) -> tuple[int, str]:
    address = reverse("improvement_edit", args=[line.public_id])
    response = client.post(address, {"version": line.version, **data}, headers=headers)
    return response.status_code, response.content.decode()


def test_an_edit_stores_state_owner_and_due_and_answers_with_the_line(cast: Cast, line: Improvement) -> None:
    client = signed_in(cast.contributor)
    status, row = send(
        client, line, headers=HTMX, owner=cast.lead.public_id, due="2031-05-04", state="in_progress", rank="7"
    )
    assert status == 200
    assert row.startswith("<tr")
    assert 'value="2031-05-04"' in row
    assert '<td role="cell" class="rank">7</td>' in row
    line.refresh_from_db()
    assert (line.owner, line.due, line.state) == (cast.lead, date(2031, 5, 4), "in_progress")
    assert Event.objects.filter(verb="edited improvement").count() == 1


def test_a_field_that_is_not_sent_stays(cast: Cast, line: Improvement) -> None:
    client = signed_in(cast.contributor)
    send(client, line, owner=cast.lead.public_id, due="2031-05-04")
    line.refresh_from_db()
    send(client, line, headers=HTMX, state="in_progress")
    line.refresh_from_db()
    assert (line.owner, line.due, line.state) == (cast.lead, date(2031, 5, 4), "in_progress")
    send(client, line, headers=HTMX, owner="nobody", due="")
    line.refresh_from_db()
    assert (line.owner, line.due, line.state) == (None, None, "in_progress")


def test_without_scripts_an_edit_returns_to_the_list_it_came_from(cast: Cast, line: Improvement) -> None:
    client = signed_in(cast.contributor)
    address = reverse("improvement_edit", args=[line.public_id])
    response = client.post(address, {"state": "done", "next": "/plan/?severity=medium"})
    assert (response.status_code, response["Location"]) == (302, "/plan/?severity=medium")
    response = client.post(address, {"state": "done", "next": "https://example.org/"})
    assert response["Location"] == "/plan/"
    assert "Saved." in text_of(client.get("/plan/").content.decode())


def test_who_comes_second_sees_how_it_stands_and_overwrites_nothing(cast: Cast, line: Improvement) -> None:
    send(signed_in(cast.lead), line, state="in_progress")
    status, row = send(signed_in(cast.contributor), line, headers=HTMX, state="done")
    assert status == 409
    assert "Somebody else changed this line meanwhile." in text_of(row)
    line.refresh_from_db()
    assert line.state == "in_progress"
    assert f'name="version" value="{line.version}"' in row


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"owner": "outsider"}, "Nobody in the team has this id."),
        ({"owner": "0" * 32}, "Nobody in the team has this id."),
        ({"due": "31 June"}, "Enter a valid date."),
        ({"state": "forgotten"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_is_said_on_the_line(cast: Cast, line: Improvement, data: dict[str, str], message: str) -> None:
    if data.get("owner") == "outsider":
        data = {"owner": cast.outsider.public_id}
    status, row = send(signed_in(cast.contributor), line, headers=HTMX, **data)
    assert status == 422
    assert f"Not saved. {message}" in text_of(row)
    line.refresh_from_db()
    assert (line.owner, line.due, line.state, line.version) == (None, None, "to_do", 1)


def test_who_may_not_write_gets_no_control_and_is_refused(cast: Cast, line: Improvement) -> None:
    for user, status in ((cast.viewer, 403), (cast.portfolio_viewer, 403), (cast.outsider, 404)):
        client = signed_in(user)
        assert send(client, line, state="done")[0] == status
        markup = page(client, "plan")
        assert "edit-" not in markup
        assert 'id="bulk"' not in markup
    line.refresh_from_db()
    assert line.state == "to_do"
    assert "No improvement is open." in text_of(page(signed_in(cast.outsider), "plan"))


@pytest.fixture
def three(review: Review, answer: Answer) -> list[Improvement]:
    """The three lines of a question with nothing in place."""
    answer(BP01="not_in_place", BP02="not_in_place", BP03="not_in_place")
    return list(Improvement.objects.order_by("practice_label"))


def test_a_bulk_edit_changes_what_is_selected_and_only_what_was_filled_in(cast: Cast, three: list[Improvement]) -> None:
    client = signed_in(cast.contributor)
    data = {"line": [three[0].public_id, three[2].public_id], "owner": cast.lead.public_id, "due": "", "state": ""}
    response = client.post(reverse("plan_bulk"), data | {"next": "/plan/"}, follow=True)
    assert "Changed 2 improvements." in text_of(response.content.decode())
    owners = list(Improvement.objects.order_by("practice_label").values_list("owner", "due", "state"))
    assert owners == [(cast.lead.pk, None, "to_do"), (None, None, "to_do"), (cast.lead.pk, None, "to_do")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"owner": "nobody"}, "Nothing was selected"),
        ({"line": "all"}, "Choose an owner, a due date or a state first."),
        ({"line": "all", "due": "never"}, "Nothing was changed. Enter a valid date."),
        ({"line": "all", "owner": "outsider"}, "Nothing was changed. Nobody in the team has this id."),
    ],
)
def test_a_bulk_edit_that_cannot_be_changes_nothing(
    cast: Cast, three: list[Improvement], data: dict[str, object], message: str
) -> None:
    if data.get("line"):
        data = data | {"line": [line.public_id for line in three]}
    if data.get("owner") == "outsider":
        data = data | {"owner": cast.outsider.public_id}
    response = signed_in(cast.contributor).post(reverse("plan_bulk"), data, follow=True)
    assert message in text_of(response.content.decode())
    assert not Improvement.objects.exclude(owner=None, due=None, version=1).exists()


def test_a_bulk_edit_needs_the_right_to_each_line(cast: Cast, three: list[Improvement]) -> None:
    data = {"line": [line.public_id for line in three], "state": "done"}
    assert signed_in(cast.viewer).post(reverse("plan_bulk"), data).status_code == 403
    signed_in(cast.outsider).post(reverse("plan_bulk"), data)
    assert set(Improvement.objects.values_list("state", flat=True)) == {"to_do"}


def test_a_step_added_by_hand_comes_last_and_closes_no_finding(
    cast: Cast, review: Review, workload: Workload, line: Improvement
) -> None:
    client = signed_in(cast.contributor)
    markup = page(client, "workload_plan", workload.public_id)
    assert f'value="rel03:{ITEMS["P4_1"]}"' in markup
    assert f'value="rel03:{ITEMS["A3_1"]}"' not in markup  # an essential step of the line that is there
    address = reverse("workload_plan_step", args=[workload.public_id])
    response = client.post(address, {"step": f"rel03:{ITEMS['P4_1']}"})
    assert response["Location"] == reverse("workload_plan", args=[workload.public_id])
    assert "assessing" in text_of(page(client, "workload_plan", workload.public_id))
    assessing.assess([review.pk], at=START + timedelta(minutes=5))
    markup = page(client, "workload_plan", workload.public_id)
    assert [row[0] for row in rows(markup, "plan") if len(row) == 1] == ["Medium, 1", "Added by hand, 1"]
    added = rows(markup, "plan")[-1]
    assert added[2].endswith("One connection layer (added)")
    assert added[3] == "Closes no finding added by hand"
    assert added[4] == "3 one medium an estimate"


@pytest.mark.parametrize("step", ["", "rel03:none_such", "other:mesh_connection_layer", "mesh_connection_layer"])
def test_only_a_step_of_the_review_can_be_added(cast: Cast, line: Improvement, workload: Workload, step: str) -> None:
    response = signed_in(cast.contributor).post(
        reverse("workload_plan_step", args=[workload.public_id]), {"step": step}
    )
    assert response.status_code == 422
    assert "Choose an open step." in text_of(response.content.decode())
    assert Improvement.objects.count() == 1


def test_only_who_may_edit_adds_steps(cast: Cast, line: Improvement, workload: Workload) -> None:
    address = reverse("workload_plan_step", args=[workload.public_id])
    step = {"step": f"rel03:{ITEMS['P4_1']}"}
    for user, status in ((cast.viewer, 403), (cast.outsider, 404)):
        assert signed_in(user).post(address, step).status_code == status
    assert address not in page(signed_in(cast.viewer), "workload_plan", workload.public_id)


def test_an_archived_workload_leaves_the_plan_across_and_keeps_its_own(
    cast: Cast, line: Improvement, workload: Workload
) -> None:
    workloads.archive(workload=workload, by=by(cast.lead))
    client = signed_in(cast.viewer)
    assert "No improvement is open." in text_of(page(client, "plan"))
    assert "1 open improvement." in text_of(page(client, "workload_plan", workload.public_id))


def test_an_empty_plan_says_where_lines_come_from(cast: Cast, review: Review) -> None:
    assert "Nothing is planned" in text_of(page(signed_in(cast.viewer), "plan"))
    assert "No improvement fits these filters" in text_of(page(signed_in(cast.viewer), "plan", due="overdue"))


def test_a_longer_plan_costs_no_more_statements(
    cast: Cast, rel03: LensVersion, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # session, user; teams; totals, lines; their findings, half-done steps and possible owners; owners to filter by.
    client = signed_in(cast.contributor)
    for number, lines in ((4, 12), (30, 90)):
        many(cast, rel03, number)
        page(client, "plan")
        with django_assert_num_queries(9):
            markup = page(client, "plan")
        assert f"{lines} open improvements in {number} workloads." in text_of(markup)
        assert len([row for row in rows(markup, "plan") if len(row) == 9]) == min(lines, 50)
    assert "51 to 90 of 90" in text_of(page(client, "plan", page="2"))


def test_somebody_who_left_the_team_still_stands_as_owner(cast: Cast, line: Improvement) -> None:
    send(signed_in(cast.contributor), line, owner=cast.viewer.public_id)
    cast.viewer.memberships.all().delete()
    markup = page(signed_in(cast.contributor), "plan")
    assert f'<option value="{cast.viewer.public_id}" selected>Viewer</option>' in markup
    assert User.objects.filter(pk=cast.viewer.pk).exists()
