"""Changes of many answers at once (DESIGN.md, "What people answer"). Pure: present items in, changes out.

Never "done", never over an essential step, and, "None of these" aside, never over an answer that is there.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

from pillars.compiled import Practice, Question
from reviews.changes import Change
from reviews.states import Claim, StepState


class Present(Protocol):
    """What of a stored item counts here: a row, or a dataclass of the same shape."""

    state: str
    version: int


Items = Mapping[str, Present]
"""The stored items of one question, by item id; what is missing was never answered."""


def none_of_these(question: Question, items: Items) -> list[Change]:
    """Set every practice that is not *not applicable* to *not in place*."""
    kept = (Claim.NOT_APPLICABLE, Claim.NOT_IN_PLACE)
    return _not_in_place(question, items, (each for each in question.practices if _claim(items, each) not in kept))


def in_place(question: Question, items: Items) -> list[Practice]:
    """Return the practices that are in place: "None of these" asks first where there is one."""
    return [practice for practice in question.practices if _claim(items, practice) == Claim.IN_PLACE]


def rest_not_in_place(question: Question, items: Items) -> list[Change]:
    """Set every practice that is still unanswered to *not in place*."""
    unanswered = (each for each in question.practices if _claim(items, each) == Claim.UNANSWERED)
    return _not_in_place(question, items, unanswered)


def rest_of_area(
    question: Question, practice_id: str, area: str, items: Items, *, state: StepState, reason: str = ""
) -> list[Change]:
    """Set the steps of one area of a practice that are unanswered and not essential.

    ``state`` is NOT_DONE, or NOT_APPLICABLE with one ``reason`` for all; ValueError for another. Raises KeyError for
    an unknown practice.
    """
    if state not in (StepState.NOT_DONE, StepState.NOT_APPLICABLE):
        msg = f"{state} is not given to many steps at once."
        raise ValueError(msg)
    return [
        Change(
            question=question.id,
            item=step.id,
            version=_version(items, step.id),
            state=state.value,
            reason=reason if state is StepState.NOT_APPLICABLE else None,
        )
        for step in question.practice(practice_id).steps
        if step.area == area and not step.essential and _state(items, step.id) == StepState.UNANSWERED
    ]


def taken_back(question: str, told: Iterable[Mapping[str, str]], items: Items) -> list[Change]:
    """Return what sets the items of a bulk change back to what they were.

    ``told`` are the items of its event, with ``item``, ``from`` and ``to``. An item that changed since is left alone.
    """
    return [
        Change(question=question, item=each["item"], version=items[each["item"]].version, state=each["from"])
        for each in told
        if each["item"] in items and items[each["item"]].state == each["to"]
    ]


def _not_in_place(question: Question, items: Items, practices: Iterable[Practice]) -> list[Change]:
    state = Claim.NOT_IN_PLACE.value
    return [Change(question.id, practice.id, _version(items, practice.id), state=state) for practice in practices]


def _claim(items: Items, practice: Practice) -> str:
    return items[practice.id].state if practice.id in items else Claim.UNANSWERED


def _state(items: Items, step_id: str) -> str:
    return items[step_id].state if step_id in items else StepState.UNANSWERED


def _version(items: Items, item: str) -> int:
    return items[item].version if item in items else 0
