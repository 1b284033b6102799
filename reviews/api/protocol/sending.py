"""Tells apart, in the OpenAPI document, what clients send from what they are told."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

Json = dict[str, Any]

METHODS = ("get", "put", "post", "patch", "delete")

_SCHEMAS = "#/components/schemas/"


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Return every (path, method, operation) of a document."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def tell_apart(document: Json) -> None:
    """Give what is sent schemas of its own where it is more than is asked, and close them, in place.

    A thing that was read can be sent back: its read-only fields are ignored then, and never required. Fields that are
    not known are refused.
    """
    schemas = document["components"]["schemas"]
    sent, told = _used(document)
    for name in sorted(sent & told):
        if any(schemas[name]["properties"][field].get("readOnly") for field in schemas[name].get("required", [])):
            _split(document, name)
    sent, told = _used(document)
    for name in sent - told:
        if schemas[name].get("type") == "object":
            schemas[name]["additionalProperties"] = False


def _split(document: Json, name: str) -> None:
    """Make a copy of a component for requests, in which read-only fields may be left out."""
    schemas = document["components"]["schemas"]
    copy = deepcopy(schemas[name])
    copy["required"] = [field for field in copy["required"] if not copy["properties"][field].get("readOnly")]
    if not copy["required"]:
        del copy["required"]
    sent, told = _used(document)
    bodies = [operation["requestBody"] for _, _, operation in operations(document) if "requestBody" in operation]
    for part in [*bodies, *(schemas[each] for each in sent - told)]:
        _rename(part, name)
    schemas[_sent_name(name)] = copy


def _sent_name(name: str) -> str:
    return f"{name}ToWrite"


def _rename(part: Any, name: str) -> None:  # noqa: ANN401 - any part of the document
    if isinstance(part, list):
        for each in part:
            _rename(each, name)
    elif isinstance(part, dict):
        if part.get("$ref") == _SCHEMAS + name:
            part["$ref"] = _SCHEMAS + _sent_name(name)
        for each in part.values():
            _rename(each, name)


def _used(document: Json) -> tuple[set[str], set[str]]:
    """Return the names of the schemas that are sent, and of those that are told."""
    schemas = document["components"]["schemas"]
    sent: set[str] = set()
    told: set[str] = set()
    for _, _, operation in operations(document):
        sent |= _reached(operation.get("requestBody", {}), schemas)
        told |= _reached(operation["responses"], schemas)
    return sent, told


def _reached(part: Any, schemas: Json) -> set[str]:  # noqa: ANN401 - any part of the document
    """Return the names of all schemas that a part leads to."""
    found: set[str] = set()
    waiting = [part]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting += each
        elif isinstance(each, dict):
            waiting += each.values()
            name = str(each.get("$ref", "")).removeprefix("#/components/schemas/")
            if name in schemas and name not in found:
                found.add(name)
                waiting.append(schemas[name])
    return found
