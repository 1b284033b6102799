"""What the portfolio and the plan say in lists and numbers."""

from collections.abc import Sequence
from typing import Any

from django import template

from reviews.portfolio.page import Better
from reviews.templatetags.marks import trend

register = template.Library()

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
MARK_WORDS = {"accepted": "accepted", "came_back": "came back"}


@register.filter
def in_words(number: int) -> str:
    """Return a number up to ten as a word, a greater one in digits."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else str(number)


@register.filter
def in_a_row(names: Sequence[str]) -> str:
    """Join names as a sentence does: A, B and C."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


@register.filter
def or_in_a_row(names: Sequence[str]) -> str:
    """Join names as a sentence with a choice does: A, B or C."""
    return " or ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


@register.filter
def without(names: Sequence[str], name: str) -> list[str]:
    """Return the names but for one."""
    return [each for each in names if each != name]


@register.inclusion_tag("includes/marks/trend.html")
def open_risks(better: Better) -> dict[str, Any]:
    """Draw the portfolio's open risks over time, with a word where risks were accepted and where they came back."""
    notes = [(day, f"{number} {MARK_WORDS[kind]}") for day, kind, number in better.marks]
    return trend(better.series, notes=notes, key="open-risks")
