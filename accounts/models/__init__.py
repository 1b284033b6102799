"""The tables of the room of people."""

from accounts.models.events import Event, Via
from accounts.models.people import ApiToken, User
from accounts.models.teams import Membership, Team

__all__ = ["ApiToken", "Event", "Membership", "Team", "User", "Via"]
