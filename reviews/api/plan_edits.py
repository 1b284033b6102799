"""What a write says of improvements, read and found: the fields to change, who owns, which lines."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from accounts.models import User
from accounts.problems import InputProblems, Problem, refuse
from reviews.actions.improvements import Edit
from reviews.api import seen
from reviews.api.improvements import ImprovementSerializer
from reviews.api.protocol.fields import StrictSerializer
from reviews.api.protocol.problems import ProblemSerializer, VersionMissing
from reviews.models import Improvement

MOST = 200
"""How many improvements one request may change."""

FIELDS = ("state", "owner", "due")

NOBODY = "Nobody in the team has this id."


class ImprovementChangeSerializer(StrictSerializer):
    """What to change of an improvement; what is left out stays."""

    state = serializers.ChoiceField(Improvement.State.choices, required=False, help_text="How far the work is.")
    owner = serializers.CharField(
        required=False, allow_null=True, help_text="Who does it: the id of somebody in the team; null for nobody."
    )
    due = serializers.DateField(
        required=False, allow_null=True, help_text="The day at whose end it should be done; null for none."
    )


class ImprovementItemSerializer(ImprovementChangeSerializer):
    """What to change of one improvement among many."""

    id = serializers.CharField(help_text="The improvement's id.")
    version = serializers.IntegerField(
        required=False, min_value=0, help_text="The version that was read: another one by now is not overwritten."
    )


class ImprovementItemsSerializer(StrictSerializer):
    """What to change of several improvements."""

    items = ImprovementItemSerializer(  # type: ignore[call-arg]  # the stubs don't know what a list takes
        many=True, allow_empty=False, max_length=MOST, help_text="At most 200, each with what to change of it."
    )


class SavedImprovementsSerializer(serializers.Serializer[Any]):
    """What was written, as it stands now."""

    items = ImprovementSerializer(many=True, help_text="The improvements, in the order of the request.")


class StaleImprovementSerializer(serializers.Serializer[Any]):
    """An improvement that somebody else changed since."""

    index = serializers.IntegerField(help_text="Its place in the request, from 0.")
    present_version = serializers.IntegerField(help_text="The version that a new attempt has to name.")
    present = ImprovementSerializer(help_text="The improvement as it stands.")


class StaleImprovementsSerializer(ProblemSerializer):
    """Problem details of a write that was based on old versions. Nothing of it was stored."""

    conflicts = StaleImprovementSerializer(many=True, help_text="Each improvement that moved on.")


class NewLineSerializer(StrictSerializer):
    """Steps to put on the plan by hand."""

    question = serializers.CharField(help_text="The question's id.")
    practice = serializers.CharField(help_text="The practice's id.")
    steps = serializers.ListField(
        child=serializers.CharField(), allow_empty=False, max_length=MOST, help_text="The ids of steps of the practice."
    )


def lines_of(request: Request, items: Sequence[Mapping[str, Any]]) -> list[Improvement]:
    """Return the improvements that a write names, in its order. One statement.

    Raises InputProblems for ids that are not there or stand twice.
    """
    visible = Improvement.objects.visible_to(seen.asker(request))
    visible = visible.select_related("owner", "review__workload__team", "review__lens", "review__version")
    found = {line.public_id: line for line in visible.filter(public_id__in={item["id"] for item in items})}
    problems = list(_wrong([item["id"] for item in items], found))
    if problems:
        raise InputProblems(problems)
    return [found[item["id"]] for item in items]


def _wrong(ids: Sequence[str], found: Mapping[str, Improvement]) -> Iterator[Problem]:
    for index, public_id in enumerate(ids):
        if public_id not in found:
            yield Problem(f"/items/{index}/id", "There is no such improvement.")
        elif public_id in ids[:index]:
            yield Problem(f"/items/{index}/id", "This improvement stands twice in one request.")


def require_versions(items: Sequence[Mapping[str, Any]]) -> None:
    """Raise VersionMissing where an item does not say what it is based on."""
    unversioned = [f"/items/{index}" for index, item in enumerate(items) if "version" not in item]
    if unversioned:
        raise VersionMissing(unversioned)


def edit_of(given: Mapping[str, Any]) -> Edit:
    """Return the edit of one improvement. Raises InputProblems for an owner who is not there."""
    owner = None
    if given.get("owner") is not None:
        owner = _people([given]).get(given["owner"])
        if owner is None:
            raise refuse("owner", NOBODY)
    return _edit(given, owner)


def edits_of(items: Sequence[Mapping[str, Any]]) -> list[Edit]:
    """Return the edits of several improvements. One statement. Raises InputProblems for owners who are not there."""
    people = _people(items)
    problems = [
        Problem(f"/items/{index}/owner", NOBODY)
        for index, item in enumerate(items)
        if item.get("owner") is not None and item["owner"] not in people
    ]
    if problems:
        raise InputProblems(problems)
    return [_edit(item, people.get(item.get("owner") or "")) for item in items]


def _people(items: Sequence[Mapping[str, Any]]) -> dict[str, User]:
    asked = {item["owner"] for item in items if item.get("owner") is not None}
    return {person.public_id: person for person in User.objects.filter(public_id__in=asked, is_active=True)}


def _edit(given: Mapping[str, Any], owner: User | None) -> Edit:
    return Edit(
        fields=frozenset(name for name in FIELDS if name in given),
        state=given.get("state", ""),
        owner=owner,
        due=given.get("due"),
        version=given.get("version"),
    )
