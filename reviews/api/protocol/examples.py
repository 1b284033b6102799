"""Examples in the OpenAPI document: one value for each field and parameter, and bodies composed of them."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from reviews.api.protocol.example_values import (
    BY_COMPONENT,
    BY_FORMAT,
    BY_NAME,
    HOST,
    NEXT_PAGE,
    PATH_WORDS,
    WHOLE,
)

Json = dict[str, Any]

_PROBLEM = "urn:lintel:problem:input"

#: What is asked for holds no control characters, and no spaces around it.
TEXT_PATTERN = r"^[^\s\x00-\x1f\x7f-\x9f]([^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f])?$"

WORDS_PATTERN = r"^[^\x00-\x1f\x7f-\x9f]*$"

ID_PATTERN = "^[0-9a-f]{32}$"


def problem(code: int) -> Json:
    """Return a problem of a status, as it looks when it happens."""
    body: Json = {
        "type": "about:blank",
        "title": HTTPStatus(code).phrase,
        "status": code,
        "detail": _DETAILS[code],
        "instance": BY_NAME["instance"],
    }
    if code == 422:
        body |= {"type": _PROBLEM, "title": "The input is not accepted"}
        body["errors"] = [{"pointer": "/name", "detail": _DETAILS[422]}]
    return body


_DETAILS = {
    400: "JSON parse error - Expecting value: line 1 column 1 (char 0)",
    401: "This token is unknown or was revoked.",
    403: "You do not have permission to perform this action.",
    404: "Not found.",
    406: "Could not satisfy the request Accept header.",
    409: "The file is not written yet.",
    410: "The file is over.",
    411: "Send the length of the body in Content-Length.",
    413: "The body is larger than 1 MB.",
    415: 'Unsupported media type "text/plain" in request.',
    422: "This field is required.",
    428: "Send If-Match with the ETag of what you read, so that nothing is overwritten unseen.",
    429: "Request was throttled. Expected available in 42 seconds.",
}


def attach_to_fields(schemas: Json) -> None:
    """Give each field of each component its example, and ids their form, in place; a reference has its component's."""
    for component, schema in schemas.items():
        if component in WHOLE:
            schema["examples"] = [WHOLE[component]]
        for name, field in schema.get("properties", {}).items():
            if "examples" in field or _leads_on(field):
                continue
            found = list(_candidates(component, name, field))
            if found:
                field["examples"] = found[:1]
                _give_form(field, next((each for each in found if each is not None), None))


def _give_form(schema: Json, example: object) -> None:
    """Say of a text whose example is one of our ids what ids look like."""
    if isinstance(example, str) and re.fullmatch(ID_PATTERN, example) and not {"enum", "format"} & set(schema):
        schema["pattern"] = ID_PATTERN


def _leads_on(field: Json) -> bool:
    """Return whether a field holds components, which have examples of their own."""
    inner = field.get("items", field.get("additionalProperties", {}))
    inner = inner if isinstance(inner, dict) else {}
    return any("$ref" in part or {"allOf", "oneOf", "anyOf"} & set(part) for part in (field, inner))


def _candidates(component: str, name: str, field: Json) -> Iterator[Any]:
    special = f"{component}.{name}"
    if special in BY_COMPONENT and _fits(BY_COMPONENT[special], field):
        yield BY_COMPONENT[special]
    if name in BY_NAME and _fits(BY_NAME[name], field):
        yield BY_NAME[name]
    if "enum" in field:
        yield next(value for value in field["enum"] if value not in (None, ""))
    if field.get("format") in BY_FORMAT:
        yield BY_FORMAT[field["format"]]
    if "enum" in field.get("items", {}):
        yield field["items"]["enum"][:1]
    if "boolean" in _types(field):
        yield field.get("default", False)
    if _types(field) & {"integer", "number"}:
        yield max(field.get("minimum", 0), min(field.get("maximum", 3), 3))


def _types(field: Json) -> set[str]:
    said = field.get("type", [])
    return {said} if isinstance(said, str) else set(said)


_KINDS: dict[type, set[str]] = {
    str: {"string"},
    bool: {"boolean"},
    int: {"integer", "number"},
    float: {"number"},
    list: {"array"},
    dict: {"object"},
    type(None): {"null"},
}


