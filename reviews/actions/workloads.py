"""Making, changing and putting away workloads."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.by import By, record
from accounts.models import Membership, Team, User
from accounts.permissions import require
from accounts.problems import InputProblems, Problem, refuse
from accounts.roles import Action
from accounts.texts import NO_CONTROLS, NO_STEERING, in_lines, in_one_line
from reviews import queue
from reviews.actions import feed
from reviews.addresses import is_web_address
from reviews.days import OUT_OF_RANGE, in_range
from reviews.models import Review, Workload, WorkloadLink, WorkloadTag

MAX_TAGS = 20
MAX_LINKS = 20


@dataclass(frozen=True, slots=True)
class Link:
    """Where the architecture is described."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All that people say of a workload, its team aside."""

    name: str
    description: str = ""
    environment: str = Workload.Environment.PRODUCTION
    tier: int = 2
    target: int | None = None
    go_live: date | None = None
    industry: str = ""
    regions: str = ""
    owner: User | None = None
    interval_days: int = 180
    tags: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


_COLUMNS = [field.name for field in fields(Facts) if field.name not in ("tags", "links")]


def facts_of(workload: Workload) -> Facts:
    """Return what is said of a workload today."""
    columns = {name: getattr(workload, name) for name in _COLUMNS}
    tags = tuple(tag.name for tag in workload.tags.all())
    links = tuple(Link(link.title, link.url) for link in workload.links.all())
    return Facts(**columns, tags=tags, links=links)


def create(*, team: Team, facts: Facts, by: By) -> Workload:
    """Store and return a new workload. Raises InputProblems, also for a name that the team uses already."""
    require(by, Action.EDIT_WORKLOAD, team)
    facts = _checked(facts, team)
    with _name_is_free(), transaction.atomic():
        columns = {name: getattr(facts, name) for name in _COLUMNS}
        workload = Workload.objects.create(team=team, created_at=by.at, **columns)
        _store_lists(workload, facts)
        record("registered", workload.subject, by=by)
        feed.touch(feed.of(workload, (feed.Kind.WORKLOAD, workload.public_id)), at=by.at)
    return workload


def edit(*, workload: Workload, facts: Facts, by: By) -> Workload:
    """Store what is said of a workload now and return it. Raises InputProblems."""
    require(by, Action.EDIT_WORKLOAD, workload.team)
    facts = _checked(facts, workload.team)
    with _name_is_free(), transaction.atomic():
        Workload.objects.select_for_update().get(pk=workload.pk)
        changes = _differences(facts_of(workload), facts)
        if not changes:
            return workload
        for name in _COLUMNS:
            setattr(workload, name, getattr(facts, name))
        workload.save(update_fields=_COLUMNS)
        workload.tags.all().delete()
        workload.links.all().delete()
        _store_lists(workload, facts)
        record("edited", workload.subject, by=by, changes=changes)
        _ask_again(workload, by)
    return workload


def copy(*, workload: Workload, name: str, by: By) -> Workload:
    """Store and return a new workload of the same team with the same facts, under a new name and without answers."""
    facts = facts_of(workload)
    return create(team=workload.team, facts=Facts(**{**_shallow(facts), "name": name}), by=by)


def archive(*, workload: Workload, by: By) -> None:
    """Take a workload out of all counts; its answers stay."""
    _set_archived(workload, "archived", by, archived=True)


def bring_back(*, workload: Workload, by: By) -> None:
    """Let an archived workload count again."""
    _set_archived(workload, "brought back", by, archived=False)


def delete(*, workload: Workload, name: str, by: By) -> None:
    """Delete a workload with all that hangs on it. Raises InputProblems unless ``name`` is its exact name."""
    require(by, Action.DELETE_WORKLOAD, workload.team)
    if name.strip() != workload.name:
        raise refuse("name", f"Type the workload's name, {workload.name}, to delete it.")
    with transaction.atomic():
        # Whoever writes what hangs on a review holds its row: none of them adds anything while it goes.
        list(Review.objects.select_for_update().filter(workload=workload).order_by("pk").values_list("pk"))
        record("deleted", workload.subject, by=by)
        workload.delete()
        feed.bury(workload.public_id, at=by.at)


def _set_archived(workload: Workload, verb: str, by: By, *, archived: bool) -> None:
    require(by, Action.EDIT_WORKLOAD, workload.team)
    with transaction.atomic():
        moved = Workload.objects.filter(pk=workload.pk, archived_at__isnull=archived).update(
            archived_at=by.at if archived else None
        )
        if moved:
            record(verb, workload.subject, by=by)
            _ask_again(workload, by)
    workload.refresh_from_db(fields=["archived_at"])


def _ask_again(workload: Workload, by: By) -> None:
    """A workload's tier, target and interval are inputs of the assessment."""
    # Locked by id, as an assessment does.
    found = Review.objects.select_for_update().filter(workload=workload).order_by("pk")
    reviews = dict(found.values_list("pk", "public_id"))
    found.order_by().update(revision=F("revision") + 1)
    for pk in reviews:
        queue.after_commit("reviews.assess", pk)
    moved = [(feed.Kind.WORKLOAD, workload.public_id), *((feed.Kind.REVIEW, review) for review in reviews.values())]
    feed.touch(feed.of(workload, *moved), at=by.at)


