"""Numbers that a page's own scripts and hidden fields send."""


def whole_number(text: str) -> int | None:
    """Return the number that stands here in at most nine decimal digits, None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
