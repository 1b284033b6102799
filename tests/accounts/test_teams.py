"""Teams as commands make and change them: names that can be read, and a last lead that only the installation takes."""

import pytest

from accounts.actions import teams
from accounts.by import By
from accounts.models import Event, Membership, Team, User
from accounts.problems import InputProblems

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["", " ", "x" * 121, "a\tb", "a\nb", "a\x00b", "blue"])
def test_a_name_that_cannot_be_read_in_one_line_or_is_taken_is_refused(name: str) -> None:
    teams.create(name="Blue", by=By.command())
    with pytest.raises(InputProblems) as refused:
        teams.create(name=name, by=By.command())
    assert [problem.field for problem in refused.value.problems] == ["name"]
    assert Team.objects.count() == 1


def test_a_command_may_take_the_last_lead(django_user_model: type[User]) -> None:
    team = teams.create(name="Blue", by=By.command())
    lead = django_user_model.objects.create_user("lead@example.org", name="Lead")
    teams.set_member(team=team, user=lead, role="lead", by=By.command())
    teams.set_member(team=team, user=lead, role="viewer", by=By.command())
    teams.remove_member(team=team, user=lead, by=By.command())
    assert not Membership.objects.exists()
    told = Event.objects.filter(object_id=team.public_id).order_by("id").values_list("verb", flat=True)
    assert list(told) == ["made team", "set role", "set role", "removed member"]


def test_a_command_in_a_leads_name_may_not(django_user_model: type[User]) -> None:
    team = teams.create(name="Blue", by=By.command())
    lead = django_user_model.objects.create_user("lead@example.org", name="Lead")
    teams.set_member(team=team, user=lead, role="lead", by=By.command())
    with pytest.raises(InputProblems, match="Lead is the last lead of Blue"):
        teams.remove_member(team=team, user=lead, by=By.command(lead))


def test_whoever_is_not_in_the_team_cannot_be_taken_out(django_user_model: type[User]) -> None:
    team = teams.create(name="Blue", by=By.command())
    stranger = django_user_model.objects.create_user("stranger@example.org", name="Stranger")
    with pytest.raises(InputProblems, match="is not in the team"):
        teams.remove_member(team=team, user=stranger, by=By.command())
    assert Event.objects.count() == 1
