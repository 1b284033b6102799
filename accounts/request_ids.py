"""The name of a request: sent back to whoever asked, and told with all that goes wrong and is logged."""

import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"

#: What stands in a log line that belongs to no request.
NONE = "-"

_SENSIBLE = re.compile(r"[A-Za-z0-9._-]{1,64}")
_current: ContextVar[str] = ContextVar("request_id", default=NONE)


def current() -> str:
    """Return the id of the request that this thread answers, ``-`` outside of any."""
    return _current.get()


class RequestIds:
    """Gives every request an id, the client's own where it has 1 to 64 letters, digits and ``._-``, and sends it back.

    It stands first, so that no answer is without. The id stays until the thread's next request: what is logged while a
    file is sent, or of an answer that left all middleware, belongs to it still.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        asked = request.headers.get(HEADER, "")
        name = asked if _SENSIBLE.fullmatch(asked) else uuid.uuid4().hex
        _current.set(name)
        response = self.get_response(request)
        response[HEADER] = name
        return response


class NamesRequest(logging.Filter):
    """Adds ``request_id`` to every record, for the format of the log lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through."""
        record.request_id = current()
        return True
