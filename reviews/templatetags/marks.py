"""The marks of risk, work and maturity as template tags. Markup stands in templates/includes/marks/.

A mark without a label is hidden from assistive technology: a word has to stand beside it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import template

from pillars.rules import Risk
from reviews.charts import scales
from reviews.charts import strip as strips
from reviews.charts import trend as trends
from reviews.states import Claim, StepState

register = template.Library()

RISK_WORDS = {
    Risk.HIGH: "High",
    Risk.MEDIUM: "Medium",
    Risk.NONE: "None",
    Risk.UNANSWERED: "Unanswered",
    Risk.NOT_APPLICABLE: "Not applicable",
}
TONES = {
    Risk.HIGH: "high",
    Risk.MEDIUM: "medium",
    Risk.NONE: "none",
    Risk.UNANSWERED: "unanswered",
    Risk.NOT_APPLICABLE: "na",
}
STEP_SYMBOLS = {
    StepState.DONE: "d",
    StepState.PARTLY: "p",
    StepState.NOT_DONE: "x",
    StepState.NOT_APPLICABLE: "n",
    StepState.UNANSWERED: "u",
    Claim.IN_PLACE: "d",
    Claim.NOT_IN_PLACE: "x",
}
STEP_WORDS = {
    StepState.DONE: "Done",
    StepState.PARTLY: "Partly",
    StepState.NOT_DONE: "Not done",
    StepState.NOT_APPLICABLE: "Not applicable",
    StepState.UNANSWERED: "Unanswered",
    Claim.IN_PLACE: "In place",
    Claim.NOT_IN_PLACE: "Not in place",
}
TIER_WORDS = {1: "stops the company within the hour", 2: "hurts within the day", 3: "can wait"}


def risk_symbol(risk: Risk, *, claim: bool, accepted: bool, so_far: bool, claimed_only: bool = False) -> str:
    """Return the id of a risk's symbol in the sprite.

    A form (hatched, broken, outlined) says more than the plain risk; where several hold, accepted wins over so far, and
    so far over a claim that isn't supported. Unanswered and not applicable have one form each.
    """
    if claimed_only:
        return "m-claimed"
    if risk.is_at_risk:
        form = "-accepted" if accepted else "-sofar" if so_far else "-claim" if claim else ""
        return f"m-{TONES[risk]}{form}"
    return "m-none-sofar" if risk is Risk.NONE and so_far else f"m-{TONES[risk]}"


def risk_note(risk: Risk, *, claim: bool, accepted: bool, so_far: bool) -> str:
    """Return what stands behind a risk's word: accepted, so far, as supported, or nothing."""
    if risk.is_at_risk and accepted:
        return "accepted"
    if so_far and risk not in (Risk.UNANSWERED, Risk.NOT_APPLICABLE):
        return "so far"
    return "as supported" if risk.is_at_risk and claim else ""


@register.inclusion_tag("includes/marks/risk.html")
def risk_mark(
    risk: str,
    *,
    claim: bool = False,
    accepted: bool = False,
    so_far: bool = False,
    claimed_only: bool = False,
    size: str = "",
    label: str | bool = "",
) -> dict[str, Any]:
    """Draw a risk's mark. ``label`` is its name, True for the risk's own word; ``size`` "l" is 18 px, else 12."""
    value = Risk(risk)
    if label is True:
        note = risk_note(value, claim=claim, accepted=accepted, so_far=so_far)
        label = "Claimed only" if claimed_only else f"{RISK_WORDS[value]} {note}".strip()
    return {
        "symbol": risk_symbol(value, claim=claim, accepted=accepted, so_far=so_far, claimed_only=claimed_only),
        "tone": TONES[value],
        "size": size,
        "label": label,
    }


@register.inclusion_tag("includes/marks/risk_word.html")
def risk_word(
    risk: str,
    *,
    claim: bool = False,
    accepted: bool = False,
    so_far: bool = False,
    note: str = "",
    strong: bool = False,
    size: str = "",
) -> dict[str, Any]:
    """Draw a risk's mark with its word. ``note`` stands in place of "accepted", "so far" or "as supported"; ``strong``
    colours the words too."""
    value = Risk(risk)
    return {
        **risk_mark(risk, claim=claim, accepted=accepted, so_far=so_far, size=size),
        "word": RISK_WORDS[value],
        "note": note or risk_note(value, claim=claim, accepted=accepted, so_far=so_far),
        "strong": strong,
    }


