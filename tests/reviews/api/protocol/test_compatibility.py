"""What breaks clients and what does not: a table of changes, each of one small contract."""

from copy import deepcopy
from typing import Any

import pytest

from reviews.api.protocol.compatibility import differences, verdict

Json = dict[str, Any]

OLD: Json = {
    "paths": {
        "/things/": {
            "get": {
                "operationId": "things_list",
                "security": [{"token": []}],
                "parameters": [
                    {"name": "q", "in": "query", "schema": {"type": "string", "maxLength": 100}},
                    {"name": "order", "in": "query", "schema": {"type": "string", "enum": ["name", "age"]}},
                ],
                "responses": {
                    "200": {
                        "headers": {"ETag": {}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
                    },
                    "404": {"$ref": "#/components/responses/NotFound"},
                },
            },
            "post": {
                "operationId": "things_create",
                "requestBody": {
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewThing"}}},
                },
                "responses": {"201": {"description": "Made."}},
            },
        }
    },
    "components": {
        "responses": {"NotFound": {"description": "Not there.", "content": {"application/problem+json": {}}}},
        "schemas": {
            "Thing": {
                "type": "object",
                "required": ["id", "state"],
                "properties": {
                    "id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
                    "state": {"type": "string", "enum": ["open", "closed"]},
                    "note": {"type": ["string", "null"]},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
                    "secret": {"type": "string", "writeOnly": True},
                },
            },
            "NewThing": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "maxLength": 120},
                    "tier": {"type": "integer", "minimum": 1, "maximum": 3},
                    "kind": {"type": "string", "enum": ["a", "b"]},
                    "note": {"type": ["string", "null"]},
                    "tags": {"type": "array", "maxItems": 20, "items": {"type": "string"}},
                },
            },
        },
    },
}

GET, POST = ("paths", "/things/", "get"), ("paths", "/things/", "post")
THING = ("components", "schemas", "Thing")
NEW_THING = ("components", "schemas", "NewThing")
REMOVED = object()

BREAKING: list[tuple[str, tuple[Any, ...], Any]] = [
    ("operation removed", POST, REMOVED),
    ("operation renamed", (*GET, "operationId"), "list_things"),
    ("sign-in removed", (*GET, "security"), [{"session": []}]),
    ("sign-in newly required", (*POST, "security"), [{"token": []}]),
    ("parameter removed", (*GET, "parameters", 0), REMOVED),
    ("parameter newly required", (*GET, "parameters", 0, "required"), True),
    ("parameter shorter", (*GET, "parameters", 0, "schema", "maxLength"), 50),
    ("parameter value removed", (*GET, "parameters", 1, "schema", "enum"), ["name"]),
    ("success status removed", (*GET, "responses", "200"), REMOVED),
    ("header removed", (*GET, "responses", "200", "headers", "ETag"), REMOVED),
    ("media type removed", (*GET, "responses", "200", "content"), {"text/csv": {}}),
    ("told field removed", (*THING, "properties", "note"), REMOVED),
    ("told field optional", (*THING, "required"), ["id"]),
    ("told field nullable", (*THING, "properties", "id", "type"), ["string", "null"]),
    ("told type changed", (*THING, "properties", "id", "type"), "integer"),
    ("told form dropped", (*THING, "properties", "id", "pattern"), REMOVED),
    ("told value removed", (*THING, "properties", "state", "enum"), ["open"]),
    ("told value added", (*THING, "properties", "state", "enum"), ["open", "closed", "lost"]),
    ("body removed", (*POST, "requestBody"), REMOVED),
    ("body newly required", (*POST, "requestBody", "required"), True),
    ("sent field removed", (*NEW_THING, "properties", "tier"), REMOVED),
    ("sent field newly required", (*NEW_THING, "required"), ["name", "tier"]),
    (
        "required field added",
        NEW_THING,
        {
            **OLD["components"]["schemas"]["NewThing"],
            "required": ["name", "age"],
            "properties": {**OLD["components"]["schemas"]["NewThing"]["properties"], "age": {"type": "integer"}},
        },
    ),
    ("other fields refused", (*THING, "additionalProperties"), False),
    ("sent text shorter", (*NEW_THING, "properties", "name", "maxLength"), 80),
    ("sent text newly limited", (*NEW_THING, "properties", "note", "maxLength"), 80),
    ("sent number narrowed", (*NEW_THING, "properties", "tier", "minimum"), 2),
    ("sent value removed", (*NEW_THING, "properties", "kind", "enum"), ["a"]),
    ("sent null refused", (*NEW_THING, "properties", "note", "type"), "string"),
    ("sent form newly asked", (*NEW_THING, "properties", "name", "pattern"), "^[a-z]+$"),
    ("sent list shorter", (*NEW_THING, "properties", "tags", "maxItems"), 10),
    ("sent item type changed", (*NEW_THING, "properties", "tags", "items", "type"), "integer"),
]

