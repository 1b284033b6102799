"""Teams and their members."""

from zoneinfo import available_timezones

from django.db import IntegrityError, transaction

from accounts.by import By, Subject, record
from accounts.models import Membership, Team, User
from accounts.permissions import require
from accounts.problems import refuse
from accounts.roles import Action, TeamRole
from accounts.texts import NO_STEERING, in_one_line


def _subject(team: Team) -> Subject:
    return Subject("team", team.public_id, team.name, team=team.public_id)


def create(*, name: str, time_zone: str = "UTC", by: By) -> Team:
    """Store and return a new team. Raises InputProblems for an empty or taken name or an unknown time zone."""
    require(by, Action.MANAGE_TEAMS)
    if not name.strip() or len(name) > 120:
        raise refuse("name", "A team's name has 1 to 120 characters.")
    if not in_one_line(name):
        raise refuse("name", NO_STEERING)
    if time_zone not in available_timezones():
        raise refuse("time_zone", f"{time_zone!r} is not a time zone.")
    try:
        with transaction.atomic():
            team = Team.objects.create(name=name.strip(), time_zone=time_zone)
            record("made team", _subject(team), by=by)
    except IntegrityError as error:
        raise refuse("name", f"There is a team {name.strip()} already.") from error
    return team


def add_member(*, team: Team, email: str, role: str, by: By) -> Membership:
    """Take whoever signs in under this address into a team and return the membership.

    Raises InputProblems where nobody does, where they are in the team already, and for a role that there is not.
    """
    require(by, Action.MANAGE_MEMBERS, team)
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        raise refuse("email", "Nobody signs in under this address.")
    with transaction.atomic():
        _lock(team)
        if Membership.objects.filter(team=team, user=user).exists():
            raise refuse("email", f"{user} is in the team {team} already.")
        return set_member(team=team, user=user, role=role, by=by)


def set_member(*, team: Team, user: User, role: str, by: By) -> Membership:
    """Give somebody a role in a team, instead of any other they had there, and return the membership.

    Raises InputProblems for a role that there is not, and where the team would be left without a lead.
    """
    require(by, Action.MANAGE_MEMBERS, team)
    if role not in TeamRole.values:
        raise refuse("role", f"Expected one of {', '.join(TeamRole.values)}, not {role!r}.")
    with transaction.atomic():
        _lock(team)
        if role != TeamRole.LEAD:
            _keep_a_lead(team, user, by)
        membership, _ = Membership.objects.update_or_create(team=team, user=user, defaults={"role": role})
        record("set role", _subject(team), by=by, changes={"person": user.name, "role": role})
    return membership


def remove_member(*, team: Team, user: User, by: By) -> None:
    """Take somebody out of a team.

    Raises InputProblems where they are not in it, and where the team would be left without a lead.
    """
    require(by, Action.MANAGE_MEMBERS, team)
    with transaction.atomic():
        _lock(team)
        _keep_a_lead(team, user, by)
        removed, _ = Membership.objects.filter(team=team, user=user).delete()
        if not removed:
            raise refuse("user", f"{user} is not in the team {team}.")
        record("removed member", _subject(team), by=by, changes={"person": user.name})


def _lock(team: Team) -> None:
    """Let nobody else change the team's members until the transaction ends."""
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)


def _keep_a_lead(team: Team, leaving: User, by: By) -> None:
    """Refuse to take the last lead's role: nobody in the team could give it back. Administrators can, and may."""
    if by.user is None or by.user.is_administrator:
        return
    leads = Membership.objects.filter(team=team, role=TeamRole.LEAD, user__is_active=True)
    if leads.filter(user=leaving).exists() and not leads.exclude(user=leaving).exists():
        raise refuse("role", f"{leaving} is the last lead of {team}: make somebody else a lead first.")
