"""A value of a lens document together with its place: reading from it notes every problem and goes on."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from pillars.documents.problems import LensWarning, Problem, shown
from pillars.documents.source import below

TITLE = 255
"""Characters of a title. The AWS tool takes 128."""

TEXT = 10_000
"""Characters of a text. The AWS tool takes 2048."""

MISSING = object()

_ID = re.compile(r"[A-Za-z0-9_]{3,128}", re.ASCII)
_LABEL = re.compile(r"[A-Za-z0-9_-]{1,128}", re.ASCII)
_URL = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_ID_RULE = "an id of 3 to 128 letters, digits and underscores"
_LABEL_RULE = "an id of 1 to 128 letters, digits, underscores and hyphens"


def is_address(text: str) -> bool:
    """Say whether a text is one address of the web, which a page may link to."""
    return bool(_URL.fullmatch(text))


@dataclass(slots=True)
class Log:
    """What was found wrong so far, the ids that exist, and the references that ask for one."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[LensWarning] = field(default_factory=list)
    known: dict[tuple[str, str], str] = field(default_factory=dict)
    asked: list[tuple[str, str, "Node"]] = field(default_factory=list)

    def settle(self) -> None:
        """Note a problem for each reference to something that the document doesn't have."""
        for kind, name, node in self.asked:
            if (kind, name) not in self.known:
                node.refuse(f"the id of {kind} of this lens")

    def keep_apart(self, kind: str, other: str) -> None:
        """Note a problem for each id of one kind that is one of the other kind too."""
        for (known, name), path in self.known.items():
            if known == kind and (other, name) in self.known:
                Node(name, path, self).refuse(f"an id that is not that of {other}: {self.known[other, name]}")


@dataclass(frozen=True, slots=True)
class Node:
    """A value, its JSON path, and the log to which its problems go."""

    value: object
    path: str
    log: Log

    def refuse(self, expected: str) -> None:
        """Note a problem here."""
        value = "nothing" if self.value is MISSING else shown(self.value)
        self.log.problems.append(Problem(self.path, value, expected))

    def warn(self, text: str) -> None:
        """Note a warning here."""
        self.log.warnings.append(LensWarning(self.path, text))

    def at(self, key: str) -> "Node":
        """Return a member of this object; its value is MISSING where there is none."""
        members = self.value if isinstance(self.value, dict) else {}
        return Node(members.get(key, MISSING), below(self.path, key), self.log)

    def has(self, key: str) -> bool:
        """Say whether the object has this member."""
        return self.at(key).value is not MISSING

    def child(self, key: str) -> "Node":
        """Return a member that is an object where it is there; else an empty object in its place."""
        node = self.at(key)
        if isinstance(node.value, dict):
            return node
        if node.value is not MISSING:
            node.refuse("an object")
        return Node({}, node.path, self.log)

    def _list(self, key: str, least: int, most: int) -> "list[Node]":
        node = self.at(key)
        if node.value is MISSING and not least:
            return []
        if not isinstance(node.value, list) or not least <= len(node.value) <= most:
            node.refuse(f"a list of {least} to {most} items")
        items = node.value if isinstance(node.value, list) else []
        return [Node(item, below(node.path, index), self.log) for index, item in enumerate(items)]

    def objects(self, key: str, *, least: int = 0, most: int) -> "list[Node]":
        """Return the items of a list of objects."""
        items = self._list(key, least, most)
        for item in items:
            if not isinstance(item.value, dict):
                item.refuse("an object")
        return [item for item in items if isinstance(item.value, dict)]

    def texts(self, key: str, *, most: int) -> tuple[str, ...]:
        """Return the items of a list of texts."""
        return tuple(item.as_text(TEXT, required=True) for item in self._list(key, 0, most))

    def references(self, key: str, kind: str, *, most: int) -> tuple[str, ...]:
        """Return the items of a list of ids, each of which must exist and stands there once."""
        names: list[str] = []
        for item in self._list(key, 0, most):
            name = item.as_reference(kind)
            if name and name in names:
                item.refuse("each id once")
            elif name:
                names.append(name)
        return tuple(names)

    def as_text(self, most: int, *, required: bool) -> str:
        """Return this text, '' where it is missing and not required."""
        if self.value is MISSING and not required:
            return ""
        least = "1 to" if required else "at most"
        if not isinstance(self.value, str) or len(self.value) > most or (required and not self.value.strip()):
            self.refuse(f"a text of {least} {most} characters")
            return ""
        return self.value

    def as_reference(self, kind: str) -> str:
        """Return an id that must turn out to exist."""
        name = self.as_text(128, required=True)
        if name:
            self.log.asked.append((kind, name, self))
        return name

    def title(self, key: str, most: int = TITLE) -> str:
        """Return a required text of one line."""
        return self.at(key).as_text(most, required=True)

    def text(self, key: str, most: int = TEXT) -> str:
        """Return an optional text."""
        return self.at(key).as_text(most, required=False)

    def reference(self, key: str, kind: str) -> str:
        """Return an optional id that must exist where it is given."""
        return self.at(key).as_reference(kind) if self.has(key) else ""

    def url(self, key: str, *, required: bool = False) -> str:
        """Return an address of the web, '' where there is none. Published lenses have blanks around theirs."""
        node = self.at(key)
        address = node.as_text(2048, required=required).strip()
        if address and not is_address(address):
            node.refuse("one address that begins with https:// or http://")
        return address

    def identifier(self, kind: str, scopes: Iterable[str], *, strict: bool) -> str:
        """Return the required member ``id`` and make it known under ``kind``; it is unique in each scope.

        ``strict`` asks for the AWS format's rule, which what people answer follows.
        """
        node = self.at("id")
        pattern, rule = (_ID, _ID_RULE) if strict else (_LABEL, _LABEL_RULE)
        if not isinstance(node.value, str) or not pattern.fullmatch(node.value):
            node.refuse(rule)
            return ""
        node.define([kind, *scopes], node.value)
        return node.value

    def define(self, kinds: Iterable[str], name: str) -> None:
        """Make a name known under each kind; one that is there already is a problem."""
        first = next((self.log.known[kind, name] for kind in kinds if (kind, name) in self.log.known), None)
        if first:
            self.refuse(f"something else: it stands at {first} already")
        for kind in kinds:
            self.log.known.setdefault((kind, name), self.path)

    def number(self, key: str, low: int, high: int) -> int:
        """Return a required whole number."""
        node = self.at(key)
        if type(node.value) is not int or not low <= node.value <= high:
            node.refuse(f"a whole number from {low} to {high}")
            return low
        return node.value

    def flag(self, key: str) -> bool:
        """Return a required true or false."""
        node = self.at(key)
        if not isinstance(node.value, bool):
            node.refuse("true or false")
        return node.value is True

    def word(self, key: str, allowed: Collection[str]) -> str:
        """Return a required word out of a few, '' where it is none of them."""
        node = self.at(key)
        if not isinstance(node.value, str) or node.value not in allowed:
            node.refuse(" or ".join(f'"{word}"' for word in allowed))
            return ""
        return node.value

    def only(self, *keys: str) -> None:
        """Warn of members that nobody reads: misspelt ones, most likely."""
        members = self.value if isinstance(self.value, dict) else {}
        for key in members:
            if key not in keys:
                self.at(key).warn(f"nothing reads this; known here: {', '.join(keys) or 'nothing'}")
