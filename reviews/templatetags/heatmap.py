"""The cell of the heat map: one practice of one workload, as a link whose name says the whole state."""

from typing import Any, NamedTuple

from django import template

from pillars.rules import Risk
from reviews.templatetags.marks import TONES, risk_symbol

register = template.Library()


class State(NamedTuple):
    """How a state is told: the word in the cell, and the words of the link's name."""

    word: str
    spoken: str


STATES = {
    "in_place": State("", "in place"),
    "claimed_only": State("claimed", "claimed only"),
    "in_part": State("in part", "in place, supported in part"),
    "not_supported": State("unsupported", "in place but not supported"),
    "absent": State("absent", "absent"),
    "unanswered": State("unanswered", "unanswered"),
    "not_applicable": State("n/a", "not applicable"),
}
RISKS = {"unanswered": Risk.UNANSWERED, "not_applicable": Risk.NOT_APPLICABLE}


@register.inclusion_tag("includes/marks/cell.html")
def cell(
    state: str,
    severity: str = "",
    done: int | None = None,
    total: int | None = None,
    href: str = "",
    label: str = "",
    *,
    accepted: bool = False,
    suggested: int = 0,
) -> dict[str, Any]:
    """Draw a cell.

    ``state`` is a key of STATES, ``severity`` HIGH, MEDIUM or '' (of the gap or of the claim), ``done`` of ``total``
    the essential steps, ``href`` where the answer is, ``label`` what the cell is of ("Ledger, BP01"), ``accepted``
    whether the finding is accepted, ``suggested`` how many answers wait to be confirmed. Raises KeyError for an
    unknown state.
    """
    told = STATES[state]
    risk = RISKS.get(state) or Risk(severity or Risk.NONE)
    counted = state not in RISKS and bool(total)
    waits = suggested if state == "unanswered" else 0
    return {
        "symbol": risk_symbol(
            risk,
            claim=state == "not_supported",
            accepted=accepted,
            so_far=False,
            claimed_only=state in ("claimed_only", "in_part"),
        ),
        "tone": TONES[risk],
        "form": "accepted" if accepted else "claim" if state == "not_supported" else "",
        "word": "accepted" if accepted else f"{waits} suggested" if waits else told.word,
        "name": ", ".join([f"{label}: {told.spoken}", *_more(state, severity, accepted, waits, done, total, counted)]),
        "count": f"{done or 0}/{total}" if counted else "",
        "href": href,
    }


def _more(
    state: str, severity: str, accepted: bool, waits: int, done: int | None, total: int | None, counted: bool
) -> list[str]:
    """Return what a link's name says after the state."""
    said = []
    if severity:
        said.append(f"{severity.lower()} gap" if state == "absent" else severity.lower())
    if accepted:
        said.append("accepted")
    if waits:
        said.append(f"{waits} suggestions")
    if counted:
        said.append(f"{done or 0} of {total} essential steps done")
    return said
