"""Plays the demo's story: each event through its action at its moment, and an assessment wherever something changes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import assert_never

from django.db.models import Min

from accounts.by import By
from accounts.models import Team, User
from pillars.compiled import Practice, Question
from pillars.compiling import compiled
from pillars.models import LensVersion
from reviews.actions import answers, findings, improvements, milestones, reviews, workloads
from reviews.actions.assessing import assess
from reviews.demo.answers import changes_of
from reviews.demo.fixture import (
    Accept,
    Answer,
    BeginRound,
    Calendar,
    Event,
    Plan,
    Portfolio,
    Pull,
    Register,
    Snapshot,
)
from reviews.models import Finding, Improvement, Item, Review

After = Callable[[datetime, Review], None]
"""Called when a moment's assessment is stored, with the moment and the review as it then stands."""


@dataclass(slots=True)
class Story:
    """One telling of the story. ``people`` and ``teams`` by name; ``told`` holds the reviews begun so far."""

    portfolio: Portfolio
    calendar: Calendar
    version: LensVersion
    people: dict[str, User]
    teams: dict[str, Team]
    after: After
    told: dict[str, Review] = field(default_factory=dict)

    @property
    def question(self) -> Question:
        """The question that everything is about."""
        return compiled(self.version.pk).question(self.portfolio.question)

    def play(self, *, until: datetime) -> None:
        """Let everything happen up to a moment that lies after the last event."""
        for (day, clock), events in groupby(self.portfolio.events, key=lambda event: (event.day, event.time)):
            moment = self.calendar.moment(day, clock)
            self._let_time_pass(moment)
            touched = [self._happen(event, By.command(self._who(event), at=moment)) for event in events]
            for review in dict.fromkeys(touched):
                self._assess(review.pk, moment)
        self._let_time_pass(until)
        for review in Review.objects.due(until):
            self._assess(review.pk, until)

    def _let_time_pass(self, until: datetime) -> None:
        """Assess at each moment before this one at which time alone changes something."""
        while True:
            overtaken = Review.objects.filter(next_change_at__lt=until)
            moment = overtaken.aggregate(first=Min("next_change_at"))["first"]
            if moment is None:
                return
            for review in overtaken.filter(next_change_at=moment):
                self._assess(review.pk, moment)

    def _assess(self, review_id: int, at: datetime) -> None:
        assess([review_id], at=at)
        self.after(at, Review.objects.select_related("workload").get(pk=review_id))

    def _who(self, event: Event) -> User:
        team = self.portfolio.workloads[event.workload]["team"]
        contributors = {team.name: team.contributor for team in self.portfolio.teams}
        return self.people[event.who or contributors[team]]

    def _happen(self, event: Event, by: By) -> Review:
        """Let one event happen and return the review that it touches."""
        match event:
            case Register():
                self._register(event, by)
            case Answer():
                review = self.told[event.workload]
                present = {item.item: item for item in Item.objects.filter(review=review, question=self.question.id)}
                changes = changes_of(event, self.question, present, self.calendar)
                answers.save(review=review, changes=changes, all_or_nothing=True, by=by)
            case Accept():
                until = self.calendar.day(event.until)
                findings.accept(finding=self._finding(event), reason=event.reason, until=until, by=by)
            case Plan():
                improvements.edit(improvement=self._improvement(event), edit=self._edit(event), by=by)
            case Pull():
                practice = self._practice(event.practice).id
                review = self.told[event.workload]
                improvements.add_steps(
                    review=review, question=self.question.id, practice=practice, steps=event.steps, by=by
                )
            case BeginRound():
                reviews.start_round(review=self.told[event.workload], by=by)
            case Snapshot():
                milestones.make(workload=self.told[event.workload].workload, name=event.name, by=by)
            case _:
                assert_never(event)
        return self.told[event.workload]

    def _register(self, event: Register, by: By) -> None:
        row = dict(self.portfolio.workloads[event.workload])
        team = self.teams[row.pop("team")]
        links = tuple(workloads.Link(**link) for link in row.pop("links", []))
        go_live = row.pop("go_live", None)
        facts = workloads.Facts(
            **row | {"owner": self.people[row["owner"]], "tags": tuple(row["tags"])},
            links=links,
            go_live=None if go_live is None else self.calendar.day(go_live),
        )
        workload = workloads.create(team=team, facts=facts, by=by)
        self.told[event.workload] = reviews.start(workload=workload, version=self.version, by=by)

    def _practice(self, code: str) -> Practice:
        return next(practice for practice in self.question.practices if practice.code == code)

    def _finding(self, event: Accept) -> Finding:
        with_review = Finding.objects.open().select_related("review__workload__team", "review__lens")
        return with_review.get(review=self.told[event.workload], practice=self._practice(event.practice).id)

    def _improvement(self, event: Plan) -> Improvement:
        with_review = Improvement.objects.select_related("owner", "review__workload__team", "review__lens")
        return with_review.get(review=self.told[event.workload], practice=self._practice(event.practice).id)

    def _edit(self, event: Plan) -> improvements.Edit:
        given = [name for name in ("state", "owner", "due") if getattr(event, name) is not None]
        return improvements.Edit(
            fields=frozenset(given),
            state=event.state or Improvement.State.TO_DO,
            owner=self.people[event.owner] if event.owner else None,
            due=None if event.due is None else self.calendar.day(event.due),
        )
