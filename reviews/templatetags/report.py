"""The parts of a report on a page: which template draws each, and its small pictures."""

from typing import Any

from django import template

from reviews.charts import strip as strips
from reviews.report.blocks import Block, Mark, Strip
from reviews.states import StepState
from reviews.templatetags.marks import STEP_SYMBOLS

register = template.Library()

_STATES = {symbol: state for state, symbol in STEP_SYMBOLS.items() if isinstance(state, StepState)}


@register.filter
def template_of(block: Block) -> str:
    """Return the template that draws a part."""
    return f"reports/blocks/{type(block).__name__.lower()}.html"


@register.filter
def is_mark(part: object) -> bool:
    """Return whether a part of a line is a mark."""
    return isinstance(part, Mark)


@register.filter
def is_strip(picture: object) -> bool:
    """Return whether a cell's picture is a strip of steps."""
    return isinstance(picture, Strip)


@register.filter
def percent(share: float) -> float:
    """Return a share (0 to 1) in percent."""
    return round(share * 100, 1)


@register.inclusion_tag("includes/marks/strip.html")
def steps_of(strip: Strip) -> dict[str, Any]:
    """Draw a strip of steps."""
    return {"strip": strips.strip([[_STATES[symbol] for symbol in strip.symbols]], size=strips.SMALL)}
