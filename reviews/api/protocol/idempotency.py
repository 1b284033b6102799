"""Requests that make something and can be sent again: the second time they get the first answer.

The key is stored in the transaction that makes the thing. A second request with it waits for the first, and then finds
its answer; one that died half-way left neither the key nor the thing.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, status
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.repeats import KEPT
from accounts.models import IdempotencyKey
from reviews.api import seen
from reviews.api.protocol.problems import BadHeader

HEADER = "Idempotency-Key"

_REPEATED_HEADERS = ("Location", "ETag")


class KeyReused(exceptions.APIException):
    """The key was used with another request."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_detail = "This Idempotency-Key was used with another request: choose a new one for each thing to make."


Handler = Callable[..., Response]

_PARAMETER = OpenApiParameter(
    HEADER,
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description=(
        "Chosen by the client, new for each thing to make. The same request with the same key gets the first answer "
        "again, for 24 hours."
    ),
)


def idempotent(handler: Handler) -> Handler:
    """Wrap a view's ``post`` that makes something: with an ``Idempotency-Key`` it makes it once.

    Keys are a person's own and kept for 24 hours. Raises BadHeader for a key that is empty, longer than 255 characters
    or not of visible ASCII ones, and KeyReused. What the handler raises leaves no trace of the key.
    """

    @wraps(handler)
    def once(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401 - any view's
        key = request.headers.get(HEADER)
        if key is None:
            return handler(view, request, *args, **kwargs)
        if not 1 <= len(key) <= 255 or not all("!" <= letter <= "~" for letter in key):
            raise BadHeader(HEADER, "Expected 1 to 255 visible ASCII characters.")
        digest = _digest(request)
        with transaction.atomic():
            kept = _claim(request, key, digest, timezone.now())
            if isinstance(kept, Response):
                return kept
            response = handler(view, request, *args, **kwargs)
            kept.status = response.status_code
            kept.headers = {name: response[name] for name in _REPEATED_HEADERS if name in response}
            kept.body = JSONRenderer().render(response.data).decode()
            kept.save(update_fields=["status", "headers", "body"])
        return response

    told: Handler = extend_schema(parameters=[_PARAMETER])(once)
    return told


def _claim(request: Request, key: str, digest: str, at: datetime) -> IdempotencyKey | Response:
    """Return the key's row to be filled, or the answer that is kept under it."""
    user = seen.asker(request)
    IdempotencyKey.objects.filter(user=user, key=key, created_at__lte=at - KEPT).delete()
    try:
        with transaction.atomic():
            return IdempotencyKey.objects.create(user=user, key=key, request_digest=digest, created_at=at)
    except IntegrityError:
        kept = IdempotencyKey.objects.get(user=user, key=key)
    if kept.request_digest != digest:
        raise KeyReused
    headers = {**kept.headers, "Idempotency-Replayed": "true"}
    return Response(json.loads(kept.body), status=kept.status, headers=headers)


def _digest(request: Request) -> str:
    """Return the SHA-256 of what is asked: method, address and body."""
    found = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.FILES:
        fields = {name: value for name, value in request.data.items() if name not in request.FILES}
        found.update(json.dumps(fields, sort_keys=True).encode())
        for name, file in sorted(request.FILES.items()):
            found.update(name.encode())
            for part in file.chunks():
                found.update(part)
            file.seek(0)
    else:
        found.update(json.dumps(request.data, sort_keys=True, default=repr).encode())
    return found.hexdigest()
