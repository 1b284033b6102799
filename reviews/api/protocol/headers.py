"""The headers that the API reads and sends, as the OpenAPI document describes them."""

from typing import Any

Json = dict[str, Any]

IDEMPOTENCY_KEY = "Idempotency-Key"

_TAG = '"9b1f6a3c5d7e8f90a1b2c3d4e5f60718"'
_REQUEST_ID = "7f3c1e9a2b4d4c6e8f0a1b2c3d4e5f60"


def _header(description: str, example: object, **schema: object) -> Json:
    return {"description": description, "schema": {"type": "string", **schema}, "example": example}


#: What an answer can carry.
DESCRIBED: dict[str, Json] = {
    "ETag": _header("The entity tag of the thing as it stands, for `If-None-Match` and `If-Match`.", _TAG),
    "Location": _header(
        "Where the thing that was made stands.",
        "https://lintel.example/api/v1/workloads/6f1d2c3b4a5968778695a4b3c2d1e0f9/",
        format="uri",
    ),
    "X-Request-ID": _header("Names this request in the logs: the one that was sent, or a fresh one.", _REQUEST_ID),
    "RateLimit-Policy": _header("How many requests (`q`) go in how many seconds (`w`).", '"default";q=1200;w=60'),
    "RateLimit": _header(
        "How many requests remain (`r`), and in how many seconds that ends (`t`).", '"default";r=1199;t=42'
    ),
    "Retry-After": _header("In how many seconds to come back.", 42, type="integer", minimum=0),
    "WWW-Authenticate": _header("How to sign in.", "Bearer"),
    "Idempotency-Replayed": _header(
        "`true` where this is the answer that the key got the first time.", "true", enum=["true"]
    ),
    "Deprecation": _header("Since when this is on its way out (RFC 9745).", "@1795478400"),
    "Sunset": _header("From when on it is gone (RFC 8594).", "Wed, 24 Nov 2027 00:00:00 GMT"),
    "Link": _header(
        'Where to read what to use instead, as `rel="deprecation"`.',
        '<https://lintel.example/api/>; rel="deprecation"',
    ),
}


def reference(name: str) -> Json:
    """Return the reference to a header of the document's components."""
    return {"$ref": f"#/components/headers/{name}"}


def of_response(status: str, *, deprecated: bool) -> Json:
    """Return the headers that every answer of this status has, by name."""
    names = ["X-Request-ID"]
    # Whoever is not known is not counted.
    if status != "401":
        names += ["RateLimit", "RateLimit-Policy"]
    if status == "201":
        names.append("Location")
    if status == "401":
        names.append("WWW-Authenticate")
    if status == "412":
        names.append("ETag")
    if status == "429":
        names.append("Retry-After")
    if deprecated and status.startswith(("2", "3")):
        names += ["Deprecation", "Sunset", "Link"]
    return {name: reference(name) for name in names}


def if_none_match() -> Json:
    """Return the parameter of a read that is to cost nothing where nothing changed."""
    return _sent("If-None-Match", "The ETag of what one has: the answer is 304 where it is what there is.", _TAG)


def if_match(*, required: bool) -> Json:
    """Return the parameter of a write to a single thing."""
    text = "The ETag of what the write is based on; `*` for whatever is there. Without it the answer is 428"
    tail = "." if required else ", unless the thing is new or the body says what it is based on."
    return _sent("If-Match", text + tail, _TAG) | {"required": required}


def _sent(name: str, description: str, example: str) -> Json:
    return {
        "name": name,
        "in": "header",
        "required": False,
        "description": description,
        "schema": {"type": "string"},
        "example": example,
    }
