"""What the review page posts, as changes. Each item's form posts the whole item; only what differs is changed."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date

from django.http import QueryDict
from django.utils.dateparse import parse_date

from accounts.problems import refuse
from pillars.compiled import Lens
from reviews.changes import Change, Evidence, kind_of
from reviews.forms.numbers import whole_number
from reviews.item_views import START, Key
from reviews.models import Item
from reviews.states import Claim


def posted(data: QueryDict, lens: Lens, items: Mapping[Key, Item]) -> Change | None:
    """Return what an item's form asks to change, None where it says what is there already.

    A form without a chosen state means the item's start. On an older version than the present one everything that
    was posted is asked for, so that both versions can be shown. Raises InputProblems for an item that the lens
    version does not have or a version that is no number.
    """
    question, item = data.get("question", ""), data.get("item", "")
    change = Change(question=question, item=item, version=_version(data.get("version", "")))
    if "confirm" in data:
        return replace(change, confirm=True)
    whole = replace(
        change,
        state=data.get("state") or _start(lens, question, item),
        reason=_text(data, "reason"),
        note=_text(data, "note"),
    )
    present = items.get(change.key)
    if change.version != (present.version if present else 0):
        return whole
    return _difference(whole, present, _start(lens, question, item))


def _difference(whole: Change, present: Item | None, start: str) -> Change | None:
    state, reason, note = (present.state, present.reason, present.note) if present else (start, "", "")
    moved = whole.state != state
    typed = whole.note if whole.note is not None and whole.note != note else None
    explains = whole.state == Claim.NOT_APPLICABLE and (moved or whole.reason not in (None, "", reason))
    if not (moved or explains or typed is not None):
        return None
    return replace(whole, state=whole.state if moved else None, reason=whole.reason if explains else None, note=typed)


def with_link(data: QueryDict, present: Item | None) -> Change:
    """Return what adds the posted evidence link to a practice, or removes the one whose number is posted.

    It builds on the item as it is now: two people who each add a link disturb nobody. Raises InputProblems for a day
    that is no day.
    """
    stored: list[dict[str, str | None]] = present.evidence if present else []
    links = [Evidence(link["title"] or "", link["url"] or "", _day(link["as_of"] or "")) for link in stored]
    removed = data.get("remove", "")
    if removed:
        links = [link for number, link in enumerate(links) if str(number) != removed]
    else:
        links.append(Evidence(data.get("title", ""), data.get("url", ""), _day(data.get("as_of", ""))))
    version = present.version if present else 0
    return Change(data.get("question", ""), data.get("item", ""), version, evidence=tuple(links))


def packed(change: Change) -> str:
    """Return a change that waits for a choice as text, for a hidden field."""
    kept = {name: value for name, value in asdict(change).items() if name != "evidence"}
    return json.dumps(kept, separators=(",", ":"))


def unpacked(text: str) -> Change:
    """Return the change from its text; raises InputProblems for any other text."""
    try:
        kept = json.loads(text)
        return Change(
            question=_kept_text(kept["question"]) or "",
            item=_kept_text(kept["item"]) or "",
            version=int(kept["version"]),
            state=_kept_text(kept["state"]),
            reason=_kept_text(kept["reason"]),
            note=_kept_text(kept["note"]),
        )
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise refuse("mine", "Expected a change that was shown before.") from error


def _kept_text(value: object) -> str | None:
    """Return a text that can be stored; raises ValueError for one with half a character."""
    return None if value is None else str(value).encode().decode()


def _start(lens: Lens, question_id: str, item: str) -> str:
    try:
        kind = kind_of(lens.question(question_id), item)
    except KeyError as error:
        raise refuse("question", f"The lens has no question {question_id!r}.") from error
    if kind is None:
        raise refuse("item", f"The question has no practice or step {item!r}.")
    return START[kind]


def _version(text: str) -> int:
    version = whole_number(text)
    if version is None:
        raise refuse("version", "A version is a number.")
    return version


def _text(data: QueryDict, name: str) -> str | None:
    value = data.get(name)
    return None if value is None else value.replace("\r\n", "\n")


def _day(text: str) -> date | None:
    try:
        day = parse_date(text) if text else None
    except ValueError:
        day = None
    if text and day is None:
        raise refuse("as_of", "Expected a day.")
    return day
