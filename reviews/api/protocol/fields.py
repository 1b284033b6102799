"""Fields that many of the API's serializers share, and the refusal of fields that none of them has."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers


class StrictSerializer(serializers.Serializer[Any]):
    """Input that is refused where it has a field that is not known here: a misspelt name would be lost in silence."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever was sent
        """Return the parsed input. Raises ValidationError with every problem of its shape."""
        unknown = set(data) - set(self.fields) if isinstance(data, Mapping) else set()
        problems: dict[str, Any] = {name: ["There is no such field."] for name in sorted(unknown)}
        parsed: dict[str, Any] = {}
        try:
            parsed = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if not isinstance(error.detail, dict):
                raise
            problems |= error.detail
        if problems:
            raise serializers.ValidationError(problems)
        return parsed


def id_of(source: str, help_text: str) -> serializers.CharField:
    """Return a field that reads the public id of what ``source`` leads to, null where there is nothing."""
    return _part(f"{source}.public_id", help_text)


def name_of(source: str, help_text: str) -> serializers.CharField:
    """Return a field that reads the name of what ``source`` leads to, null where there is nothing."""
    return _part(f"{source}.name", help_text)


def _part(source: str, help_text: str) -> serializers.CharField:
    return serializers.CharField(source=source, default=None, allow_null=True, read_only=True, help_text=help_text)


class OfReview(serializers.Serializer[Any]):
    """Where a row of a review belongs: its workload, team and lens, flat, as a warehouse wants it."""

    workload = serializers.CharField(source="review.workload.public_id", read_only=True, help_text="The workload's id.")
    workload_name = serializers.CharField(source="review.workload.name", read_only=True, help_text="Its name.")
    team = serializers.CharField(source="review.workload.team.public_id", read_only=True, help_text="The team's id.")
    team_name = serializers.CharField(source="review.workload.team.name", read_only=True, help_text="The team's name.")
    lens = serializers.CharField(source="review.lens.alias", read_only=True, help_text="The lens's alias.")
    lens_version = serializers.IntegerField(
        source="review.version.number", read_only=True, help_text="The lens version's number."
    )
