"""Typed readers of the LINTEL_* environment variables; a value or a name that is not understood is refused."""

import difflib
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PREFIX = "LINTEL_"
# Read by run.py, before there are any settings, and by create_admin.
READ_ELSEWHERE = frozenset({"LINTEL_VENV", "LINTEL_ADMIN_PASSWORD"})
SHORTEST_SECRET = 50
FEWEST_DIFFERENT_CHARACTERS = 10
KNOWN_SECRETS = ("changeme", "change-me", "django-insecure", "secret-key", "example")


class Environment:
    """The environment of this process, read name by name; `refuse_unknown` then refuses the names nobody read."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._read = set(READ_ELSEWHERE)

    @property
    def names(self) -> frozenset[str]:
        """The names that have been read so far."""
        return frozenset(self._read)

    def text(self, name: str, default: str = "") -> str:
        """Return the value without surrounding blanks, or the default where it is absent or empty."""
        self._read.add(name)
        return self._variables.get(name, "").strip() or default

    def choice(self, name: str, allowed: Sequence[str], default: str) -> str:
        """Return the value; raises ImproperlyConfigured unless it is one of `allowed`."""
        value = self.text(name, default)
        if value not in allowed:
            raise ImproperlyConfigured(f"{name} is {value!r}: expected {' or '.join(map(repr, allowed))}.")
        return value

    def switch(self, name: str, *, default: bool) -> bool:
        """Return whether the value is "on"; raises ImproperlyConfigured unless it is "on" or "off"."""
        return self.choice(name, ("on", "off"), "on" if default else "off") == "on"

    def number(self, name: str, *, default: int, most: int, least: int = 0) -> int:
        """Return the whole number; raises ImproperlyConfigured unless it is one from `least` to `most`."""
        value = self.text(name, str(default))
        digits = value.isascii() and value.isdigit() and len(value) <= len(str(most))
        if not digits or not least <= int(value) <= most:
            raise ImproperlyConfigured(f"{name} is {value!r}: expected a whole number from {least} to {most}.")
        return int(value)

    def names_list(self, name: str) -> list[str]:
        """Return the parts of a value that is separated by commas."""
        return [part.strip() for part in self.text(name).split(",") if part.strip()]

    def url(self, name: str, schemes: Sequence[str]) -> str:
        """Return the URL, or "" where it is absent; raises ImproperlyConfigured for another scheme."""
        value = self.text(name)
        if value and value.partition("://")[0] not in schemes:
            expected = " or ".join(f"{scheme}://..." for scheme in schemes)
            # The value may hold a password: only its scheme is repeated.
            raise ImproperlyConfigured(f"{name} begins with {value.partition(':')[0]!r}: expected {expected}.")
        return value

    def database(self, name: str) -> dict[str, Any] | None:
        """Return Django's entry for the database that the URL names, or None where it is absent.

        Takes postgresql://user:password@host:port/database, whose query string is handed to libpq, and
        sqlite:///path/of/file. Raises ImproperlyConfigured where a part is missing.
        """
        value = self.url(name, ("postgresql", "postgres", "sqlite"))
        if not value:
            return None
        try:
            parts = urlsplit(value)
            port = parts.port
        except ValueError as error:
            raise ImproperlyConfigured(f"{name} is not a URL: {error}.") from error
        if parts.path in ("", "/"):
            raise ImproperlyConfigured(f"{name} names no database: expected postgresql://user:password@host/database.")
        if parts.scheme == "sqlite":
            return {"ENGINE": "django.db.backends.sqlite3", "NAME": unquote(parts.path)}
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.removeprefix("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(port or ""),
            "OPTIONS": {"connect_timeout": "5", **dict(parse_qsl(parts.query))},
        }

    def secret(self, name: str) -> str:
        """Return the secret; raises ImproperlyConfigured where it is missing, short, monotonous or a known example."""
        value = self.text(name)
        expected = f"expected at least {SHORTEST_SECRET} random characters, such as `openssl rand -base64 48` prints"
        if not value:
            raise ImproperlyConfigured(f"{name} is missing: {expected}.")
        if len(value) < SHORTEST_SECRET or len(set(value)) < FEWEST_DIFFERENT_CHARACTERS:
            raise ImproperlyConfigured(f"{name} is too easy to guess: {expected}.")
        if any(known in value.lower() for known in KNOWN_SECRETS):
            raise ImproperlyConfigured(f"{name} is an example, not a secret: {expected}.")
        return value

    def refuse_unknown(self) -> None:
        """Raise ImproperlyConfigured for a LINTEL_* variable that nobody read, naming the nearest one."""
        unknown = sorted(name for name in self._variables if name.startswith(PREFIX) and name not in self._read)
        if unknown:
            near = difflib.get_close_matches(unknown[0], sorted(self._read), n=1)
            hint = f"did you mean {near[0]}?" if near else f"expected one of {', '.join(sorted(self._read))}."
            raise ImproperlyConfigured(f"{unknown[0]} is not a setting of Lintel: {hint}")


def kept_secret(path: Path) -> str:
    """Return the secret in the file, which is made once, readable by its owner alone."""
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(64))
        try:
            # A link appears whole or not at all, so that two processes that start together agree on one secret.
            path.hardlink_to(fresh)
        except FileExistsError:
            return path.read_text()
        finally:
            fresh.unlink()
    return path.read_text()
