"""Sign-in of API clients: ``Authorization: Bearer TOKEN``."""

from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiToken, User


class TokenAuthentication(BaseAuthentication):
    """Finds whom a bearer token acts for. A wrong, revoked or malformed token is refused with 401."""

    keyword = b"bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Return (person, token), or None where no bearer token was sent."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != self.keyword:
            return None
        if len(parts) != 2:
            msg = "The Authorization header must read: Bearer TOKEN."
            raise AuthenticationFailed(msg)
        digest = ApiToken.digest_of(parts[1].decode("latin-1"))
        token = ApiToken.objects.select_related("user").filter(digest=digest, revoked_at=None).first()
        if token is None or not token.user.is_active:
            msg = "This token is unknown or was revoked."
            raise AuthenticationFailed(msg)
        return token.user, token

    def authenticate_header(self, request: Request | HttpRequest) -> str:
        """Return what the 401 asks for."""
        return "Bearer"
