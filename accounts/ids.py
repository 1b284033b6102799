"""Public ids: 32 hexadecimal digits, never sequential."""

from uuid import uuid4


def new_public_id() -> str:
    """Return a fresh random id of 32 hexadecimal digits."""
    return uuid4().hex
