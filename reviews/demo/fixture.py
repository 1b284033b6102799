"""The demo's fixture as plain data: people, teams, workloads, and what happens on which day.

Days are whole days from the day of loading, negative before it; times are UTC, ``HH:MM``.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Calendar:
    """Turns the fixture's days into dates, counted from the day of loading."""

    loading_day: date

    def day(self, offset: int) -> date:
        """Return the date of a day."""
        return self.loading_day + timedelta(days=offset)

    def moment(self, offset: int, clock: str = "00:00") -> datetime:
        """Return an aware moment of a day."""
        return datetime.combine(self.day(offset), time.fromisoformat(clock), tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demo; ``teams`` maps a team's name to the role there."""

    name: str
    email: str
    signs_in: bool
    role: str
    teams: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TeamOfDemo:
    """A team; ``contributor`` is who acts where an event names nobody."""

    name: str
    contributor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    """One thing that happens to a workload. ``who`` is a person's name, '' for the team's contributor."""

    day: int
    time: str
    workload: str
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register(_Event):
    """The workload is registered and its review begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said of a practice and its steps.

    ``levels`` gives every step of a level one state; the lists of step ids that follow go before it.
    ``not_applicable`` maps step ids to reasons, ``notes`` maps step ids to notes.
    """

    state: str | None = None
    reason: str | None = None
    note: str | None = None
    evidence: Sequence[Mapping[str, Any]] = ()
    levels: Mapping[str, str] = field(default_factory=dict)
    done: Sequence[str] = ()
    partly: Sequence[str] = ()
    not_done: Sequence[str] = ()
    not_applicable: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(_Event):
    """Answers are saved. ``practices`` by practice code; ``not_applicable`` is the reason for the whole question.

    ``confirm``: every other answer that is there is confirmed as still true.
    """

    practices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    not_applicable: str = ""
    confirm: bool = False

    def said(self) -> dict[str, Said]:
        """Return what is said, by practice code."""
        return {code: Said(**row) for code, row in self.practices.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept(_Event):
    """The open finding of a practice is accepted until the start of a day."""

    practice: str
    until: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(_Event):
    """The improvement of a practice gets a state, an owner or a due day; None leaves each as it is."""

    practice: str
    state: str | None = None
    owner: str | None = None
    due: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull(_Event):
    """Steps of a practice are added to the plan by hand."""

    practice: str
    steps: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginRound(_Event):
    """The next pass over the review begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot(_Event):
    """A milestone is made."""

    name: str


Event = Register | Answer | Accept | Plan | Pull | BeginRound | Snapshot

_EVENTS: dict[str, type[Event]] = {
    "register": Register,
    "answer": Answer,
    "accept": Accept,
    "plan": Plan,
    "pull": Pull,
    "round": BeginRound,
    "milestone": Snapshot,
}


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The whole fixture. ``founding_day`` is when people and teams are made; ``workloads`` maps names to their facts.

    ``lens`` and ``question`` say what everything is reviewed against; ``events`` are in the order of time.
    """

    founding_day: int
    password: str
    people: tuple[Person, ...]
    teams: tuple[TeamOfDemo, ...]
    workloads: Mapping[str, Mapping[str, Any]]
    lens: str
    question: str
    events: tuple[Event, ...]


def read() -> Portfolio:
    """Return the project's demo portfolio."""
    people, workloads, story = (_document(name) for name in ("people", "workloads", "story"))
    events = [_EVENTS[row.pop("does")](**row) for row in story["events"]]
    return Portfolio(
        founding_day=people["day"],
        password=people["password"],
        people=tuple(Person(**row) for row in people["people"]),
        teams=tuple(TeamOfDemo(**row) for row in people["teams"]),
        workloads={row["name"]: row for row in workloads},
        lens=story["lens"],
        question=story["question"],
        events=tuple(sorted(events, key=lambda event: (event.day, event.time))),
    )


def _document(name: str) -> Any:  # noqa: ANN401 - whatever a JSON document holds
    return json.loads(Path(settings.BASE_DIR, "fixtures", "demo", f"{name}.json").read_text(encoding="utf-8"))
