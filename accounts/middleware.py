"""What holds for every request: no text with NUL comes in, and times are shown in the reader's own zone."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import User


class RefusesNul:
    """Answers 400 to a page's address or form with a NUL character: PostgreSQL can't even look for such a text.

    No browser sends one. The API tells where it stands, by its own means.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request. Raises BadRequest."""
        if not request.path.startswith("/api/"):
            sent = [texts for data in (request.GET, request.POST) for _, texts in data.lists()]
            if any("\x00" in text for texts in sent for text in texts):
                msg = "A text may not hold the NUL character."
                raise BadRequest(msg)
        return self.get_response(request)


class ReadersTimeZone:
    """Activates the time zone of whoever is signed in, for the length of a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with the reader's zone active; UTC for strangers."""
        user = request.user
        if not isinstance(user, User):
            return self.get_response(request)
        try:
            zone = ZoneInfo(user.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            zone = ZoneInfo("UTC")
        with timezone.override(zone):
            return self.get_response(request)
