"""Completes the OpenAPI document with what follows from the protocol, so that a view says only what is special to it.

A problem follows from the method, the body and the sign-in; headers from the status; an id's form from its name.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from reviews.api.protocol import examples, headers, linking, sending
from reviews.api.protocol.problems import CONTENT_TYPE
from reviews.api.protocol.schema import MEANINGS
from reviews.api.protocol.sending import operations

Json = dict[str, Any]

_SENTENCE = re.compile(r"[.:;] ")

_SUCCESS = {
    "200": "As asked.",
    "201": "Made; `Location` says where it stands.",
    "202": "Taken in; it goes on after this answer.",
    "204": "Done; there is nothing to say of it.",
}


def complete(result: Json, **given: object) -> Json:
    """Return the document, completed in place. The hook that SPECTACULAR_SETTINGS names."""
    components = result["components"]
    components["headers"] = deepcopy(headers.DESCRIBED)
    components["responses"] = {name: _shared(code) for code, name in _NAMES.items()}
    components["securitySchemes"]["cookieAuth"]["description"] = (
        "The session of a browser; writes send the `X-CSRFToken` header too."
    )
    for schema in components["schemas"].values():
        if "oneOf" in schema:
            schema.setdefault("description", "One of several things.")
    examples.attach_to_fields(components["schemas"])
    sending.tell_apart(result)
    for path, method, operation in operations(result):
        _add_parameters(method, operation, components["schemas"])
        _add_responses(path, method, operation, components)
        examples.attach_to_parameters(path, operation)
        operation["summary"] = _SENTENCE.split(operation["description"], maxsplit=1)[0].rstrip(".")
    linking.link(result)
    examples.attach_to_bodies(result)
    return result


_NAMES = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    406: "NotAcceptable",
    409: "Conflict",
    410: "Gone",
    411: "LengthRequired",
    413: "TooLarge",
    415: "UnsupportedMediaType",
    422: "Unprocessable",
    428: "PreconditionRequired",
    429: "TooManyRequests",
}


def _shared(code: int) -> Json:
    """Return the response of a problem that means the same everywhere."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": MEANINGS[code],
        "content": {CONTENT_TYPE: {"schema": schema, "example": examples.problem(code)}},
        "headers": headers.of_response(str(code), deprecated=False),
    }


def _add_parameters(method: str, operation: Json, schemas: Json) -> None:
    """Add the headers that a client may or must send."""
    parameters = operation.setdefault("parameters", [])
    known = {parameter["name"] for parameter in parameters}
    if _is_representation(method, operation) and "If-None-Match" not in known:
        parameters.append(headers.if_none_match())
    if "428" in operation["responses"] and "If-Match" not in known and not _is_bulk(operation):
        parameters.append(headers.if_match(required=method != "put" and not _names_version(operation, schemas)))
    if not parameters:
        del operation["parameters"]


def _names_version(operation: Json, schemas: Json) -> bool:
    """Return whether the body can say what the write is based on."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    return "version" in schemas.get(name, {}).get("properties", {})


def _is_bulk(operation: Json) -> bool:
    stale = operation["responses"].get("412")
    return bool(stale) and stale["content"][CONTENT_TYPE]["schema"].get("$ref", "").endswith("/Stale")


def _is_representation(method: str, operation: Json) -> bool:
    """Return whether a read gives a representation with an entity tag, and not a file that is sent as it is made."""
    if method != "get":
        return False
    contents = operation["responses"].get("200", {}).get("content", {})
    schema = contents.get("application/json", {}).get("schema", {})
    return "$ref" in schema or "properties" in schema or schema.get("type") == "array"


def _add_responses(path: str, method: str, operation: Json, components: Json) -> None:
    said = operation["responses"]
    for code in _follows(path, method, operation):
        said.setdefault(str(code), _reference(code))
    if _is_representation(method, operation):
        said["304"] = {"description": "What `If-None-Match` names is what there is."}
    deprecated = operation.get("deprecated", False)
    for status, response in said.items():
        if "$ref" in response:
            continue
        if _is_ordinary(status, response) and not deprecated:
            said[status] = _reference(int(status))
            continue
        response["description"] = response["description"] or _SUCCESS[status]
        response["headers"] = headers.of_response(status, deprecated=deprecated) | response.get("headers", {})
        if _is_representation(method, operation) and status in ("200", "304"):
            response["headers"]["ETag"] = headers.reference("ETag")
        if status.startswith("2") and headers.IDEMPOTENCY_KEY in _names(operation):
            response["headers"]["Idempotency-Replayed"] = headers.reference("Idempotency-Replayed")
        if status.startswith("2") and "If-Match" in _names(operation) and method != "delete":
            response["headers"]["ETag"] = headers.reference("ETag")
    operation["responses"] = dict(sorted(said.items()))


def _names(operation: Json) -> set[str]:
    return {parameter["name"] for parameter in operation.get("parameters", [])}


def _follows(path: str, method: str, operation: Json) -> Iterator[int]:
    """Return the problems that an operation can answer whatever its view says."""
    signed_in = any(operation.get("security", []))
    if signed_in:
        yield from (401, 429)
    # A person signed in by a session may lack the CSRF token, and a token the scope to write.
    if signed_in and method != "get":
        yield 403
    if "{" in path:
        yield 404
    yield 406
    places = {parameter["in"] for parameter in operation.get("parameters", [])}
    if "query" in places or "requestBody" in operation or headers.IDEMPOTENCY_KEY in _names(operation):
        yield 400
    if "requestBody" in operation:
        yield from (411, 413, 415, 422)
    if headers.IDEMPOTENCY_KEY in _names(operation):
        yield 422


def _is_ordinary(status: str, response: Json) -> bool:
    code = int(status)
    return code in _NAMES and response["description"] == MEANINGS[code] and CONTENT_TYPE in response.get("content", {})


def _reference(code: int) -> Json:
    return {"$ref": f"#/components/responses/{_NAMES[code]}"}