@register.inclusion_tag("includes/marks/step.html")
def step_mark(state: str, *, label: str | bool = "") -> dict[str, Any]:
    """Draw the square of a step's state or of a practice's claim; ``label`` True names it with its own word."""
    value = _item_state(state)
    return {"symbol": STEP_SYMBOLS[value], "label": STEP_WORDS[value] if label is True else label}


@register.inclusion_tag("includes/marks/step_word.html")
def step_word(state: str, *, strong: bool = False) -> dict[str, Any]:
    """Draw the square of a step's state or of a practice's claim, with its word."""
    return {**step_mark(state), "word": STEP_WORDS[_item_state(state)], "strong": strong}


def _item_state(state: str) -> StepState | Claim:
    """Return the state of a step, or of a practice where no step has such a state; ValueError for an unknown one."""
    return Claim(state) if state in (Claim.IN_PLACE, Claim.NOT_IN_PLACE) else StepState(state)


@register.inclusion_tag("includes/marks/ruler.html")
def ruler(level: int | None, target: int | None = None, *, width: int = 44, part: float = 0) -> dict[str, Any]:
    """Draw a maturity ruler; the number has to stand beside it. ``part`` is the share of the next level, 0 to 1."""
    return {"ruler": scales.ruler(level, target, width=width, part=part)}


@register.inclusion_tag("includes/marks/level.html")
def level(reached: int | None, target: int | None = None, *, width: int = 44, part: float = 0) -> dict[str, Any]:
    """Draw a maturity level with its ruler and its target; a dash where no level is known."""
    return {
        **ruler(reached, target, width=width, part=part),
        "reached": reached,
        "target": target,
        "below": reached is not None and target is not None and reached < target,
    }


@register.inclusion_tag("includes/marks/strip.html")
def strip(
    cells: Sequence[str] | Sequence[Sequence[str]],
    *,
    before: Sequence[str] | Sequence[Sequence[str]] | None = None,
    size: str = "",
    quiet: bool = False,
) -> dict[str, Any]:
    """Draw one square a step: ``cells`` are states, or groups of states; ``before`` are the same at an earlier time.

    ``size`` "s" is the small one; ``quiet`` hides it from assistive technology where a text says the same.
    """
    groups = _groups(cells)
    drawn = strips.strip(
        groups,
        before=None if before is None else _groups(before),
        size=strips.SMALL if size == "s" else strips.LARGE,
    )
    return {"strip": drawn, "quiet": quiet}


def _groups(cells: Sequence[str] | Sequence[Sequence[str]]) -> list[list[StepState]]:
    """Return groups of states from groups, or from one plain list."""
    if all(isinstance(cell, str) for cell in cells):
        return [[StepState(str(cell)) for cell in cells]]
    return [[StepState(state) for state in group] for group in cells]


@register.inclusion_tag("includes/marks/bar.html")
def bar(value: float, of: float, *, widest: float | None = None) -> dict[str, Any]:
    """Draw ``value`` of ``of``; the numbers have to stand beside it. Bars in one list share ``widest``."""
    return {"bar": scales.bar(value, of, widest=widest)}


@register.inclusion_tag("includes/marks/trend.html")
def trend(
    series: Sequence[tuple[date, int, int, int, int]],
    *,
    notes: Sequence[tuple[date, str]] = (),
    key: str = "trend",
) -> dict[str, Any]:
    """Draw open risks over time from (day, high open, high accepted, medium open, medium accepted), oldest first.

    ``notes`` are (day, word) to stand on the picture; ``key`` makes ids unique where a page has two of them.
    """
    return {"trend": trends.trend(series, notes), "key": key}


@register.inclusion_tag("includes/marks/tier.html")
def tier(number: int) -> dict[str, Any]:
    """Draw a workload's tier: T1, T2 or T3, with what it means."""
    return {"number": number, "meaning": TIER_WORDS[number]}


@register.inclusion_tag("includes/marks/person.html")
def initials(name: object, *, quiet: bool = False, nobody: str = "No owner") -> dict[str, Any]:
    """Draw a person's initials from the name (or from what prints as one); ``quiet`` where the name stands beside it.

    Without a name it draws the dashed circle of ``nobody``.
    """
    full = str(name or "").strip()
    words = full.split()
    letters = "".join(word[0] for word in (words[0], words[-1])[: len(words)]).upper() if words else "?"
    return {"name": full or nobody, "letters": letters, "nobody": not full, "quiet": quiet}
