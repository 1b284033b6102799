"""Improvements as the API writes them down: lines of the plan, with what they need and what people wrote on them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from pillars import reading
from reviews.api.external import TicketSerializer
from reviews.api.protocol.fields import OfReview, id_of, name_of
from reviews.models import Improvement


class PlanStepSerializer(serializers.Serializer[reading.Step]):
    """An open step that the line asks for."""

    id = serializers.CharField(help_text="The step's id.")
    title = serializers.CharField(help_text="What it is about.")
    level = serializers.IntegerField(help_text="Its maturity level, 2 to 4.")
    effort = serializers.CharField(help_text="S, M or L.")
    essential = serializers.BooleanField(help_text="Whether 'in place' is not believed without it.")
    services = serializers.ListField(
        child=serializers.CharField(), source="service_ids", help_text="Ids of the services that help."
    )


class PlanServiceSerializer(serializers.Serializer[reading.Service]):
    """A product that helps; a retired one comes with what to use instead."""

    id = serializers.CharField(help_text="The service's id.")
    name = serializers.CharField(help_text="Its name.")
    retired_on = serializers.DateField(allow_null=True, help_text="When it was retired, null while it is offered.")
    successors = serializers.SerializerMethodField(help_text="Names of what to use instead.")

    def get_successors(self, service: reading.Service) -> list[str]:
        """Return the names of the successors."""
        return [successor.name for successor in service.successors]


class ImprovementSerializer(OfReview, serializers.ModelSerializer[Improvement]):
    """One practice to be made true."""

    id = serializers.CharField(source="public_id", read_only=True, help_text="The improvement's id.")
    practice_code = serializers.CharField(source="practice_label", read_only=True, help_text="Its code, else its id.")
    owner = id_of("owner", "Who does it: a person's id.")
    owner_name = name_of("owner", "Who does it: the name.")
    steps = serializers.SerializerMethodField(help_text="The open steps: essential ones, and those added by hand.")
    services = serializers.SerializerMethodField(help_text="The services that help with these steps, each once.")
    reason = serializers.SerializerMethodField(help_text="Why the line stands where it does; null without a finding.")
    external_ref = TicketSerializer(
        read_only=True, allow_null=True, help_text="The ticket elsewhere that follows it, null where none does."
    )

    class Meta:
        model = Improvement
        fields = [
            "id",
            "workload",
            "workload_name",
            "team",
            "team_name",
            "lens",
            "lens_version",
            "question",
            "practice",
            "practice_code",
            "severity",
            "accepted",
            "state",
            "owner",
            "owner_name",
            "due",
            "done_at",
            "effort",
            "estimate",
            "steps",
            "services",
            "reason",
            "external_ref",
            "created_at",
            "closed_at",
            "version",
        ]
        read_only_fields = fields
        extra_kwargs = {
            "question": {"help_text": "The question's id."},
            "practice": {"help_text": "The practice's id."},
            "severity": {"help_text": "That of its finding; empty where the steps were added by hand."},
            "accepted": {"help_text": "Whether its finding is accepted at present."},
            "state": {"help_text": "How far the work is."},
            "due": {"help_text": "The day at whose end it should be done."},
            "done_at": {"help_text": "When it was said to be done."},
            "effort": {"help_text": "Points over the open steps: S 1, M 3, L 8; partly done counts half."},
            "estimate": {"help_text": "Whether an unanswered step is counted in full."},
            "created_at": {"help_text": "When it came into the plan."},
            "closed_at": {"help_text": "When it left the plan, null while it stands in it."},
            "version": {"help_text": "Counts what people wrote on it."},
        }

    @extend_schema_field(PlanStepSerializer(many=True))
    def get_steps(self, line: Improvement) -> list[dict[str, Any]]:
        """Return the open steps in the lens's order."""
        # One serializer for all: making one costs more than what it does.
        written = PlanStepSerializer()
        return [written.to_representation(step) for step in _steps(line)]

    @extend_schema_field(PlanServiceSerializer(many=True))
    def get_services(self, line: Improvement) -> list[dict[str, Any]]:
        """Return the services in the order of the steps."""
        services = {service.id: service for step in _steps(line) for service in step.services}
        written = PlanServiceSerializer()
        return [written.to_representation(service) for service in services.values()]

    @extend_schema_field({"type": ["object", "null"], "additionalProperties": True})
    def get_reason(self, line: Improvement) -> dict[str, Any] | None:
        """Return the reason as the assessment stored it."""
        reason: dict[str, Any] | None = line.plan.get("reason")
        return reason


def _steps(line: Improvement) -> list[reading.Step]:
    wanted = {*line.plan.get("steps", ()), *line.plan.get("added", ())}
    practice = reading.lens(line.review.version_id).practices.get((line.question, line.practice))
    return [step for step in practice.steps if step.id in wanted] if practice else []


def represent(line: Improvement) -> dict[str, Any]:
    """Return an improvement as a read gives it. It must come with owner, review, workload, team, lens and version."""
    return dict(ImprovementSerializer(line).data)
