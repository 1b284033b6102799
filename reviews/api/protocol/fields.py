"""Fields that many of the API's serializers share, and the refusal of fields that none of them has."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers


class StrictSerializer(serializers.Serializer[Any]):
    """Input that is refused where it has a field that is not known here: a misspelt name would be lost in silence.

    Values have the JSON types that the contract says: the framework alone takes 0 for a text and "yes" for true.
    """

    def to_internal_value(self, data: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever was sent
        """Return the parsed input. Raises ValidationError with every problem of its shape."""
        problems: dict[str, Any] = {}
        if isinstance(data, Mapping):
            unknown = sorted(set(data) - set(self.fields))
            problems = {name: ["There is no such field."] for name in unknown} | self._wrong_types(data)
        parsed: dict[str, Any] = {}
        try:
            parsed = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if not isinstance(error.detail, dict):
                raise
            problems = error.detail | problems
        if problems:
            raise serializers.ValidationError(problems)
        return parsed

    def _wrong_types(self, data: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for field in self._writable_fields:
            value = data.get(str(field.field_name))
            if isinstance(field, serializers.ListField) and isinstance(value, list):
                wrong = {index: [said] for index, each in enumerate(value) if (said := _wrong_type(field.child, each))}
                if wrong:
                    found[str(field.field_name)] = wrong
            elif said := _wrong_type(field, value):
                found[str(field.field_name)] = [said]
        return found


#: By the very type of a field: one of a type of its own reads what it likes, such as texts of a query.
_TYPES: dict[type, tuple[tuple[type, ...], str]] = {
    serializers.CharField: ((str,), "Expected a text."),
    serializers.BooleanField: ((bool,), "Expected true or false."),
    serializers.IntegerField: ((int, float), "Expected a number."),
    serializers.FloatField: ((int, float), "Expected a number."),
}


def _wrong_type(field: Any, value: Any) -> str:  # noqa: ANN401 - any field, and whatever was sent
    """Return what was expected in place of a value of the wrong JSON type; empty where it fits, or is null."""
    if value is None:
        return ""
    if type(field) is serializers.ChoiceField:
        known = value in field.choices if isinstance(value, str | int) and not isinstance(value, bool) else False
        return "" if known else f"Expected one of {', '.join(map(str, field.choices))}."
    types, expected = _TYPES.get(type(field), ((object,), ""))
    fits = isinstance(value, types) and (bool in types or not isinstance(value, bool) or object in types)
    return "" if fits else expected


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
