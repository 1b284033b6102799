"""The ticket elsewhere that follows a finding or an improvement: read, write, take away."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db import transaction
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import require
from accounts.roles import Action
from reviews.actions import external
from reviews.api import seen
from reviews.api.protocol import conditional
from reviews.api.protocol.fields import StrictSerializer
from reviews.api.protocol.schema import responses
from reviews.models import Finding, Improvement

Followed = Finding | Improvement


class TicketSerializer(StrictSerializer):
    """A ticket in another system that follows a finding or an improvement."""

    system = serializers.CharField(max_length=external.MAX_NAME, help_text="The other system; 1 to 80 characters.")
    key = serializers.CharField(max_length=external.MAX_NAME, help_text="The ticket's name there; 1 to 80 characters.")
    url = serializers.CharField(
        max_length=external.MAX_URL, help_text="Where it can be read: an http or https address, at most 500 characters."
    )
    state = serializers.CharField(
        max_length=external.MAX_STATE,
        allow_blank=True,
        default="",
        help_text="What the other system says of it; at most 40 characters, empty for nothing.",
    )


class _Ticket(generics.GenericAPIView[Any]):
    serializer_class = TicketSerializer
    fetch: ClassVar[Callable[..., Followed]]

    def get(self, request: Request, public_id: str) -> Response:
        """Read it."""
        thing = self.fetch(request, public_id)
        if thing.external_ref is None:
            raise Http404
        return Response(represent(thing))

    def put(self, request: Request, public_id: str) -> Response:
        """Let a ticket follow."""
        with transaction.atomic():
            thing = self.fetch(request, public_id, lock=True)
            require(seen.by(request), Action.LINK_TICKET, thing.review.workload.team)
            serializer = TicketSerializer(data=request.data)
            serializer.is_valid(raise_exception=True)
            made = thing.external_ref is None
            _require_match(request, thing)
            ticket = external.Ticket(**serializer.validated_data)
            external.link(thing=thing, ticket=ticket, by=seen.by(request))
        return conditional.single(represent(thing), code=201 if made else 200)

    def delete(self, request: Request, public_id: str) -> Response:
        """Let none follow any longer."""
        with transaction.atomic():
            thing = self.fetch(request, public_id, lock=True)
            require(seen.by(request), Action.LINK_TICKET, thing.review.workload.team)
            if thing.external_ref is None:
                raise Http404
            conditional.require_match(request, represent(thing))
            external.unlink(thing=thing, by=seen.by(request))
        return Response(status=204)


def represent(thing: Followed) -> dict[str, Any] | None:
    """Return the ticket as a read gives it; None where none follows."""
    return None if thing.external_ref is None else dict(TicketSerializer(thing.external_ref).data)


def _require_match(request: Request, thing: Followed) -> None:
    """Where no ticket follows, nothing can be lost: only one that was read, and is gone by now, is asked about."""
    asked = request.headers.get("If-Match", "*").strip()
    if thing.external_ref is not None:
        conditional.require_match(request, represent(thing))
    elif asked != "*":
        raise conditional.PreconditionFailed(None)


def _described(noun: str) -> dict[str, Any]:
    """Return what the contract says of the three operations on the ticket of a noun."""
    written = responses(TicketSerializer, 400, 403, 404, 412, 422, 428)
    return {
        "get": extend_schema(
            tags=[f"{noun}s"],
            operation_id=f"{noun}_external_ref_retrieve",
            description=f"The ticket elsewhere that follows the {noun}; 404 where none does.",
            responses=responses(TicketSerializer, 404),
        ),
        "put": extend_schema(
            tags=[f"{noun}s"],
            operation_id=f"{noun}_external_ref_replace",
            description=(
                f"Let a ticket follow the {noun}. Where one does already, `If-Match` names what is replaced; where "
                "none does, nothing can be lost and none is needed. No assessment overwrites it. Contributors may."
            ),
            responses=written | responses(TicketSerializer, code=201),
        ),
        "delete": extend_schema(
            tags=[f"{noun}s"],
            operation_id=f"{noun}_external_ref_destroy",
            description=f"Let no ticket follow the {noun} any longer. Contributors may.",
            responses=responses(None, 403, 404, 412, 428, code=204),
        ),
    }


@extend_schema_view(**_described("finding"))
class FindingTicket(_Ticket):
    """The ticket of a finding."""

    queryset = Finding.objects.none()
    fetch = staticmethod(seen.finding)


@extend_schema_view(**_described("improvement"))
class ImprovementTicket(_Ticket):
    """The ticket of an improvement."""

    queryset = Improvement.objects.none()
    fetch = staticmethod(seen.improvement)
