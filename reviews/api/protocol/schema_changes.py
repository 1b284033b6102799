"""What changes for clients between two JSON Schemas of one place in the contract. Pure; compatibility.py has the rest.

What is sent in may ask less than before, and what is told may promise more; the other way round clients break.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

SENT, TOLD = "sent", "told"


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: where it is, what it is, and whether it breaks clients that were made for the old contract."""

    where: str
    what: str
    breaking: bool


@dataclass(frozen=True, slots=True)
class Sides:
    """Two documents whose parts are compared, in one direction: ``SENT`` by clients, or ``TOLD`` to them."""

    old: Json
    new: Json
    direction: str

    def resolved(self, part: Json, *, new: bool) -> Json:
        """Return what a part refers to in its document; parts of an ``allOf`` made one."""
        document = self.new if new else self.old
        while "$ref" in part:
            part = resolve(document, part)
        if "allOf" not in part:
            return part
        whole: Json = {name: value for name, value in part.items() if name != "allOf"}
        for each in part["allOf"]:
            inner = self.resolved(each, new=new)
            properties = {**inner.get("properties", {}), **whole.get("properties", {})}
            required = sorted({*inner.get("required", ()), *whole.get("required", ())})
            whole = {**inner, **whole}
            if properties:
                whole |= {"properties": properties, "required": required}
        return whole


def resolve(document: Json, part: Json) -> Json:
    """Return what a part of a document refers to, or the part itself."""
    if "$ref" not in part:
        return part
    found: Any = document
    for name in part["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    resolved: Json = found
    return resolved


def schema_differences(
    sides: Sides, old: Json, new: Json, where: str, seen: frozenset[str] = frozenset()
) -> Iterator[Difference]:
    """Return every change from ``old`` to ``new``; a schema within itself is compared once."""
    step = f"{old.get('$ref')} {new.get('$ref')}"
    if "$ref" in old and "$ref" in new:
        if step in seen:
            return
        seen |= {step}
    old, new = sides.resolved(old, new=False), sides.resolved(new, new=True)
    yield from _types(sides, old, new, where)
    yield from _choices(sides, old, new, where)
    yield from _limits(sides, old, new, where)
    yield from _forms(sides, old, new, where)
    yield from _fields(sides, old, new, where, seen)
    yield from _inner(sides, old, new, where, seen)


def _types(sides: Sides, old: Json, new: Json, where: str) -> Iterator[Difference]:
    before, after = _type_set(old), _type_set(new)
    if before == after:
        return
    # No type at all is every type.
    lost = (bool(before - after) and bool(after)) or not before
    gained = (bool(after - before) and bool(before)) or not after
    breaking = lost if sides.direction == SENT else gained
    yield Difference(where, f"type {_said(before)} became {_said(after)}", breaking)


def _type_set(schema: Json) -> set[str]:
    said = schema.get("type", [])
    types = {said} if isinstance(said, str) else set(said)
    return types | {"integer"} if "number" in types else types


def _said(types: set[str]) -> str:
    return " or ".join(sorted(types)) or "any"


def _choices(sides: Sides, old: Json, new: Json, where: str) -> Iterator[Difference]:
    before, after = old.get("enum"), new.get("enum")
    if before == after:
        return
    if before is None or after is None:
        narrowed = before is None
        what = "now has a fixed set of values" if narrowed else "has no fixed set of values any more"
        yield Difference(where, what, narrowed if sides.direction == SENT else not narrowed)
        return
    for value in (value for value in before if value not in after):
        yield Difference(where, f"the value {value!r} was removed", True)
    for value in (value for value in after if value not in before):
        # A client that knows a fixed set of values fails on one that is new.
        yield Difference(where, f"the value {value!r} was added", sides.direction == TOLD)


_LIMITS: dict[str, Callable[[Any, Any], bool]] = {
    name: (lambda before, after: after < before) for name in ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
} | {name: (lambda before, after: after > before) for name in ("minimum", "exclusiveMinimum", "minLength", "minItems")}


def _limits(sides: Sides, old: Json, new: Json, where: str) -> Iterator[Difference]:
    for name, is_narrower in _LIMITS.items():
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        narrowed = after is not None and (before is None or is_narrower(before, after))
        yield Difference(where, f"{name} {before} became {after}", narrowed and sides.direction == SENT)


def _forms(sides: Sides, old: Json, new: Json, where: str) -> Iterator[Difference]:
    for name in ("pattern", "format"):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        promised_less = before is not None
        asks_more = after is not None
        breaking = asks_more if sides.direction == SENT else promised_less
        yield Difference(where, f"{name} {before} became {after}", breaking)


def _fields(sides: Sides, old: Json, new: Json, where: str, seen: frozenset[str]) -> Iterator[Difference]:
    before, after = _visible(sides, old), _visible(sides, new)
    was, has_to = set(old.get("required", ())), set(new.get("required", ()))
    for name in before.keys() - after.keys():
        yield Difference(f"{where}.{name}", "the field was removed", True)
    for name in after.keys() - before.keys():
        newly = sides.direction == SENT and name in has_to
        yield Difference(f"{where}.{name}", "a required field was added" if newly else "a field was added", newly)
    for name in before.keys() & after.keys():
        if (name in was) != (name in has_to):
            what = "the field became " + ("required" if name in has_to else "optional")
            yield Difference(f"{where}.{name}", what, (name in has_to) == (sides.direction == SENT))
        yield from schema_differences(sides, before[name], after[name], f"{where}.{name}", seen)


def _visible(sides: Sides, schema: Json) -> dict[str, Json]:
    hidden = "readOnly" if sides.direction == SENT else "writeOnly"
    return {name: field for name, field in schema.get("properties", {}).items() if not field.get(hidden)}


def _inner(sides: Sides, old: Json, new: Json, where: str, seen: frozenset[str]) -> Iterator[Difference]:
    if "items" in old and "items" in new:
        yield from schema_differences(sides, old["items"], new["items"], f"{where}[]", seen)
    before, after = old.get("additionalProperties", True), new.get("additionalProperties", True)
    if isinstance(before, dict) and isinstance(after, dict):
        yield from schema_differences(sides, before, after, f"{where}.*", seen)
    elif before != after:
        closed = after is False
        yield Difference(where, "other fields are " + ("refused" if closed else "allowed"), closed)
    for word in ("oneOf", "anyOf"):
        yield from _alternatives(sides, old.get(word, []), new.get(word, []), where, seen)


def _alternatives(
    sides: Sides, old: list[Json], new: list[Json], where: str, seen: frozenset[str]
) -> Iterator[Difference]:
    if len(old) != len(new):
        fewer = len(new) < len(old)
        yield Difference(
            where, f"{len(old)} alternatives became {len(new)}", fewer if sides.direction == SENT else not fewer
        )
    for number, (before, after) in enumerate(zip(old, new, strict=False)):
        yield from schema_differences(sides, before, after, f"{where}|{number}", seen)
