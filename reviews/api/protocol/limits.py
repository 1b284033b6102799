"""How often a client may ask, told in each answer (the RateLimit fields of draft-ietf-httpapi-ratelimit-headers)."""

from typing import TYPE_CHECKING

from django.conf import settings
from rest_framework.exceptions import Throttled
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts import counting
from accounts.models import ApiToken, User

if TYPE_CHECKING:
    # The framework's views read their defaults, and so this module, while they are imported.
    from rest_framework.views import APIView

#: The span in which requests are counted.
SECONDS = 60


class TooManyRequests(Throttled):
    """A client asked more often than it may; ``wait`` is in how many seconds it may again."""

    default_detail = "Too many requests in one minute."
    extra_detail_singular = "Come back in {wait} second."
    extra_detail_plural = "Come back in {wait} seconds."


class WithinRate(BasePermission):
    """Counts the requests of each token, and of each person's session, and refuses those beyond ``API_RATE``.

    A permission and no throttle: the framework asks throttles last, and what a permission refuses would not be counted.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Tell the client where it stands. Raises TooManyRequests."""
        rate: int = settings.API_RATE
        client = _client(request)
        found = counting.count(client, seconds=SECONDS) if rate and client else None
        if found is None:
            return True
        view.headers["RateLimit-Policy"] = f'"default";q={rate};w={SECONDS}'
        view.headers["RateLimit"] = f'"default";r={max(0, rate - found.number)};t={found.seconds_left}'
        if found.number > rate:
            raise TooManyRequests(wait=found.seconds_left)
        return True


def _client(request: Request) -> str:
    """Return whose requests are counted together, '' for whoever is not signed in."""
    if isinstance(request.auth, ApiToken):
        return f"API token {request.auth.public_id}"
    return f"API person {request.user.public_id}" if isinstance(request.user, User) else ""
