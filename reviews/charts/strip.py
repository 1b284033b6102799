"""The strip: one mark a step, in groups. Lengths are pixels of the picture."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from reviews.states import StepState

RISE = 2
# Looking at a step and finding it not done moves nothing.
RANKS = {StepState.UNANSWERED: 0, StepState.NOT_DONE: 0, StepState.PARTLY: 1, StepState.DONE: 2}
WORDS = {
    StepState.PARTLY: "partly",
    StepState.NOT_DONE: "not done",
    StepState.NOT_APPLICABLE: "not applicable",
    StepState.UNANSWERED: "unanswered",
}


@dataclass(frozen=True, slots=True)
class Rect:
    """One rectangle and what it says: ``kind`` is the style's class, '' for an empty square."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Strip:
    """A strip's size, its rectangles, and the same in words."""

    width: float
    height: float
    rects: tuple[Rect, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Size:
    """How large one mark is: the square's outer ``side``, the ``pitch`` from mark to mark, the ``gap`` of a group."""

    side: float
    pitch: float
    gap: float
    half: float


LARGE = Size(side=7, pitch=9, gap=5, half=3.5)
SMALL = Size(side=6, pitch=7.5, gap=6, half=3)


def strip(
    groups: Sequence[Sequence[StepState]], *, before: Sequence[Sequence[StepState]] | None = None, size: Size = LARGE
) -> Strip:
    """Lay out the states of the steps, group by group.

    With ``before`` (the same groups at an earlier time) what rose stands 2 px higher and what fell 2 px lower; a step
    that does not apply at one of the two times did neither. Raises ValueError where ``before`` has other groups.
    """
    filled = [group for group in groups if group]
    earlier = None if before is None else [group for group in before if group]
    if earlier is not None and [len(group) for group in earlier] != [len(group) for group in filled]:
        msg = "Both times of a strip need the same groups."
        raise ValueError(msg)
    rects: list[Rect] = []
    moves: Counter[int] = Counter()
    left = 0.0
    for g, group in enumerate(filled):
        for s, state in enumerate(group):
            move = 0 if earlier is None else _move(earlier[g][s], state)
            moves[move] += 1
            rects += _mark(state, left, 0 if earlier is None else RISE - move * RISE, move, size)
            left += size.pitch
        left += size.gap
    width = left - size.gap - (size.pitch - size.side) + 1 if filled else 0
    height = size.side + (0 if earlier is None else 2 * RISE)
    states = [state for group in filled for state in group]
    return Strip(width, height, tuple(rects), _words(states, moves, compared=earlier is not None))


def _move(before: StepState, after: StepState) -> int:
    """Return 1 where a step rose, -1 where it fell, 0 else."""
    if StepState.NOT_APPLICABLE in (before, after):
        return 0
    return (RANKS[after] > RANKS[before]) - (RANKS[after] < RANKS[before])


def _mark(state: StepState, x: float, y: float, move: int, size: Size) -> list[Rect]:
    """Return the one or two rectangles of a step whose outer corner is at x, y."""
    inner = size.side - 1
    if state is StepState.NOT_APPLICABLE:
        return [Rect("n", x, y + size.side / 2 - 0.75, size.side, 1.5)]
    dot = Rect("u", x + size.side / 2 - 1, y + size.side / 2 - 1, 2, 2)
    if state is StepState.UNANSWERED:
        return [Rect("down", x + 0.5, y + 0.5, inner, inner), dot] if move < 0 else [dot]
    kind = {1: "up", -1: "down", 0: "d" if state is StepState.DONE else ""}[move]
    if move > 0 and state is not StepState.DONE:
        kind = "up-p"
    square = Rect(kind, x + 0.5, y + 0.5, inner, inner)
    if state is StepState.PARTLY:
        return [square, Rect("up-h" if move > 0 else "h", x, y, size.half, size.side)]
    return [square]


def _words(states: Sequence[StepState], moves: Counter[int], *, compared: bool) -> str:
    """Say what the strip shows, for who can't see it."""
    counts = Counter(states)
    said = [f"{counts[StepState.DONE]} of {len(states)} done"]
    said += [f"{counts[state]} {word}" for state, word in WORDS.items() if counts[state]]
    if compared:
        said += [f"{moves[1]} rose, {moves[-1]} fell"]
    return ", ".join(said)
