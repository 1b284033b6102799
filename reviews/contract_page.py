"""The contract as the readable page shows it: operations by tag, and what the things in them are made of.

Everything is read from the OpenAPI document itself, so that page and document cannot say two things.
"""

import json
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any

from drf_spectacular.generators import SchemaGenerator

Json = dict[str, Any]

ROOT = "/api/v1/"

_NONE = object()
_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Field:
    """A parameter, or a field of a thing. ``place`` is path, query, header, or '' for a field."""

    name: str
    place: str
    type: str
    of: str
    required: bool
    description: str
    example: str


@dataclass(frozen=True)
class Answer:
    """What an operation can answer. ``of`` names the thing that is told, ``example`` is JSON text."""

    status: str
    phrase: str
    description: str
    of: str
    headers: list[str]
    example: str


@dataclass(frozen=True)
class Operation:
    """One method of one address; ``path`` begins after the version."""

    anchor: str
    method: str
    path: str
    description: str
    deprecated: bool
    parameters: list[Field]
    body: str
    curl: str
    answers: list[Answer]
    problems: list[Answer]

    @property
    def short(self) -> str:
        """The end of the address, for narrow places."""
        parts = self.path.split("/")
        return self.path if len(parts) <= 3 else "/".join(["…", *parts[-3:]])

    def holds(self, words: list[str]) -> bool:
        """Return whether every word, in lower case, stands in it."""
        names = [field.name for field in self.parameters]
        text = " ".join([self.method, self.path, self.description, self.body, *names]).lower()
        return all(word in text for word in words)


@dataclass(frozen=True)
class Tag:
    """Operations that belong together."""

    name: str
    description: str
    operations: list[Operation]


@dataclass(frozen=True)
class Thing:
    """What bodies and answers are made of."""

    name: str
    description: str
    fields: list[Field]


@dataclass(frozen=True)
class Page:
    """All of it."""

    description: list[str]
    tags: list[Tag]
    things: list[Thing]
    problems: list[Answer]

    def narrowed(self, query: str) -> "Page":
        """Return the page with those operations alone that hold every word of the query."""
        words = query.lower().split()
        tags = [Tag(tag.name, tag.description, [o for o in tag.operations if o.holds(words)]) for tag in self.tags]
        return Page(self.description, [tag for tag in tags if tag.operations], self.things, self.problems)


