"""What a client says of a workload, read into what the actions take."""

from dataclasses import replace
from typing import Any

from rest_framework import serializers

from accounts.models import Team, User
from accounts.problems import refuse
from reviews.actions.workloads import MAX_LINKS, MAX_TAGS, Facts, Link
from reviews.api.protocol.fields import StrictSerializer
from reviews.models import Workload

#: What each fact means, for reading and for writing.
HELP = {
    "name": "1 to 120 characters in one line; once in its team, ignoring case.",
    "description": "At most 2000 characters.",
    "environment": "Where it runs: `production` or `pre_production`.",
    "tier": "1 stops the company within the hour, 2 hurts within the day, 3 can wait.",
    "target": "The maturity that it should reach, 1 to 4; null for none.",
    "go_live": "The day on which it goes live, from 1970 to 2199; null where that is unknown.",
    "industry": "At most 80 characters in one line.",
    "regions": "Where it runs, in words; at most 200 characters in one line.",
    "interval_days": "How old an answer may be, in days; 1 to 3650.",
}


class LinkSerializer(StrictSerializer):
    """Where the architecture is described."""

    title = serializers.CharField(max_length=120, help_text="What it shows: 1 to 120 characters in one line.")
    url = serializers.CharField(max_length=500, help_text="An http or https address of at most 500 characters.")


class _FactsSerializer(StrictSerializer):
    description = serializers.CharField(
        required=False, allow_blank=True, max_length=2000, help_text=HELP["description"]
    )
    environment = serializers.ChoiceField(Workload.Environment.choices, required=False, help_text=HELP["environment"])
    tier = serializers.IntegerField(required=False, min_value=1, max_value=3, help_text=HELP["tier"])
    target = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=4, help_text=HELP["target"]
    )
    go_live = serializers.DateField(required=False, allow_null=True, help_text=HELP["go_live"])
    industry = serializers.CharField(required=False, allow_blank=True, max_length=80, help_text=HELP["industry"])
    regions = serializers.CharField(required=False, allow_blank=True, max_length=200, help_text=HELP["regions"])
    owner = serializers.CharField(required=False, allow_null=True, help_text="The id of somebody in the team; or null.")
    interval_days = serializers.IntegerField(
        required=False, min_value=1, max_value=3650, help_text=HELP["interval_days"]
    )
    tags = serializers.ListField(
        child=serializers.CharField(max_length=40),
        required=False,
        max_length=MAX_TAGS,
        help_text="Words that group workloads: at most 20, of at most 40 characters, kept in lower case.",
    )
    links = serializers.ListField(child=LinkSerializer(), required=False, max_length=MAX_LINKS, help_text="At most 20.")


class WorkloadChangeSerializer(_FactsSerializer):
    """What to change of a workload; what is left out stays."""

    name = serializers.CharField(required=False, max_length=120, help_text=HELP["name"])
    archived = serializers.BooleanField(required=False, help_text="True takes it out of all counts, false brings back.")


class NewWorkloadSerializer(_FactsSerializer):
    """What to register."""

    team = serializers.CharField(help_text="The id of the team that it belongs to.")
    name = serializers.CharField(max_length=120, help_text=HELP["name"])


class CopySerializer(StrictSerializer):
    """How the copy is to be called."""

    name = serializers.CharField(max_length=120, help_text=HELP["name"])


def parsed(serializer: StrictSerializer) -> dict[str, Any]:
    """Return what was sent; raises ValidationError with every problem of its shape."""
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def changed(facts: Facts, given: dict[str, Any], team: Team) -> Facts:
    """Return the facts with what was sent. Raises InputProblems for an owner who is not in the team."""
    new = dict(given)
    if "tags" in new:
        new["tags"] = tuple(new["tags"])
    if "links" in new:
        new["links"] = tuple(Link(link["title"], link["url"]) for link in new["links"])
    if new.get("owner") is not None:
        new["owner"] = _member(new["owner"], team)
    return replace(facts, **new)


def _member(public_id: str, team: Team) -> User:
    member = User.objects.filter(public_id=public_id, memberships__team=team).first()
    if member is None:
        raise refuse("owner", "Nobody in the team has this id.")
    return member
