"""Who may do what: the one table that pages, API and commands ask.

A role includes those before it. Team roles hold in one team; installation roles hold everywhere.
"""

from enum import StrEnum

from django.db import models


class TeamRole(models.TextChoices):
    """What somebody is in a team, weakest first."""

    VIEWER = "viewer", "Viewer"
    CONTRIBUTOR = "contributor", "Contributor"
    REVIEWER = "reviewer", "Reviewer"
    LEAD = "lead", "Lead"


class InstallationRole(models.TextChoices):
    """What somebody is in the whole installation, weakest first."""

    MEMBER = "", "Member of teams"
    PORTFOLIO_VIEWER = "portfolio_viewer", "Portfolio viewer"
    ADMINISTRATOR = "administrator", "Administrator"


class Action(StrEnum):
    """Everything that can be asked permission for."""

    READ = "read"
    EDIT_WORKLOAD = "edit workloads"
    ANSWER = "answer"
    EDIT_IMPROVEMENT = "edit improvements"
    LINK_TICKET = "link tickets"
    MAKE_MILESTONE = "make milestones"
    START_ROUND = "start rounds"
    DECIDE_FINDING = "decide on findings"
    MANAGE_MEMBERS = "manage members"
    DELETE_WORKLOAD = "delete workloads"
    MANAGE_TEAMS = "manage teams"


#: The weakest team role that may do an action. What is missing here is for administrators alone.
TEAM_TABLE: dict[Action, TeamRole] = {
    Action.READ: TeamRole.VIEWER,
    Action.EDIT_WORKLOAD: TeamRole.CONTRIBUTOR,
    Action.ANSWER: TeamRole.CONTRIBUTOR,
    Action.EDIT_IMPROVEMENT: TeamRole.CONTRIBUTOR,
    Action.LINK_TICKET: TeamRole.CONTRIBUTOR,
    Action.MAKE_MILESTONE: TeamRole.CONTRIBUTOR,
    Action.START_ROUND: TeamRole.CONTRIBUTOR,
    Action.DECIDE_FINDING: TeamRole.REVIEWER,
    Action.MANAGE_MEMBERS: TeamRole.LEAD,
    Action.DELETE_WORKLOAD: TeamRole.LEAD,
}

#: What a portfolio viewer may do everywhere, whatever teams they are in.
PORTFOLIO_TABLE: frozenset[Action] = frozenset({Action.READ})

_ORDER = list(TeamRole.values)


def includes(role: str, needed: TeamRole) -> bool:
    """Return whether a team role is the needed one or a stronger one; '' (no role) includes nothing."""
    return role in _ORDER and _ORDER.index(role) >= _ORDER.index(needed)


def may(action: Action, *, team_role: str, installation_role: str) -> bool:
    """Return whether somebody with these two roles ('' for none) may do the action."""
    if installation_role == InstallationRole.ADMINISTRATOR:
        return True
    if installation_role == InstallationRole.PORTFOLIO_VIEWER and action in PORTFOLIO_TABLE:
        return True
    needed = TEAM_TABLE.get(action)
    return needed is not None and includes(team_role, needed)