COMPATIBLE: list[tuple[str, tuple[Any, ...], Any]] = [
    ("operation added", ("paths", "/things/", "delete"), {"operationId": "gone", "responses": {}}),
    ("sign-in added", (*GET, "security"), [{"token": []}, {"session": []}]),
    ("on its way out", (*GET, "deprecated"), True),
    ("parameter longer", (*GET, "parameters", 0, "schema", "maxLength"), 200),
    ("parameter value added", (*GET, "parameters", 1, "schema", "enum"), ["name", "age", "tier"]),
    ("status added", (*GET, "responses", "429"), {"description": "Too many."}),
    ("problem removed", (*GET, "responses", "404"), REMOVED),
    ("header added", (*GET, "responses", "200", "headers", "RateLimit"), {}),
    ("told field added", (*THING, "properties", "age"), {"type": "integer"}),
    ("told field always there", (*THING, "required"), ["id", "note", "state"]),
    ("told field never null", (*THING, "properties", "note", "type"), "string"),
    ("sent field added", (*NEW_THING, "properties", "age"), {"type": "integer"}),
    ("sent field optional", (*NEW_THING, "required"), []),
    ("sent text longer", (*NEW_THING, "properties", "name", "maxLength"), 200),
    ("sent limit dropped", (*NEW_THING, "properties", "tier", "maximum"), REMOVED),
    ("sent null allowed", (*NEW_THING, "properties", "name", "type"), ["string", "null"]),
    ("sent value added", (*NEW_THING, "properties", "kind", "enum"), ["a", "b", "c"]),
    ("other fields allowed", (*NEW_THING, "additionalProperties"), REMOVED),
]

SILENT: list[tuple[str, tuple[Any, ...], Any]] = [
    ("words", (*GET, "description"), "All things."),
    ("examples", (*THING, "properties", "id", "examples"), ["0" * 32]),
    ("what is never told", (*THING, "properties", "secret"), REMOVED),
]


def changed(path: tuple[Any, ...], value: object) -> Json:
    """Return the contract with one part set or removed."""
    document = deepcopy(OLD)
    place: Any = document
    for name in path[:-1]:
        place = place[name]
    if value is REMOVED:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return document


@pytest.mark.parametrize(("path", "value"), [row[1:] for row in BREAKING], ids=[row[0] for row in BREAKING])
def test_it_breaks_clients(path: tuple[Any, ...], value: object) -> None:
    new = changed(path, value)
    assert any(each.breaking for each in differences(OLD, new))
    assert "this needs /api/v2/" in verdict(OLD, new)


@pytest.mark.parametrize(("path", "value"), [row[1:] for row in COMPATIBLE], ids=[row[0] for row in COMPATIBLE])
def test_clients_can_live_with_it(path: tuple[Any, ...], value: object) -> None:
    new = changed(path, value)
    found = differences(OLD, new)
    assert found
    assert not any(each.breaking for each in found)
    assert "write docs/openapi.json anew" in verdict(OLD, new)


@pytest.mark.parametrize(("path", "value"), [row[1:] for row in SILENT], ids=[row[0] for row in SILENT])
def test_it_is_no_difference_to_clients(path: tuple[Any, ...], value: object) -> None:
    new = changed(path, value)
    assert differences(OLD, new) == []
    assert "write docs/openapi.json anew" in verdict(OLD, new)


def test_the_same_contract_needs_nothing() -> None:
    assert verdict(OLD, deepcopy(OLD)) == ""


def test_parts_that_are_put_together_count_as_one() -> None:
    whole = OLD["components"]["schemas"]["NewThing"]
    new = changed(NEW_THING, {"allOf": [{"$ref": "#/components/schemas/Base"}, {"type": "object"}]})
    new["components"]["schemas"]["Base"] = whole
    assert differences(OLD, new) == []
