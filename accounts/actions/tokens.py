"""Making and revoking API tokens, and keeping when they were used."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from django.db import OperationalError, connection, transaction
from django.db.models import Q

from accounts.by import By, Subject, record
from accounts.models import ApiToken, User
from accounts.permissions import require
from accounts.problems import refuse
from accounts.roles import Action
from accounts.texts import NO_STEERING, in_one_line

#: The longest time after which a token that expires does so.
LONGEST = timedelta(days=3653)

#: How old the time of a token's last use may be: not every request that reads is to write as well.
USED_WITHIN = timedelta(minutes=5)


def _subject(user: User) -> Subject:
    return Subject("person", user.public_id, user.name)


def issue(
    *, user: User, name: str, scope: str = ApiToken.Scope.WRITE, expires_at: datetime | None = None, by: By
) -> tuple[ApiToken, str]:
    """Store a new API token for somebody; return it and its text, which is never shown again.

    Only administrators make one for somebody else. ``expires_at`` is an aware moment, None for never. Raises
    InputProblems for a bad name, an unknown scope, and an expiry that has passed or is more than ten years ahead.
    """
    if by.user is not None and by.user != user:
        require(by, Action.MANAGE_TEAMS)
    name = name.strip()
    if not 1 <= len(name) <= 80:
        raise refuse("name", "A token's name has 1 to 80 characters.")
    if not in_one_line(name):
        raise refuse("name", NO_STEERING)
    if scope not in ApiToken.Scope.values:
        raise refuse("scope", f"Expected one of {', '.join(ApiToken.Scope.values)}, not {scope!r}.")
    if expires_at is not None and not by.at < expires_at <= by.at + LONGEST:
        raise refuse("expires_at", "A token's expiry lies ahead, at most ten years.")
    with transaction.atomic():
        secret = ApiToken.issue(user=user, name=name, scope=scope, expires_at=expires_at, at=by.at)
        token = ApiToken.objects.get(digest=ApiToken.digest_of(secret))
        changes = {"token": token.public_id, "name": name, "scope": scope}
        record("made token", _subject(user), by=by, changes=changes)
    return token, secret


def revoke(*, token: ApiToken, by: By) -> None:
    """Let a token act for nobody any more, for good; one that was revoked before stays as it is.

    Its person may, and administrators.
    """
    if by.user != token.user:
        require(by, Action.MANAGE_TEAMS)
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=by.at):
            changes = {"token": token.public_id, "name": token.name}
            record("revoked token", _subject(token.user), by=by, changes=changes)
    token.refresh_from_db(fields=["revoked_at"])


def note_use(token: ApiToken, *, at: datetime) -> None:
    """Keep that a token was used, unless something as late is kept already.

    It waits for nobody: where another transaction holds the row, or SQLite's lock, the next use is kept instead.
    """
    old = at - USED_WITHIN
    if token.last_used_at is not None and token.last_used_at > old:
        return
    stale = ApiToken.objects.filter(Q(last_used_at=None) | Q(last_used_at__lte=old), pk=token.pk)
    if connection.vendor == "sqlite":
        with _not_waiting(), suppress(OperationalError):
            stale.update(last_used_at=at)
        return
    with transaction.atomic():
        free = stale.select_for_update(skip_locked=True)
        ApiToken.objects.filter(pk__in=free.values("pk")).update(last_used_at=at)


@contextmanager
def _not_waiting() -> Iterator[None]:
    """Let SQLite refuse at once, within the block, where somebody else is writing."""
    execute = connection.connection.execute
    (patience,) = execute("PRAGMA busy_timeout").fetchone()
    execute("PRAGMA busy_timeout = 0")
    try:
        yield
    finally:
        execute(f"PRAGMA busy_timeout = {patience}")
