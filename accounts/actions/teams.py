"""Teams and their members."""

from zoneinfo import available_timezones

from django.db import IntegrityError, transaction

from accounts.by import By, Subject, record
from accounts.models import Membership, Team, User
from accounts.permissions import require
from accounts.problems import refuse
from accounts.roles import Action, TeamRole


def _subject(team: Team) -> Subject:
    return Subject("team", team.public_id, team.name, team=team.public_id)


def create(*, name: str, time_zone: str = "UTC", by: By) -> Team:
    """Store and return a new team. Raises InputProblems for an empty or taken name or an unknown time zone."""
    require(by, Action.MANAGE_TEAMS)
    if not name.strip() or len(name) > 120:
        raise refuse("name", "A team's name has 1 to 120 characters.")
    if time_zone not in available_timezones():
        raise refuse("time_zone", f"{time_zone!r} is not a time zone.")
    try:
        with transaction.atomic():
            team = Team.objects.create(name=name.strip(), time_zone=time_zone)
            record("made team", _subject(team), by=by)
    except IntegrityError as error:
        raise refuse("name", f"There is a team {name.strip()} already.") from error
    return team


def set_member(*, team: Team, user: User, role: str, by: By) -> Membership:
    """Give somebody a role in a team, instead of any other they had there, and return the membership."""
    require(by, Action.MANAGE_MEMBERS, team)
    if role not in TeamRole.values:
        raise refuse("role", f"Expected one of {', '.join(TeamRole.values)}, not {role!r}.")
    with transaction.atomic():
        membership, _ = Membership.objects.update_or_create(team=team, user=user, defaults={"role": role})
        record("set role", _subject(team), by=by, changes={"person": user.name, "role": role})
    return membership


def remove_member(*, team: Team, user: User, by: By) -> None:
    """Take somebody out of a team. Raises InputProblems where they are not in it."""
    require(by, Action.MANAGE_MEMBERS, team)
    with transaction.atomic():
        removed, _ = Membership.objects.filter(team=team, user=user).delete()
        if not removed:
            raise refuse("user", f"{user} is not in the team {team}.")
        record("removed member", _subject(team), by=by, changes={"person": user.name})
