"""What a milestone keeps of a review, as it was stored (``reviews.snapshots``)."""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from pillars.rules import Risk
from reviews.api.items import EvidenceSerializer
from reviews.models import Improvement, MilestoneReview
from reviews.states import FindingKind, ItemKind

RISKS = [risk.value for risk in Risk]


class _KeptMoment(serializers.DateTimeField):
    """A moment that was stored as text, told as moments are told everywhere."""

    def to_representation(self, value: str) -> str | None:  # type: ignore[override]  # the framework's takes a moment
        """Return the text of the moment."""
        told: str | None = super().to_representation(datetime.fromisoformat(value))
        return told


class KeptItemSerializer(serializers.Serializer[Any]):
    """One answer as it stood."""

    question = serializers.CharField(help_text="The question's id.")
    item = serializers.CharField(help_text="The practice's or step's id; empty for the question.")
    kind = serializers.ChoiceField([kind.value for kind in ItemKind], help_text="`question`, `practice` or `step`.")
    state = serializers.CharField(help_text="The state that was given.")
    reason = serializers.CharField(help_text="Why it does not apply; empty where it does.")
    note = serializers.CharField(help_text="Markdown.")
    evidence = EvidenceSerializer(many=True, help_text="Links that back a practice.")
    by = serializers.CharField(help_text="Who answered last: the name; empty for nobody.")
    at = _KeptMoment(allow_null=True, help_text="When it was answered or confirmed last.")


class KeptQuestionSerializer(serializers.Serializer[Any]):
    """The risk of one question as it stood."""

    question = serializers.CharField(help_text="The question's id.")
    risk = serializers.ChoiceField(RISKS, help_text="As claimed.")
    supported = serializers.ChoiceField(RISKS, help_text="As supported by the essential steps.")
    complete = serializers.BooleanField(help_text="Whether every practice was answered.")
    accepted_until = _KeptMoment(allow_null=True, help_text="Until when it was accepted; null: it was not.")


class KeptFindingSerializer(serializers.Serializer[Any]):
    """A finding that was open."""

    kind = serializers.ChoiceField([kind.value for kind in FindingKind], help_text="`gap`, `unsupported` or `stale`.")
    question = serializers.CharField(help_text="The question's id; empty for a stale review.")
    practice = serializers.CharField(help_text="The practice's id; empty without one.")
    severity = serializers.CharField(help_text="HIGH or MEDIUM; empty for a stale review.")
    opened_at = _KeptMoment(help_text="Since when it was open.")


class KeptImprovementSerializer(serializers.Serializer[Any]):
    """A line of the plan as it stood."""

    question = serializers.CharField(help_text="The question's id.")
    practice = serializers.CharField(help_text="The practice's id.")
    severity = serializers.CharField(help_text="Of its finding: HIGH or MEDIUM; empty for a line added by hand.")
    state = serializers.ChoiceField(Improvement.State.choices, help_text="How far the work was.")
    owner = serializers.CharField(help_text="Who owned it: the name; empty for nobody.")
    due = serializers.DateField(allow_null=True, help_text="By when it was to be done.")
    effort = serializers.FloatField(help_text="What was left to do, in points: small 1, medium 3, large 8.")
    closed_at = _KeptMoment(allow_null=True, help_text="When it left the plan; null where it stood in it.")


class KeptReviewSerializer(serializers.Serializer[MilestoneReview]):
    """One review as it stood."""

    lens = serializers.CharField(source="snapshot.lens", help_text="The lens's alias.")
    lens_name = serializers.CharField(source="version.name", help_text="The lens's name.")
    lens_version = serializers.IntegerField(source="version.number", help_text="The lens version's number.")
    maturity_state = serializers.CharField(
        source="snapshot.maturity_state", help_text="`assessed`, `not_assessed` or `left_out`."
    )
    maturity = serializers.IntegerField(
        source="snapshot.maturity", allow_null=True, help_text="The maturity level, 1 to 4; null unless assessed."
    )
    levels = serializers.DictField(
        source="snapshot.levels",
        child=serializers.IntegerField(allow_null=True),
        help_text="The level of each practice, by id.",
    )
    stale = serializers.BooleanField(source="snapshot.stale", help_text="Whether the answers were too old.")
    questions = KeptQuestionSerializer(source="snapshot.questions", many=True, help_text="The risk of each question.")
    items = KeptItemSerializer(source="snapshot.items", many=True, help_text="Everything that was answered or noted.")
    findings = KeptFindingSerializer(source="snapshot.findings", many=True, help_text="The findings that were open.")
    improvements = KeptImprovementSerializer(source="snapshot.improvements", many=True, help_text="The plan.")
