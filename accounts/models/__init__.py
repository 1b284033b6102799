"""The tables of the room of people."""

from accounts.models.events import Event, Via
from accounts.models.people import ApiToken, User
from accounts.models.repeats import IdempotencyKey
from accounts.models.teams import Membership, Team

__all__ = ["ApiToken", "Event", "IdempotencyKey", "Membership", "Team", "User", "Via"]
