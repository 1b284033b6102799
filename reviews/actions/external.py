"""The ticket elsewhere that follows a finding or an improvement: naming it, and forgetting it again."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.db import transaction

from accounts.by import By, record
from accounts.permissions import require
from accounts.problems import InputProblems, Problem
from accounts.roles import Action
from accounts.texts import NO_STEERING, in_one_line
from reviews.actions import feed
from reviews.addresses import is_web_address
from reviews.models import Finding, Improvement, Review

MAX_NAME = 80
MAX_URL = 500
MAX_STATE = 40


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket in another system: ``key`` names it there, ``state`` is what that system says of it ('' for nothing)."""

    system: str
    key: str
    url: str
    state: str = ""


def link(*, thing: Finding | Improvement, ticket: Ticket, by: By) -> None:
    """Let a ticket follow a finding or an improvement; one that followed it before is replaced.

    ``thing`` must come with its review, lens, workload and team. No assessment reads the ticket, so that no revision
    is raised. Raises InputProblems for a ticket that cannot be.
    """
    require(by, Action.LINK_TICKET, thing.review.workload.team)
    problems = [Problem(f"/{field}", message) for field, message in _wrong(ticket)]
    if problems:
        raise InputProblems(problems)
    _store(thing, ticket, by)


def unlink(*, thing: Finding | Improvement, by: By) -> None:
    """Let no ticket follow a finding or an improvement any longer. ``thing`` as for ``link``."""
    require(by, Action.LINK_TICKET, thing.review.workload.team)
    _store(thing, None, by)


def _store(thing: Finding | Improvement, ticket: Ticket | None, by: By) -> None:
    wanted = asdict(ticket) if ticket else None
    with transaction.atomic():
        # The review's row first, as every writer does: two that lock in different orders would wait for each other.
        Review.objects.select_for_update().get(pk=thing.review_id)
        thing.refresh_from_db(fields=["external_ref"])
        before = thing.external_ref
        if before == wanted:
            return
        thing.external_ref = wanted
        thing.save(update_fields=["external_ref"])
        record("linked ticket" if ticket else "unlinked ticket", thing.subject, by=by, changes=_told(before, wanted))
        kind = feed.Kind.FINDING if isinstance(thing, Finding) else feed.Kind.IMPROVEMENT
        feed.touch(feed.of(thing.review.workload, (kind, thing.public_id)), at=by.at)


def _told(before: dict[str, str] | None, after: dict[str, str] | None) -> dict[str, list[str | None]]:
    """What the event says: each field that changed, before and after."""
    old, new = before or {}, after or {}
    return {name: [old.get(name), new.get(name)] for name in {**old, **new} if old.get(name) != new.get(name)}


def _wrong(ticket: Ticket) -> Iterator[tuple[str, str]]:
    for field, most in (("system", MAX_NAME), ("key", MAX_NAME), ("state", MAX_STATE)):
        text = getattr(ticket, field)
        if len(text) > most:
            yield field, f"At most {most} characters, not {len(text)}."
        if not in_one_line(text):
            yield field, NO_STEERING
        if field != "state" and not text.strip():
            yield field, f"A ticket has a {field}."
    if not is_web_address(ticket.url):
        yield "url", f"{ticket.url!r} is not an http or https address."
    if len(ticket.url) > MAX_URL:
        yield "url", f"At most {MAX_URL} characters, not {len(ticket.url)}."