def _store_lists(workload: Workload, facts: Facts) -> None:
    WorkloadTag.objects.bulk_create(WorkloadTag(workload=workload, name=tag) for tag in facts.tags)
    WorkloadLink.objects.bulk_create(
        WorkloadLink(workload=workload, title=link.title, url=link.url) for link in facts.links
    )


def _checked(facts: Facts, team: Team) -> Facts:
    """Return the facts as they are stored; raise InputProblems with all that is wrong."""
    clean = _shallow(facts)
    for name in ("name", "description", "industry", "regions"):
        clean[name] = clean[name].strip()
    clean["tags"] = tuple(sorted({tag.strip().lower() for tag in facts.tags if tag.strip()}))
    checked = Facts(**clean)
    problems = [*_wrong_texts(checked), *_wrong_numbers(checked), *_wrong_lists(checked)]
    if checked.owner and not Membership.objects.filter(team=team, user=checked.owner).exists():
        problems.append(Problem("/owner", f"{checked.owner} is not in the team {team}."))
    if problems:
        raise InputProblems(problems)
    return checked


def _wrong_texts(facts: Facts) -> Sequence[Problem]:
    limits = {"name": 120, "description": 2000, "industry": 80, "regions": 200}
    problems = [
        Problem(f"/{name}", f"At most {limit} characters, not {len(getattr(facts, name))}.")
        for name, limit in limits.items()
        if len(getattr(facts, name)) > limit
    ]
    problems += [
        Problem(f"/{name}", NO_STEERING)
        for name in ("name", "industry", "regions")
        if not in_one_line(getattr(facts, name))
    ]
    if not in_lines(facts.description):
        problems.append(Problem("/description", NO_CONTROLS))
    if not facts.name:
        problems.append(Problem("/name", "A workload needs a name."))
    return problems


def _wrong_numbers(facts: Facts) -> Sequence[Problem]:
    problems = []
    if facts.go_live is not None and not in_range(facts.go_live):
        problems.append(Problem("/go_live", OUT_OF_RANGE))
    if facts.environment not in Workload.Environment.values:
        expected = " or ".join(Workload.Environment.values)
        problems.append(Problem("/environment", f"Expected {expected}, not {facts.environment!r}."))
    if facts.tier not in Workload.Tier.values:
        problems.append(Problem("/tier", f"A tier is 1, 2 or 3, not {facts.tier!r}."))
    if facts.target is not None and not 1 <= facts.target <= 4:
        problems.append(Problem("/target", f"A target maturity is 1 to 4 or empty, not {facts.target!r}."))
    if not 1 <= facts.interval_days <= 3650:
        problems.append(Problem("/interval_days", f"A review interval is 1 to 3650 days, not {facts.interval_days!r}."))
    return problems


def _wrong_lists(facts: Facts) -> Sequence[Problem]:
    problems = []
    if len(facts.tags) > MAX_TAGS:
        problems.append(Problem("/tags", f"At most {MAX_TAGS} tags."))
    problems += [Problem("/tags", f"{tag!r} is longer than 40 characters.") for tag in facts.tags if len(tag) > 40]
    problems += [Problem("/tags", NO_STEERING) for tag in facts.tags if not in_one_line(tag)]
    if len(facts.links) > MAX_LINKS:
        problems.append(Problem("/links", f"At most {MAX_LINKS} links."))
    for index, link in enumerate(facts.links):
        if not is_web_address(link.url) or len(link.url) > 500:
            problems.append(Problem(f"/links/{index}/url", f"{link.url!r} is not an http or https address."))
        if not link.title.strip() or len(link.title) > 120:
            problems.append(Problem(f"/links/{index}/title", "A link has a title of 1 to 120 characters."))
        elif not in_one_line(link.title):
            problems.append(Problem(f"/links/{index}/title", NO_STEERING))
    return problems


def _differences(old: Facts, new: Facts) -> Mapping[str, Any]:
    """Return what differs, as {name: [before, after]} in plain JSON values."""
    before, after = _plain(old), _plain(new)
    return {name: [before[name], after[name]] for name in before if before[name] != after[name]}


def _plain(facts: Facts) -> dict[str, Any]:
    values = _shallow(facts)
    values["owner"] = facts.owner.name if facts.owner else None
    values["go_live"] = facts.go_live.isoformat() if facts.go_live else None
    values["tags"] = list(facts.tags)
    values["links"] = [asdict(link) for link in facts.links]
    return values


def _shallow(facts: Facts) -> dict[str, Any]:
    return {field.name: getattr(facts, field.name) for field in fields(Facts)}


@contextmanager
def _name_is_free() -> Iterator[None]:
    """Turn the database's refusal of a name that is taken into a problem of the field."""
    try:
        yield
    except IntegrityError as error:
        if "workload_name_in_team" not in str(error) and "UNIQUE" not in str(error):
            raise
        raise refuse("name", "The team has a workload of this name already.") from error
