"""What a file would change in one review. Pure: what it says and what is there in, moves out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from accounts.problems import InputProblems
from pillars.compiled import Lens
from reviews.changes import MAX_CHANGES, Change, Evidence, check
from reviews.incoming import cells
from reviews.incoming.said import Place, Said, Trouble
from reviews.states import Claim, ItemKind, QuestionState, StepState

Key = tuple[str, str]


class Present(Protocol):
    """What of a stored item counts here: a row, or a dataclass of the same shape."""

    state: str
    reason: str
    note: str
    evidence: list[dict[str, Any]]
    version: int


@dataclass(frozen=True, slots=True)
class Move:
    """One item that would change: the values that differ, before and after, as plain JSON; ``version`` is its own."""

    question: str
    item: str
    kind: str
    title: str
    version: int
    place: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    def change(self) -> Change:
        """Return what is asked of the review."""
        evidence = self.after.get("evidence")
        return Change(
            question=self.question,
            item=self.item,
            version=self.version,
            state=self.after.get("state"),
            reason=self.after.get("reason"),
            note=self.after.get("note"),
            evidence=None if evidence is None else tuple(map(_link, evidence)),
        )


@dataclass(frozen=True, slots=True)
class Overtaken:
    """An item that moved on after the file was written: what the file would change, and what it was based on."""

    move: Move
    based_on: int
    place: Place


@dataclass
class Settled:
    """What a file means for one review."""

    moves: list[Move] = field(default_factory=list)
    unchanged: int = 0
    overtaken: list[Overtaken] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


@dataclass(slots=True)
class _Empty:
    """What stands where nobody has answered."""

    state: str
    reason: str = ""
    note: str = ""
    evidence: list[dict[str, Any]] = field(default_factory=list)
    version: int = 0


_START = {
    ItemKind.QUESTION: _Empty(QuestionState.APPLICABLE.value),
    ItemKind.PRACTICE: _Empty(Claim.UNANSWERED.value),
    ItemKind.STEP: _Empty(StepState.UNANSWERED.value),
}


def settle(lens: Lens, items: Mapping[Key, Present], said: Iterable[Said]) -> Settled:
    """Return what would change, what has moved on, and what is wrong; ``items`` are the review's stored ones."""
    known = _known(lens)
    settled = Settled()
    asked: list[tuple[Said, Move]] = []
    seen: dict[Key, Said] = {}
    for each in said:
        key = (each.question, each.item)
        if trouble := _unknown(each, known, seen):
            settled.troubles.append(trouble)
            continue
        seen[key] = each
        kind, title = known[key]
        present = items.get(key) or _START[kind]
        move = _move(each, kind, title, present)
        if not move.after:
            settled.unchanged += 1
        elif trouble := _of_no_version(each, present):
            settled.troubles.append(trouble)
        elif each.version is not None and each.version != present.version:
            settled.overtaken.append(Overtaken(move, each.version, each.spot.at("version")))
        else:
            asked.append((each, move))
    settled.moves = [move for _, move in asked]
    settled.troubles += _refused(lens, asked)
    return settled


def _known(lens: Lens) -> dict[Key, tuple[ItemKind, str]]:
    found = {}
    for question in lens.questions:
        found[question.id, ""] = (ItemKind.QUESTION, question.title)
        for practice in question.practices:
            found[question.id, practice.id] = (ItemKind.PRACTICE, practice.title)
            found |= {(question.id, step.id): (ItemKind.STEP, step.title) for step in practice.steps}
    return found


def _unknown(each: Said, known: Mapping[Key, object], seen: Mapping[Key, Said]) -> Trouble | None:
    key = (each.question, each.item)
    if (each.question, "") not in known:
        return Trouble(each.spot.at("question"), f"The lens has no question {each.question[:80]!r}.")
    if key not in known:
        detail = f"The question has no practice or step {each.item[:80]!r}."
        return Trouble(each.spot.at("item"), detail)
    if key in seen:
        return Trouble(each.spot.at("item"), f"This item stands twice: also in {seen[key].spot.at('').text}.")
    return None


def _of_no_version(each: Said, present: Present) -> Trouble | None:
    """Return what is wrong with a line whose version the item cannot have had when the file was written."""
    if each.unversioned and present.version:
        return Trouble(each.spot.at("version"), "The line names no version: export anew, the version column must stay.")
    if each.version is not None and each.version > present.version:
        detail = f"The item is at version {present.version}; no file of this installation says {each.version}."
        return Trouble(each.spot.at("version"), detail)
    return None


def _move(each: Said, kind: ItemKind, title: str, present: Present) -> Move:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name, value in _differences(each, present).items():
        before[name], after[name] = getattr(present, name), value
    place = each.spot.at("").text
    return Move(each.question, each.item, kind.value, title, present.version, place, before, after)


def _differences(each: Said, present: Present) -> dict[str, Any]:
    """Return the values that the file asks for and that are not there, by name."""
    found: dict[str, Any] = {}
    state = present.state if each.state is None else each.state
    if state != present.state:
        found["state"] = state
    if state == Claim.NOT_APPLICABLE and each.reason is not None:
        reason = each.reason.strip()
        if state != present.state or not cells.same(reason, present.reason):
            found["reason"] = reason
    if each.note is not None and not cells.same(each.note, present.note):
        found["note"] = each.note
    if each.evidence is not None and cells.written(each.evidence) != cells.written(links(present.evidence)):
        found["evidence"] = cells.plain(each.evidence)
    return found


def _refused(lens: Lens, asked: Sequence[tuple[Said, Move]]) -> list[Trouble]:
    """Return what the rules of every save say against the moves, at the places of the file."""
    troubles = [
        Trouble(each.spot.at("reason"), "Not applicable needs a reason.")
        for each, move in asked
        if move.after.get("reason") == "" and "state" not in move.after
    ]
    for start in range(0, len(asked), MAX_CHANGES):
        part = asked[start : start + MAX_CHANGES]
        try:
            check(lens, [move.change() for _, move in part])
        except InputProblems as refused:
            for problem in refused.problems:
                _, _, index, name = problem.pointer.split("/")
                troubles.append(Trouble(part[int(index)][0].spot.at(name), problem.message))
    return troubles


def links(evidence: Iterable[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    """Return evidence as an item stores it, as what is asked for."""
    return tuple(map(_link, evidence))


def _link(link: Mapping[str, Any]) -> Evidence:
    as_of = link.get("as_of")
    return Evidence(link["title"], link["url"], date.fromisoformat(as_of) if as_of else None)
