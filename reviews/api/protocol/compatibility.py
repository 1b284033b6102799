"""Whether a new contract breaks clients that were made for the old one: the rules of versioning, as code. Pure.

Inside version 1 things may be added, asked less of and promised more. What removes, narrows or newly requires needs
``/api/v2/``.
"""

from collections.abc import Iterator
from typing import Any

from reviews.api.protocol.schema_changes import SENT, TOLD, Difference, Sides, resolve, schema_differences

Json = dict[str, Any]

METHODS = ("get", "put", "post", "patch", "delete")


def differences(old: Json, new: Json) -> list[Difference]:
    """Return what changed for clients from one OpenAPI document to another, what breaks first.

    Words, examples and links don't count: two documents that differ in nothing else give an empty list.
    """
    found = set(_operations(old, new))
    return sorted(found, key=lambda each: (not each.breaking, each.where, each.what))


def verdict(old: Json, new: Json) -> str:
    """Return in words what has to be done about a new document; empty where the two are the same."""
    if old == new:
        return ""
    found = differences(old, new)
    lines = [f"  {'breaking' if each.breaking else 'compatible'}: {each.where}: {each.what}" for each in found]
    if any(each.breaking for each in found):
        head = "The contract changed in a way that breaks clients: this needs /api/v2/."
    else:
        head = "The contract changed in a way that clients can live with: write docs/openapi.json anew."
    return "\n".join([head, *lines])


def _operations(old: Json, new: Json) -> Iterator[Difference]:
    before, after = _by_name(old), _by_name(new)
    for name in before.keys() - after.keys():
        yield Difference(name, "the operation was removed", True)
    for name in after.keys() - before.keys():
        yield Difference(name, "an operation was added", False)
    for name in before.keys() & after.keys():
        yield from _operation(old, new, before[name], after[name], name)


def _by_name(document: Json) -> dict[str, Json]:
    return {
        f"{method.upper()} {path}": item[method]
        for path, item in document.get("paths", {}).items()
        for method in METHODS
        if method in item
    }


def _operation(old: Json, new: Json, before: Json, after: Json, name: str) -> Iterator[Difference]:
    if before.get("operationId") != after.get("operationId"):
        yield Difference(name, "operationId changed, and with it the names in generated clients", True)
    if not before.get("deprecated") and after.get("deprecated"):
        yield Difference(name, "is on its way out", False)
    yield from _sign_in(before.get("security") or [{}], after.get("security") or [{}], name)
    yield from _parameters(Sides(old, new, SENT), before, after, name)
    yield from _body(Sides(old, new, SENT), before, after, name)
    yield from _responses(Sides(old, new, TOLD), before, after, name)


def _sign_in(before: list[Json], after: list[Json], name: str) -> Iterator[Difference]:
    was, has = ({" and ".join(sorted(way)) or "nothing" for way in ways} for ways in (before, after))
    for way in was - has:
        yield Difference(name, f"signing in by {way} was removed", True)
    for way in has - was:
        yield Difference(name, f"signing in by {way} was added", False)


def _parameters(sides: Sides, before: Json, after: Json, name: str) -> Iterator[Difference]:
    was, has = _by_place(sides.old, before), _by_place(sides.new, after)
    for place in was.keys() - has.keys():
        yield Difference(f"{name} {place}", "the parameter was removed", True)
    for place in has.keys() - was.keys():
        required = bool(has[place].get("required"))
        what = "a required parameter was added" if required else "a parameter was added"
        yield Difference(f"{name} {place}", what, required)
    for place in was.keys() & has.keys():
        needed, needs = bool(was[place].get("required")), bool(has[place].get("required"))
        if needed != needs:
            yield Difference(f"{name} {place}", "the parameter became " + ("required" if needs else "optional"), needs)
        yield from schema_differences(sides, was[place]["schema"], has[place]["schema"], f"{name} {place}")


def _by_place(document: Json, operation: Json) -> dict[str, Json]:
    parameters = [resolve(document, each) for each in operation.get("parameters", [])]
    return {f"{each['in']} {each['name']}": each for each in parameters}


def _body(sides: Sides, before: Json, after: Json, name: str) -> Iterator[Difference]:
    was, has = before.get("requestBody"), after.get("requestBody")
    if was is None and has is None:
        return
    if was is None or has is None:
        breaking = has is None or bool(has.get("required"))
        yield Difference(f"{name} body", "a body was " + ("removed" if has is None else "added"), breaking)
        return
    if not was.get("required") and has.get("required"):
        yield Difference(f"{name} body", "the body became required", True)
    yield from _contents(sides, was, has, f"{name} body")


def _responses(sides: Sides, before: Json, after: Json, name: str) -> Iterator[Difference]:
    was, has = before["responses"], after["responses"]
    for status in was.keys() - has.keys():
        yield Difference(f"{name} {status}", "the status was removed", status.startswith("2"))
    for status in has.keys() - was.keys():
        yield Difference(f"{name} {status}", "a status was added", False)
    for status in was.keys() & has.keys():
        old, new = resolve(sides.old, was[status]), resolve(sides.new, has[status])
        for header in old.get("headers", {}).keys() - new.get("headers", {}).keys():
            yield Difference(f"{name} {status}", f"the header {header} was removed", True)
        for header in new.get("headers", {}).keys() - old.get("headers", {}).keys():
            yield Difference(f"{name} {status}", f"the header {header} was added", False)
        yield from _contents(sides, old, new, f"{name} {status}")


def _contents(sides: Sides, old: Json, new: Json, where: str) -> Iterator[Difference]:
    before, after = old.get("content", {}), new.get("content", {})
    for kind in before.keys() - after.keys():
        yield Difference(where, f"the media type {kind} was removed", True)
    for kind in after.keys() - before.keys():
        yield Difference(where, f"the media type {kind} was added", False)
    for kind in before.keys() & after.keys():
        yield from schema_differences(sides, before[kind].get("schema", {}), after[kind].get("schema", {}), where)
