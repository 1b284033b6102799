"""What the views say of themselves in the OpenAPI document."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.serializers import BaseSerializer

from reviews.api.protocol.problems import CONTENT_TYPE, ProblemSerializer, StaleSerializer

Contents = type[BaseSerializer[Any]] | BaseSerializer[Any]

_MEANINGS = {
    400: "The query or the body's syntax is not accepted.",
    401: "Nobody is signed in, or the token is unknown or was revoked.",
    403: "This may be seen and not be done.",
    404: "There is no such thing, or it may not be seen.",
    412: "Somebody else changed an item; nothing was stored.",
    422: "The input is not accepted; each bad field is named.",
    428: "An item names no version; nothing was stored.",
}


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Tells OpenAPI of the tokens."""

    target_class = "accounts.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """Describe the scheme."""
        return {"type": "http", "scheme": "bearer", "description": "A token of `create_token`."}


class Contract(SpectacularJSONAPIView):
    """The OpenAPI document, for anyone: it says what can be asked and holds nobody's data."""


def responses(contents: Contents, *problems: int, code: int = 200) -> dict[Any, Any]:
    """Return what an operation answers: ``contents``, and these problems besides 401."""
    said: dict[Any, Any] = {code: contents}
    return said | _problems(problems)


def files(content_type: str, *problems: int) -> dict[Any, Any]:
    """Return what an operation answers that sends a file, and these problems besides 401."""
    shape = OpenApiTypes.STR if content_type == "text/csv" else OpenApiTypes.OBJECT
    said: dict[Any, Any] = {(200, content_type): shape}
    return said | _problems(problems)


def _problems(codes: tuple[int, ...]) -> dict[Any, Any]:
    return {
        (code, CONTENT_TYPE): OpenApiResponse(StaleSerializer if code == 412 else ProblemSerializer, _MEANINGS[code])
        for code in (401, *codes)
    }
