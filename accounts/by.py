"""Who acts, through what and when: the one argument every action takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Event, User, Via


@dataclass(frozen=True, slots=True)
class By:
    """Somebody acting. ``user`` is None where a job acts by itself; ``at`` is an aware moment.

    ``roles`` are those of their roles, by the team's primary key, that were read on the way and need not be read again.
    """

    user: User | None
    via: Via
    at: datetime
    roles: Mapping[int, str] = field(default_factory=dict, compare=False)

    @classmethod
    def request(cls, request: HttpRequest) -> "By":
        """Who sent this request, now: through a token where one was shown, else through a page."""
        user = request.user
        if not isinstance(user, User):
            msg = "An action needs somebody who is signed in."
            raise TypeError(msg)
        via = Via.TOKEN if getattr(request, "auth", None) is not None else Via.PAGE
        return cls(user=user, via=via, at=timezone.now())

    @classmethod
    def command(cls, user: User | None = None, *, at: datetime | None = None) -> "By":
        """A management command acting for somebody, at a moment (now unless given)."""
        return cls(user=user, via=Via.COMMAND, at=at or timezone.now())

    @classmethod
    def job(cls, *, at: datetime | None = None) -> "By":
        """A job acting by itself, at a moment (now unless given)."""
        return cls(user=None, via=Via.JOB, at=at or timezone.now())


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event is about, by public ids; ``workload`` and ``team`` are '' where there is none."""

    kind: str
    id: str
    name: str
    workload: str = ""
    team: str = ""


def record(verb: str, subject: Subject, *, by: By, changes: Mapping[str, Any] | None = None) -> Event:
    """Store one audit event; call it inside the transaction that makes the change."""
    return Event.objects.create(
        at=by.at,
        actor=by.user,
        actor_name=by.user.name if by.user else "Lintel",
        via=by.via,
        verb=verb,
        object_kind=subject.kind,
        object_id=subject.id,
        object_name=subject.name[:200],
        workload=subject.workload,
        team=subject.team,
        changes=dict(changes or {}),
    )
