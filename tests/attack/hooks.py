"""What the attack knows that no schema can say."""

from typing import Any
from uuid import uuid4

import schemathesis


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:  # noqa: ANN401 - the tool ships its own types
    """Let requests that should succeed get as far as they can."""
    mode = case.meta.generation.mode if case.meta else None
    if mode is None or not mode.is_positive:
        return
    # A cursor is opaque: one that is made up is refused, as it should be.
    for name in ("cursor", "after"):
        (case.query or {}).pop(name, None)
    headers = case.headers or {}
    # What is deleted by an id that the examples name would be missed by all that comes after.
    if case.method.upper() != "DELETE" and "If-Match" in headers:
        headers["If-Match"] = "*"
    # The same key with another request is refused, as it should be.
    if "Idempotency-Key" in headers:
        headers["Idempotency-Key"] = uuid4().hex