def _fits(value: object, field: Json) -> bool:
    if "enum" in field:
        return value in field["enum"]
    if field.get("format") in BY_FORMAT and isinstance(value, str):
        return len(value) == len(BY_FORMAT[field["format"]]) and value.startswith("20")
    types = _types(field)
    return not types or bool(types & _KINDS[type(value)])


def attach_to_parameters(path: str, operation: Json) -> None:
    """Give each parameter of an operation its example and, where it has none, its description, in place."""
    for parameter in operation.get("parameters", []):
        name, schema = parameter["name"], parameter["schema"]
        parameter["description"] = parameter.get("description", "").strip()
        if parameter["in"] == "path":
            _describe_path(path, parameter)
        if "example" not in parameter and "examples" not in parameter:
            word = _word_before(path, name) if parameter["in"] == "path" else name
            found = list(_candidates("parameter", word, schema))
            if found:
                parameter["example"] = found[0]
                _give_form(schema, found[0])
        # A parameter without a value is refused, so that it is not taken for no filter at all.
        if parameter["in"] == "query" and _types(schema) == {"string"}:
            if name != "q":
                schema.setdefault("minLength", 1)
            if not {"enum", "format", "pattern"} & set(schema) and "requestBody" not in operation:
                schema["pattern"] = WORDS_PATTERN if name == "q" else TEXT_PATTERN


def _word_before(path: str, name: str) -> str:
    """Return what a path parameter names, from the part of the address before it: ``workloads/{public_id}``."""
    parts = path.strip("/").split("/")
    before = parts[parts.index(f"{{{name}}}") - 1]
    return PATH_WORDS[before][0] if before in PATH_WORDS else name


def _describe_path(path: str, parameter: Json) -> None:
    parts = path.strip("/").split("/")
    before = parts[parts.index(f"{{{parameter['name']}}}") - 1]
    if before in PATH_WORDS:
        parameter["description"] = parameter["description"] or PATH_WORDS[before][1]


def attach_to_bodies(document: Json) -> None:
    """Give each body that is sent or told as JSON an example, composed of the fields' own, in place."""
    schemas = document["components"]["schemas"]
    for path, item in document["paths"].items():
        for operation in (value for value in item.values() if isinstance(value, dict)):
            for content in operation.get("requestBody", {}).get("content", {}).values():
                _attach(content, schemas, skipped="readOnly")
            for response in operation["responses"].values():
                for content in response.get("content", {}).values():
                    _attach(content, schemas, skipped="writeOnly")
                    _lead_to_own_pages(content.get("example"), path, operation)


def _attach(content: Json, schemas: Json, *, skipped: str) -> None:
    if "example" in content or "examples" in content:
        return
    value = composed(content["schema"], schemas, skipped=skipped)
    if value is not None:
        content["example"] = value


def _lead_to_own_pages(example: object, path: str, operation: Json) -> None:
    """Let the page of a list name the next page of the same list, in place."""
    if isinstance(example, dict) and set(example) == {"results", "next"}:
        for parameter in operation.get("parameters", []):
            path = path.replace(f"{{{parameter['name']}}}", str(parameter["example"]))
        example["next"] = f"{HOST}{path}{NEXT_PAGE}"


def composed(schema: Json, schemas: Json, *, skipped: str) -> Any:  # noqa: ANN401 - any JSON
    """Return the example of a schema, put together from those of its fields; None where there is none.

    ``skipped`` is the mark of fields that are left out: ``readOnly`` in what is sent, ``writeOnly`` in what is told.
    """
    if "examples" in schema:
        return schema["examples"][0]
    if "$ref" in schema:
        return composed(schemas[schema["$ref"].rpartition("/")[2]], schemas, skipped=skipped)
    for word in ("allOf", "oneOf", "anyOf"):
        if word in schema:
            return composed(schema[word][0], schemas, skipped=skipped)
    if "properties" in schema:
        fields = {name: field for name, field in schema["properties"].items() if not field.get(skipped)}
        return {name: composed(field, schemas, skipped=skipped) for name, field in fields.items()}
    if "items" in schema:
        return [composed(schema["items"], schemas, skipped=skipped)]
    more = schema.get("additionalProperties")
    return {"name": composed(more, schemas, skipped=skipped)} if isinstance(more, dict) and more else None
