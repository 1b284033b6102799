"""How a report says numbers, days, risks and people: the same words in every part of it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from pillars.rules import Risk
from reviews.portfolio.deadlines import day_in
from reviews.portfolio.work import Sizes
from reviews.report.blocks import Line, Mark, Words, line
from reviews.templatetags.marks import RISK_WORDS, STEP_SYMBOLS, STEP_WORDS, TONES, risk_symbol
from reviews.templatetags.portfolio import in_a_row, in_words

__all__ = ["RISK_WORDS", "STEP_SYMBOLS", "STEP_WORDS", "TONES", "in_a_row", "in_words"]

PHRASES = {
    Risk.HIGH: "a high risk",
    Risk.MEDIUM: "a medium risk",
    Risk.NONE: "no risk",
    Risk.UNANSWERED: "an unanswered question",
    Risk.NOT_APPLICABLE: "nothing that applies",
}

MORE = " …"


def day(value: date, *, year: bool = True) -> str:
    """Return 24 November 2026."""
    return f"{value.day} {value:%B} {value.year}" if year else f"{value.day} {value:%B}"


def day_of(at: datetime, zone: str = "UTC") -> str:
    """Return the day that a moment is in a time zone, in words."""
    return day(day_in(zone, at))


def moment(at: datetime) -> str:
    """Return 24 November 2026, 14:32 UTC."""
    at = at.astimezone(UTC)
    return f"{day(at.date())}, {at:%H:%M} UTC"


def number(count: int) -> str:
    """Return a number that begins a sentence or stands in one: a word up to ten, then digits in thousands."""
    return in_words(count) if count <= 10 else f"{count:,}"


def counted(count: int, noun: str, plural: str = "") -> str:
    """Return "three steps", "one step", "no steps"."""
    return f"{number(count)} {noun if count == 1 else plural or noun + 's'}"


def capital(text: str) -> str:
    """Return a sentence's beginning."""
    return text[:1].upper() + text[1:]


def late(days: int) -> str:
    """Return "1 day late" or "31 days late"."""
    return f"{days:,} day{'' if days == 1 else 's'} late"


def effort(sizes: Sizes) -> str:
    """Return "one small and three medium steps", '' where nothing is left."""
    parts = sizes.parts
    if not parts:
        return ""
    told = in_a_row([f"{number(count)} {size}" for count, size in parts])
    return f"{told} {'step' if sizes.count == 1 else 'steps'}"


def cut(text: str, most: int) -> str:
    """Return a text of at most so many characters, cut at a word and marked where it goes on."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    return (text[: most - len(MORE)].rpartition(" ")[0] or text[: most - len(MORE)]) + MORE


def risk_mark(risk: str, *, claim: bool = False, accepted: bool = False, so_far: bool = False) -> Mark:
    """Return the mark of a risk: hatched where accepted, broken where so far, outlined where a claim is not carried."""
    value = Risk(risk)
    return Mark(risk_symbol(value, claim=claim, accepted=accepted, so_far=so_far), TONES[value])


def risk_line(
    risk: str, *, word: str = "", claim: bool = False, accepted: bool = False, so_far: bool = False, strong: bool = True
) -> Line:
    """Return a risk's mark with its word, or with another word that says it."""
    mark = risk_mark(risk, claim=claim, accepted=accepted, so_far=so_far)
    return line(mark, Words(word or RISK_WORDS[Risk(risk)], strong=strong))


def step_mark(state: str) -> Mark:
    """Return the square of a step's state."""
    return Mark(f"s-{symbol_of(state)}")


def symbol_of(state: str) -> str:
    """Return the last letter of a step's symbol."""
    return {str(key): symbol for key, symbol in STEP_SYMBOLS.items()}[state]


def quiet(text: str) -> Words:
    """Return words in a quieter voice."""
    return Words(text, quiet=True)


def strong(text: str) -> Words:
    """Return words in bold."""
    return Words(text, strong=True)


def names(found: Sequence[str]) -> str:
    """Join names as a sentence does, '' for none."""
    return in_a_row(found) if found else ""
