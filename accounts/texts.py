"""What a text that people type may hold."""

import unicodedata

#: Control characters, and the two that end a line or a paragraph besides them.
_STEERING = {"Cc", "Zl", "Zp"}

#: What nobody sees and what turns letters round: with them two names look alike, or like none.
_HIDDEN = frozenset("\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

NO_STEERING = "A text in one line may hold no tabs, line breaks, control characters or hidden ones."
NO_CONTROLS = "A text may hold no control characters but tabs and line breaks."


def in_one_line(text: str) -> bool:
    """Return whether a text, such as a name, has no tab, line break, control character or hidden one."""
    return _HIDDEN.isdisjoint(text) and not _steers(text)


def in_lines(text: str) -> bool:
    """Return whether a text of several lines has no control characters but tabs and line breaks."""
    return not _steers(text.translate({ord(letter): None for letter in "\t\n\r\u2028\u2029"}))


def _steers(text: str) -> bool:
    return any(unicodedata.category(letter) in _STEERING for letter in text)
