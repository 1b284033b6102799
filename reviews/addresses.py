"""Addresses in the web that people leave: where an architecture is described, what backs an answer."""

from urllib.parse import urlsplit


def is_web_address(text: str) -> bool:
    """Return whether this is an http or https address that names a host, without spaces and control characters."""
    if any(character <= " " or character == "\x7f" for character in text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        # Such as half an IPv6 address.
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
