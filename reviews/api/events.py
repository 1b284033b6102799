"""What happened to a workload, newest first."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Event, Via
from reviews.api import seen
from reviews.api.protocol.fields import id_of
from reviews.api.protocol.filtering import StrictFilters
from reviews.api.protocol.schema import responses


class EventSerializer(serializers.ModelSerializer[Event]):
    """One thing that somebody did. It never changes."""

    id = serializers.CharField(source="public_id", read_only=True, help_text="The event's id.")
    actor = id_of("actor", "Who did it: a person's id; null for the installation itself, and for people who are gone.")
    via = serializers.ChoiceField(
        Via.choices, read_only=True, help_text="Through what: `page`, `token`, `command` or `job`."
    )
    changes = serializers.DictField(
        read_only=True, help_text="What it changed; each kind of event has its own fields, and many have none."
    )

    class Meta:
        model = Event
        fields = [
            "id",
            "at",
            "actor",
            "actor_name",
            "via",
            "verb",
            "object_kind",
            "object_id",
            "object_name",
            "changes",
        ]
        read_only_fields = fields
        extra_kwargs = {
            "at": {"help_text": "When."},
            "actor_name": {"help_text": "Who did it: the name, as it was then."},
            "verb": {"help_text": "What was done, such as `answered`, `edited` or `accepted`."},
            "object_kind": {"help_text": "What it was done to, such as `workload`, `review` or `finding`."},
            "object_id": {"help_text": "That thing's id."},
            "object_name": {"help_text": "That thing's name, as it was then."},
        }


class Events(generics.ListAPIView[Event]):
    """The events of a workload."""

    queryset = Event.objects.select_related("actor")
    serializer_class = EventSerializer
    filter_backends = [StrictFilters]
    # Several events of one request share a moment: the row's number keeps them in the order in which they came.
    keyset = ("-at", "-id")

    def get_queryset(self) -> QuerySet[Event]:
        """Return the workload's events."""
        workload = seen.workload(self.request, self.kwargs["public_id"])
        return super().get_queryset().filter(workload=workload.public_id)

    @extend_schema(
        tags=["workloads"],
        operation_id="workload_events_list",
        description="What happened to a workload and all that belongs to it, newest first.",
        responses=responses(EventSerializer(many=True), 400, 404),
    )
    def get(self, request: Request, public_id: str) -> Response:
        """List."""
        return self.list(request)