@cache
def page() -> Page:
    """Return the page; the document cannot change while the process runs."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]  # the generator ships no types
    document = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # nor does this
    return page_of(json.loads(json.dumps(document, default=str)))


def page_of(document: Json) -> Page:
    """Return the page of an OpenAPI document."""
    reading = _Reading(document)
    by_tag: dict[str, list[Operation]] = {tag["name"]: [] for tag in document["tags"]}
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                by_tag[item[method]["tags"][0]].append(reading.operation(path, method, item[method]))
    described = {tag["name"]: tag["description"] for tag in document["tags"]}
    tags = [Tag(name, described[name], operations) for name, operations in by_tag.items() if operations]
    schemas = document["components"]["schemas"]
    things = [reading.thing(name, schemas[name]) for name in sorted(schemas)]
    problems = [reading.answer(response, "") for response in document["components"]["responses"].values()]
    return Page(document["info"]["description"].split("\n\n"), tags, things, problems)


class _Reading:
    """Reads the parts of one document."""

    def __init__(self, document: Json) -> None:
        self.document = document
        self.schemas: Json = document["components"]["schemas"]

    def operation(self, path: str, method: str, said: Json) -> Operation:
        """Read one operation."""
        answers = [self.answer(response, status) for status, response in said["responses"].items()]
        contents: Json = said.get("requestBody", {}).get("content", {})
        content: tuple[str, Json] | None = next(iter(contents.items()), None)
        return Operation(
            anchor=said["operationId"],
            method=method.upper(),
            path=path.removeprefix(ROOT),
            description=said["description"],
            deprecated=said.get("deprecated", False),
            parameters=[self.field(each["name"], each["schema"], each) for each in said.get("parameters", [])],
            body=_kind(content[1]["schema"])[1] if content else "",
            curl=_curl(path, method, said, content),
            answers=[each for each in answers if each.status < "4"],
            problems=[each for each in answers if each.status >= "4"],
        )

    def answer(self, response: Json, status: str) -> Answer:
        """Read one answer, by reference or not. A shared one without a status says its own."""
        if "$ref" in response:
            response = self.document["components"]["responses"][response["$ref"].rpartition("/")[2]]
        contents: Json = response.get("content", {})
        content: Json = next(iter(contents.values()), {})
        example: Any = content.get("example")
        status = status or str(example["status"])
        return Answer(
            status=status,
            phrase=HTTPStatus(int(status)).phrase,
            description=response["description"],
            of=_kind(content.get("schema", {}))[1],
            headers=list(response.get("headers", {})),
            example=_text(example),
        )

    def thing(self, name: str, schema: Json) -> Thing:
        """Read one component."""
        required = set(schema.get("required", []))
        fields = [
            self.field(each, inner, {"description": inner.get("description", ""), "required": each in required})
            for each, inner in schema.get("properties", {}).items()
        ]
        return Thing(name, schema.get("description", ""), fields)

    def field(self, name: str, schema: Json, said: Json) -> Field:
        """Read a parameter or a field."""
        kind, of = _kind(schema)
        example = said["example"] if "example" in said else schema.get("examples", [_NONE])[0]
        return Field(
            name=name,
            place=said.get("in", ""),
            type=kind,
            of=of,
            required=said.get("required", False),
            description=said["description"],
            example="" if example is _NONE else _short(example),
        )


def _kind(schema: Json) -> tuple[str, str]:
    """Return what a schema is in words, and the name of the component that it holds, '' for none."""
    if "$ref" in schema:
        return "", schema["$ref"].rpartition("/")[2]
    for word in ("allOf", "oneOf", "anyOf"):
        if word in schema:
            kinds = [_kind(part) for part in schema[word]]
            empty = "null, or " if any(kind == "null" for kind, _ in kinds) else ""
            return empty, next((of for _, of in kinds if of), "")
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else list(types)
    if "array" in types:
        kind, of = _kind(schema.get("items", {}))
        return f"list of {kind or ''}".strip(), of
    if "enum" in schema:
        return " or ".join("null" if value is None else json.dumps(value) for value in schema["enum"]), ""
    limits = _limits(schema)
    return " or ".join(types) + (f", {limits}" if limits else ""), ""


_LIMITS = {
    "format": "{}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minimum": "from {}",
    "maximum": "to {}",
    "default": "without it {}",
}


def _limits(schema: Json) -> str:
    said = [text.format(schema[name]) for name, text in _LIMITS.items() if name in schema and schema[name] != ""]
    if schema.get("pattern") == "^[0-9a-f]{32}$":
        said.append("32 hexadecimal digits")
    return ", ".join(said)


def _curl(path: str, method: str, said: Json, content: tuple[str, Json] | None) -> str:
    """Return a command line that asks for it."""
    lines = ["curl -s" + ("" if method == "get" else f" -X {method.upper()}"), '-H "Authorization: Bearer $TOKEN"']
    query = []
    for parameter in said.get("parameters", []):
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(parameter.get("example", parameter["name"].upper())))
        elif parameter.get("required") and parameter["in"] == "header":
            lines.append(f"-H '{parameter['name']}: {parameter['example']}'")
        elif parameter.get("required"):
            query.append(f"{parameter['name']}={parameter['example']}")
    if content:
        kind, body = content
        lines.append(f"-H 'Content-Type: {kind}'")
        example = body.get("example")
        lines.append("--data-binary @FILE" if example is None else f"-d '{json.dumps(example, ensure_ascii=False)}'")
    address = path.removeprefix(ROOT) + ("?" + "&".join(query) if query else "")
    return " \\\n  ".join([*lines, f'"$API/{address}"'])


def _text(value: object) -> str:
    return "" if value is None else json.dumps(value, indent=2, ensure_ascii=False)


def _short(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
