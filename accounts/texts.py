"""What a text that people type may hold."""

import unicodedata

#: Control characters, and the two that end a line or a paragraph besides them.
_STEERING = {"Cc", "Zl", "Zp"}

NO_STEERING = "A text in one line may hold no tabs, line breaks or control characters."
NO_CONTROLS = "A text may hold no control characters but tabs and line breaks."


def in_one_line(text: str) -> bool:
    """Return whether a text, such as a name, has no tab, line break or control character."""
    return not any(unicodedata.category(letter) in _STEERING for letter in text)


def in_lines(text: str) -> bool:
    """Return whether a text of several lines has no control characters but tabs and line breaks."""
    return in_one_line(text.translate({ord(letter): None for letter in "\t\n\r\u2028\u2029"}))
