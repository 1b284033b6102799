"""One's own API tokens: list, read, make, revoke."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.actions import tokens
from accounts.models import ApiToken
from reviews.api import seen
from reviews.api.protocol.fields import StrictSerializer
from reviews.api.protocol.filtering import StrictFilters
from reviews.api.protocol.problems import BadHeader
from reviews.api.protocol.schema import responses

_HELP = {
    "name": "What uses it: 1 to 80 characters.",
    "scope": "`read`: it only reads. `write`: it does whatever its person may.",
    "expires_at": "From when on it is refused; at most ten years ahead. Null: never.",
}


class TokenSerializer(serializers.ModelSerializer[ApiToken]):
    """A token as it stands, without its text."""

    id = serializers.CharField(source="public_id", read_only=True, help_text="The token's id.")

    class Meta:
        model = ApiToken
        fields = ["id", *_HELP, "hint", "created_at", "last_used_at", "revoked_at"]
        read_only_fields = fields
        extra_kwargs = {name: {"help_text": text} for name, text in _HELP.items()} | {
            "hint": {"help_text": "How its text ends; empty where that is not known."},
            "created_at": {"help_text": "When it was made."},
            "last_used_at": {"help_text": "When it was used last, to five minutes; null where it never was."},
            "revoked_at": {"help_text": "When it was revoked; null where it was not."},
        }


class MadeTokenSerializer(TokenSerializer):
    """A token that was just made, with its text."""

    secret = serializers.CharField(read_only=True, help_text="Its text, told this once: `Authorization: Bearer TEXT`.")

    class Meta(TokenSerializer.Meta):
        fields = [*TokenSerializer.Meta.fields, "secret"]
        read_only_fields = fields


class NewTokenSerializer(StrictSerializer):
    """What to make."""

    name = serializers.CharField(max_length=80, help_text=_HELP["name"])
    scope = serializers.ChoiceField(ApiToken.Scope.choices, help_text=_HELP["scope"])
    expires_at = serializers.DateTimeField(allow_null=True, required=False, default=None, help_text=_HELP["expires_at"])


class Tokens(generics.ListAPIView[ApiToken]):
    """All tokens of one's own."""

    queryset = ApiToken.objects.all()
    serializer_class = TokenSerializer
    filter_backends = [StrictFilters]

    def get_queryset(self) -> QuerySet[ApiToken]:
        """Return the person's own."""
        return super().get_queryset().filter(user=seen.asker(self.request))

    @extend_schema(
        tags=["tokens"],
        operation_id="tokens_list",
        description="One's own tokens, those that are over too, without their texts.",
        responses=responses(TokenSerializer(many=True), 400),
    )
    def get(self, request: Request) -> Response:
        """List."""
        return self.list(request)

    @extend_schema(
        tags=["tokens"],
        operation_id="tokens_create",
        description=(
            "Make a token. Only whoever is signed in with a password may: a token that leaked must not make another. "
            "It takes no `Idempotency-Key`."
        ),
        request=NewTokenSerializer,
        responses=responses(MadeTokenSerializer, 400, 403, 422, code=201),
    )
    def post(self, request: Request) -> Response:
        """Make one.

        The one thing to be made without an Idempotency-Key: to repeat the answer, the token's text would have to be
        kept, and it is kept nowhere. Who lost the answer revokes the token and makes another.
        """
        if request.auth is not None:
            raise PermissionDenied("A token makes no other token: sign in, and make it on the page of your tokens.")
        if "Idempotency-Key" in request.headers:
            raise BadHeader("Idempotency-Key", "A token's text is told once, so its making cannot be repeated.")
        sent = NewTokenSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        token, secret = tokens.issue(user=seen.asker(request), by=seen.by(request), **sent.validated_data)
        told: dict[str, Any] = {**TokenSerializer(token).data, "secret": secret}
        location = reverse("api_token", [token.public_id], request=request)
        return Response(told, status=201, headers={"Location": location, "Cache-Control": "no-store"})


class OneToken(generics.GenericAPIView[ApiToken]):
    """One token of one's own."""

    queryset = ApiToken.objects.none()
    serializer_class = TokenSerializer

    @extend_schema(
        tags=["tokens"],
        operation_id="token_retrieve",
        description="A token of one's own, without its text.",
        responses=responses(TokenSerializer, 404),
    )
    def get(self, request: Request, public_id: str) -> Response:
        """Read it."""
        return Response(TokenSerializer(_own(request, public_id)).data)

    @extend_schema(
        tags=["tokens"],
        operation_id="token_revoke",
        description="Revoke a token of one's own, also the one that asks. It acts for nobody any more, for good.",
        responses=responses(None, 403, 404, code=204),
    )
    def delete(self, request: Request, public_id: str) -> Response:
        """Revoke it. Nothing that somebody else wrote can be lost, and it is urgent: no If-Match is asked for."""
        tokens.revoke(token=_own(request, public_id), by=seen.by(request))
        return Response(status=204)


def _own(request: Request, public_id: str) -> ApiToken:
    return get_object_or_404(ApiToken.objects.filter(user=seen.asker(request)), public_id=public_id)
