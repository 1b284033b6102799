"""What is answered where something broke: a page to people, problem details (RFC 9457) to clients of the API."""

import json

from django.http import HttpRequest, HttpResponse
from django.views.defaults import server_error

from accounts.request_ids import current


def broken(request: HttpRequest) -> HttpResponse:
    """Answer with 500; the problem's ``instance`` is what the log has of it."""
    if not request.path.startswith("/api/v"):
        return server_error(request)
    problem = {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "Something broke here; it is in the log under this instance. Trying again later may help.",
        "instance": f"urn:lintel:request:{current()}",
    }
    return HttpResponse(json.dumps(problem), status=500, content_type="application/problem+json")
