"""The change feed: who follows it has, after each action, just what a fresh read of everything gives."""

import importlib
import inspect
import io
import json
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.core.management import call_command
from django.db.models import Model
from rest_framework.renderers import JSONRenderer

from accounts.models import Team, User
from pillars.loading import load_lens
from pillars.models import Lens, LensVersion
from reviews import actions, feed
from reviews.actions import answers, assessing, external, findings, improvements, milestones, reviews, workloads
from reviews.api import things
from reviews.changes import Change
from reviews.models import FeedEntry, FeedHead, Finding, Improvement, Item, Milestone, QuestionRecord, Review, Workload
from tests.pillars.small import small_document
from tests.reviews.api.clients import client_of
from tests.reviews.codes import ITEMS, PRACTICES, QUESTION
from tests.reviews.conftest import START, Cast, by
from tests.reviews.copies import Copy, Things, agree

UNTIL = (START + timedelta(days=30)).date()


@dataclass
class World:
    """What the actions act on, at moments that go on."""

    cast: Cast
    version: LensVersion
    at: datetime = START

    @property
    def review(self) -> Review:
        return Review.objects.select_related("workload__team", "lens", "version").get(workload__name="Ledger")

    @property
    def workload(self) -> Workload:
        return self.review.workload

    @property
    def finding(self) -> Finding:
        found = Finding.objects.select_related("review__workload__team", "review__lens")
        return found.get(practice=PRACTICES["BP02"], review=self.review)

    @property
    def improvement(self) -> Improvement:
        found = Improvement.objects.select_related("owner", "review__workload__team", "review__lens")
        return found.get(practice=PRACTICES["BP02"], review=self.review)

    def save(self, **states: str) -> None:
        versions = dict(Item.objects.filter(review=self.review).values_list("item", "version"))
        changes = [Change(QUESTION, ITEMS[code], versions.get(ITEMS[code], 0), state=s) for code, s in states.items()]
        answers.save(review=self.review, changes=changes, by=by(self.cast.contributor, self.at))

    def note(self) -> None:
        change = Change(QUESTION, "", 0, note="Since **May**.")
        answers.save(review=self.review, changes=[change], by=by(self.cast.contributor, self.at))

    def plan(self) -> None:
        edit = improvements.Edit(fields=frozenset({"owner", "due"}), owner=self.cast.lead, due=UNTIL)
        improvements.edit(improvement=self.improvement, edit=edit, by=by(self.cast.lead, self.at))

    def plan_each(self, many: Callable[..., object], state: str) -> None:
        edit = improvements.Edit(fields=frozenset({"state"}), state=state)
        given = {"improvements": [self.improvement], "edit_": edit}
        if many is improvements.edit_each:
            given = {"edits": [(self.improvement, edit)]}
        many(**given, by=by(self.cast.lead, self.at))

    def publish(self, description: str) -> None:
        load_lens(json.dumps(small_document() | {"description": description}).encode(), at=self.at)


Step = Callable[[World], object]

TICKET = external.Ticket("Tracker", "ABC-1", "https://tracker.example/ABC-1", "open")

#: Everything that changes what a client may read, in an order that each step finds what it needs.
STEPS: list[tuple[str, Step]] = [
    ("workloads.create", lambda w: workloads.create(
        team=w.cast.team, facts=workloads.Facts(name="Ledger"), by=by(w.cast.lead, w.at))),
    ("reviews.start", lambda w: reviews.start(
        workload=Workload.objects.get(name="Ledger"), version=w.version, by=by(w.cast.lead, w.at))),
    ("answers.save", lambda w: w.save(BP01="in_place", BP02="not_in_place", A2_5="not_done")),
    ("answers.save again", lambda w: w.save(BP01="not_in_place")),
    ("answers.save a note", lambda w: w.note()),
    ("external.link", lambda w: external.link(thing=w.finding, ticket=TICKET, by=by(w.cast.lead, w.at))),
    ("external.link an improvement", lambda w: external.link(
        thing=w.improvement, ticket=TICKET, by=by(w.cast.lead, w.at))),
    ("external.unlink", lambda w: external.unlink(thing=w.finding, by=by(w.cast.lead, w.at))),
    ("findings.accept", lambda w: findings.accept(
        finding=w.finding, reason="Soon.", until=UNTIL, by=by(w.cast.reviewer, w.at))),
    ("findings.withdraw", lambda w: findings.withdraw(finding=w.finding, by=by(w.cast.reviewer, w.at))),
    ("findings.accept again", lambda w: findings.accept(
        finding=w.finding, reason="Still.", until=UNTIL, by=by(w.cast.reviewer, w.at))),
    ("improvements.edit", lambda w: w.plan()),
    ("improvements.edit_many", lambda w: w.plan_each(improvements.edit_many, "in_progress")),
    ("improvements.edit_each", lambda w: w.plan_each(improvements.edit_each, "done")),
    ("improvements.add_steps", lambda w: improvements.add_steps(
        review=w.review, question=QUESTION, practice=PRACTICES["BP03"], steps=[ITEMS["A3_5"]],
        by=by(w.cast.lead, w.at))),
    ("reviews.start_round", lambda w: reviews.start_round(review=w.review, by=by(w.cast.lead, w.at))),
    ("milestones.make", lambda w: milestones.make(workload=w.workload, name="Then", by=by(w.cast.lead, w.at))),
    ("workloads.edit", lambda w: workloads.edit(
        workload=w.workload, facts=replace(workloads.facts_of(w.workload), tier=1, tags=("new",)),
        by=by(w.cast.lead, w.at))),
    ("workloads.copy", lambda w: workloads.copy(workload=w.workload, name="Twin", by=by(w.cast.lead, w.at))),
    ("an acceptance runs out", lambda w: setattr(w, "at", w.at + timedelta(days=60))),
    ("answers grow stale", lambda w: setattr(w, "at", w.at + timedelta(days=400))),
    ("what was wrong is right", lambda w: w.save(BP02="in_place")),
    ("workloads.archive", lambda w: workloads.archive(workload=w.workload, by=by(w.cast.lead, w.at))),
    ("workloads.bring_back", lambda w: workloads.bring_back(workload=w.workload, by=by(w.cast.lead, w.at))),
    ("a team comes", lambda w: Team.objects.create(name="Gren")),
    ("a team is renamed", lambda w: Team.objects.filter(name="Gren").update(name="Green")),
    ("a team goes", lambda w: Team.objects.filter(name="Green").delete()),
    ("a lens comes", lambda w: w.publish("First.")),
    ("a lens has a new version", lambda w: w.publish("Second.")),
    ("workloads.delete", lambda w: workloads.delete(workload=w.workload, name="Ledger", by=by(w.cast.lead, w.at))),
]  # fmt: skip

