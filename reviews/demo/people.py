"""The demo's people and teams."""

from datetime import datetime

from accounts.actions import people, teams
from accounts.by import By
from accounts.models import Team, User
from accounts.roles import InstallationRole
from reviews.demo.fixture import Portfolio


def make_teams(portfolio: Portfolio, *, at: datetime) -> dict[str, Team]:
    """Store the teams at a moment and return them by name."""
    return {team.name: teams.create(name=team.name, by=By.command(at=at)) for team in portfolio.teams}


def make_people(portfolio: Portfolio, made: dict[str, Team], *, at: datetime) -> dict[str, User]:
    """Store the people, with their roles in the teams, and return them by name. Only some can sign in.

    The administrator makes everybody else.
    """
    found: dict[str, User] = {}
    first = sorted(portfolio.people, key=lambda person: person.role != InstallationRole.ADMINISTRATOR)
    for person in first:
        by = By.command(found.get(first[0].name), at=at)
        password = portfolio.password if person.signs_in else None
        user = people.create(email=person.email, name=person.name, password=password, role=person.role, by=by)
        for team, role in person.teams.items():
            teams.set_member(team=made[team], user=user, role=role, by=by)
        found[person.name] = user
    return found
