"""Sign-in of API clients: ``Authorization: Bearer TOKEN``, and what a token's scope lets them do."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.actions import tokens
from accounts.models import ApiToken, User

if TYPE_CHECKING:
    # The framework's views read their defaults, and so this module, while they are imported.
    from rest_framework.views import APIView


class TokenAuthentication(BaseAuthentication):
    """Finds whom a bearer token acts for. A wrong, revoked, expired or malformed token is refused with 401."""

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
        now = timezone.now()
        if token.expires_at is not None and token.expires_at <= now:
            msg = f"This token expired at {token.expires_at:%Y-%m-%d %H:%M} UTC: make another."
            raise AuthenticationFailed(msg)
        tokens.note_use(token, at=now)
        return token.user, token

    def authenticate_header(self, request: Request | HttpRequest) -> str:
        """Return what the 401 asks for."""
        return "Bearer"


class WithinScope(BasePermission):
    """Keeps a token that may only read from everything else; whoever acts through a session has no scope."""

    message = "This token may only read: make one with the scope to write."

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Return whether the request's token may do what it asks for."""
        reads_only = isinstance(request.auth, ApiToken) and request.auth.scope == ApiToken.Scope.READ
        return request.method in SAFE_METHODS or not reads_only
