"""What the views say of themselves in the OpenAPI document; completing.py adds what follows from the protocol."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.serializers import BaseSerializer

from reviews.api.protocol.problems import CONTENT_TYPE, PresentSerializer, ProblemSerializer, StaleSerializer

Contents = type[BaseSerializer[Any]] | BaseSerializer[Any] | None

#: What each status says where an operation has nothing special to add.
MEANINGS = {
    400: "The query, a header or the body's syntax is not accepted.",
    401: "Nobody is signed in, or the token is unknown, over or revoked.",
    403: "This may be seen and not be done.",
    404: "There is no such thing, or it may not be seen.",
    406: "The answer comes in no media type that `Accept` allows.",
    409: "The thing is not in a state in which this can be done.",
    410: "What was asked for is over.",
    411: "The body's length is not said.",
    412: "Somebody else changed this; nothing was stored.",
    413: "The body is too large.",
    415: "The body has a media type that is not read here.",
    422: "The input is not accepted; each bad field is named.",
    428: "The write does not say what it is based on; nothing was stored.",
    429: "Too many requests; `Retry-After` says in how many seconds to come back.",
}


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Tells OpenAPI of the tokens."""

    target_class = "accounts.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """Describe the scheme."""
        return {"type": "http", "scheme": "bearer", "description": "A token of a person: `lintel_...`."}


class Contract(SpectacularJSONAPIView):
    """The OpenAPI document, for anyone: it says what can be asked and holds nobody's data."""


def responses(contents: Contents, *problems: int, code: int = 200, bulk: bool = False) -> dict[Any, Any]:
    """Return what an operation answers: ``contents``, and these problems besides those that follow by themselves.

    A write of a single thing is based on its entity tag; a ``bulk`` one names a version for each item.
    """
    said: dict[Any, Any] = {code: contents}
    return said | _problems(problems, bulk=bulk)


def files(content_type: str, *problems: int) -> dict[Any, Any]:
    """Return what an operation answers that sends a file, and these problems besides those that follow."""
    shape = OpenApiTypes.STR if content_type == "text/csv" else OpenApiTypes.OBJECT
    said: dict[Any, Any] = {(200, content_type): shape}
    return said | _problems(problems)


def _problems(codes: tuple[int, ...], *, bulk: bool = False) -> dict[Any, Any]:
    stale = StaleSerializer if bulk else PresentSerializer
    return {
        (code, CONTENT_TYPE): OpenApiResponse(stale if code == 412 else ProblemSerializer, MEANINGS[code])
        for code in (401, *codes)
    }