#: Modules whose own rows are in no feed; what an import changes goes through the actions above.
APART = {"exports", "import_jobs", "imports", "outcomes"}


def everything() -> dict[FeedEntry.Kind, set[str]]:
    """Return the keys of all that there is, by kind."""
    kind = FeedEntry.Kind
    return {
        kind.LENS: keys_of(Lens, "alias"),
        kind.TEAM: keys_of(Team, "public_id"),
        kind.WORKLOAD: keys_of(Workload, "public_id"),
        kind.REVIEW: keys_of(Review, "public_id"),
        kind.ANSWER: keys_of(Item, "review__public_id", "question", "item"),
        kind.RISK: keys_of(QuestionRecord, "review__public_id", "question"),
        kind.FINDING: keys_of(Finding, "public_id"),
        kind.IMPROVEMENT: keys_of(Improvement, "public_id"),
        kind.MILESTONE: keys_of(Milestone, "public_id"),
    }


def keys_of(rows: type[Model], *columns: str) -> set[str]:
    return {"/".join(map(str, row)) for row in rows._default_manager.values_list(*columns)}


def read_anew(user: User) -> Things:
    """Read everything that there is, whatever the feed says of it."""
    entries = [FeedEntry(kind=kind, key=key) for kind, keys in everything().items() for key in keys]
    read = {(kind.label, key): data for (kind, key), data in things.read(entries, user).items()}
    return {name: json.loads(JSONRenderer().render(data)) for name, data in read.items()}


def test_after_each_action_a_copy_is_what_is_true(cast: Cast, rel03: LensVersion) -> None:
    world = World(cast, rel03)
    copy = Copy(client_of(cast.portfolio_viewer), limit=20)
    for name, step in STEPS:
        world.at += timedelta(minutes=1)
        step(world)
        came = copy.follow()
        try:
            agree(copy.things, read_anew(cast.portfolio_viewer), assessed=False)
            if assessing.sweep(at=world.at):
                came += copy.follow()
                agree(copy.things, read_anew(cast.portfolio_viewer))
            assert came
            assert copy.follow() == []
        except AssertionError as error:
            error.add_note(f"after {name}")
            raise


def test_every_action_is_among_them() -> None:
    names = {module.name for module in pkgutil.iter_modules(actions.__path__)} - APART
    modules = [importlib.import_module(f"{actions.__name__}.{name}") for name in sorted(names)]
    known = {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and inspect.signature(function).parameters.get("by")
    }
    assert known <= {name.split(" ")[0] for name, _ in STEPS}


def test_the_demo_is_in_the_feed_with_everything_that_it_has(db: None) -> None:
    call_command("prepare", verbosity=0, stdout=io.StringIO(), stderr=io.StringIO())
    feed.place(at=START)
    entries: dict[int, set[str]] = {kind: set() for kind in FeedEntry.Kind}
    for kind, key in FeedEntry.objects.values_list("kind", "key"):
        entries[kind].add(key)
    assert entries == everything()
    positions = FeedEntry.objects.order_by("position").values_list("position", flat=True)
    assert list(positions) == list(range(1, len(positions) + 1))
    assert FeedHead.objects.get().position == len(positions)
