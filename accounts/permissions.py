"""The one place that is asked whether somebody may do something."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from accounts.by import By
from accounts.models import Membership, Team, User, Via
from accounts.roles import Action, InstallationRole, may


def team_role(user: User, team: Team) -> str:
    """Return the person's role in the team, '' for none. One statement."""
    # Unordered: the table's own order joins two others.
    roles = Membership.objects.filter(user=user, team=team).order_by().values_list("role", flat=True)
    return next(iter(roles), "")


def allowed(user: User, action: Action, team: Team | None = None) -> bool:
    """Return whether the person may do the action in the team; without a team only an installation role counts."""
    return _allowed(user, action, team, {})


def _allowed(user: User, action: Action, team: Team | None, known: Mapping[int, str]) -> bool:
    """As ``allowed``, with the roles that are known already."""
    if not user.is_active:
        return False
    if user.installation_role == InstallationRole.ADMINISTRATOR:
        return True
    role = ""
    if team is not None:
        role = known[team.pk] if team.pk in known else team_role(user, team)
    return may(action, team_role=role, installation_role=user.installation_role)


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody may do in many teams, read once; ``roles`` by the team's primary key."""

    user: User
    roles: Mapping[int, str]

    @classmethod
    def of(cls, user: User) -> "Rights":
        """Read the person's roles. One statement."""
        return cls(user, dict(Membership.objects.filter(user=user).values_list("team_id", "role")))

    def may(self, action: Action, team_id: int) -> bool:
        """Return whether the person may do the action in the team."""
        role = self.roles.get(team_id, "")
        return self.user.is_active and may(action, team_role=role, installation_role=self.user.installation_role)


def require(by: By, action: Action, team: Team | None = None) -> None:
    """Raise PermissionDenied unless whoever acts may do the action. Jobs act for the installation itself."""
    if by.user is None and by.via in (Via.JOB, Via.COMMAND):
        return
    if by.user is None or not _allowed(by.user, action, team, by.roles):
        msg = f"You may not {action.value} here."
        raise PermissionDenied(msg)


def require_somewhere(by: By, action: Action) -> None:
    """Raise PermissionDenied where whoever acts may do the action in no team at all. One statement."""
    rights = Rights.of(by.user) if by.user is not None else None
    if rights is None or not any(rights.may(action, team_id) for team_id in (0, *rights.roles)):
        msg = f"You may not {action.value} anywhere."
        raise PermissionDenied(msg)
