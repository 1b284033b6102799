"""What helps in answering, as the API writes it down: services, levels, challenges and what else a lens knows."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from pillars import reading
from pillars.documents import shapes


class LensLinkSerializer(serializers.Serializer[shapes.Link]):
    """Something to read on."""

    kind = serializers.ChoiceField(["help", "plan"], help_text="`help`: a resource; `plan`: how to improve.")
    text = serializers.CharField(help_text="What it says.")
    url = serializers.CharField(help_text="Where it is; empty for a text alone.")


class LensAreaSerializer(serializers.Serializer[Any]):
    """Where steps come from."""

    id = serializers.CharField(help_text="The area's id.")
    title = serializers.CharField(help_text="Its title.")
    short = serializers.CharField(help_text="Its short title.")


class LensMarkSerializer(serializers.Serializer[shapes.Mark]):
    """What a maturity level looks like."""

    id = serializers.CharField(help_text="The mark's id.")
    title = serializers.CharField(help_text="What it says.")


class LensLevelSerializer(serializers.Serializer[shapes.Level]):
    """A maturity level."""

    number = serializers.IntegerField(help_text="1 to 4.")
    title = serializers.CharField(help_text="Its title.")
    marks = LensMarkSerializer(many=True, help_text="What it looks like.")


class LensNoteSerializer(serializers.Serializer[shapes.Note]):
    """A concept or an outcome."""

    id = serializers.CharField(help_text="Its id.")
    title = serializers.CharField(help_text="Its title.")
    text = serializers.CharField(help_text="What it says.")
    practice_code = serializers.CharField(help_text="The code of the practice that it belongs to; empty for none.")


class LensChallengeSerializer(serializers.Serializer[shapes.Challenge]):
    """A known difficulty and its solution."""

    id = serializers.CharField(help_text="Its id.")
    title = serializers.CharField(help_text="The difficulty.")
    solution = serializers.CharField(help_text="What solves it.")
    practice_codes = serializers.ListField(child=serializers.CharField(), help_text="Codes of the practices concerned.")
    areas = serializers.ListField(child=serializers.CharField(), source="area_ids", help_text="Ids of areas concerned.")


class LensResourceSerializer(serializers.Serializer[shapes.Resource]):
    """A page to read on."""

    id = serializers.CharField(help_text="Its id.")
    title = serializers.CharField(help_text="Its title.")
    url = serializers.CharField(help_text="Where it is.")
    service = serializers.CharField(source="service_id", help_text="The service that it guides to; empty for none.")


class LensServiceSerializer(serializers.Serializer[Any]):
    """A recommended product; a retired one comes with what to use instead."""

    id = serializers.CharField(help_text="The service's id.")
    name = serializers.CharField(help_text="Its name.")
    text = serializers.CharField(help_text="What it is.")
    url = serializers.CharField(help_text="Where it is described; empty where that is not said.")
    retired_on = serializers.DateField(allow_null=True, help_text="When it was retired, null while it is offered.")
    successors = serializers.ListField(
        child=serializers.CharField(), source="successor_ids", help_text="Ids of what to use instead."
    )
    guides = LensResourceSerializer(many=True, help_text="Product guides.")


class LensOverlapMemberSerializer(serializers.Serializer[shapes.Member]):
    """A step of an overlap."""

    step = serializers.CharField(source="step_id", help_text="The step's id.")
    difference = serializers.CharField(help_text="What it asks, unlike the others.")


class LensOverlapSerializer(serializers.Serializer[shapes.Overlap]):
    """Steps that sound alike and ask different things."""

    title = serializers.CharField(help_text="What they have in common.")
    members = LensOverlapMemberSerializer(many=True, help_text="The steps.")


class LensGuidanceSerializer(serializers.Serializer[Any]):
    """What a lens knows besides its questions."""

    areas = serializers.SerializerMethodField(help_text="Where its steps come from.")
    levels = LensLevelSerializer(many=True, help_text="The maturity levels with their marks.")
    services = serializers.SerializerMethodField(help_text="The services that its steps name.")
    concepts = LensNoteSerializer(many=True, help_text="Ideas that it builds on.")
    challenges = LensChallengeSerializer(many=True, help_text="Known difficulties and their solutions.")
    outcomes = LensNoteSerializer(many=True, help_text="What practices are good for.")
    resources = LensResourceSerializer(many=True, help_text="Pages to read on.")
    overlaps = LensOverlapSerializer(many=True, help_text="Steps that sound alike, told apart.")

    @extend_schema_field(LensAreaSerializer(many=True))
    def get_areas(self, lens: reading.Lens) -> list[Any]:
        """Return the areas in the lens's order."""
        return list(LensAreaSerializer([*lens.areas.values()], many=True).data)

    @extend_schema_field(LensServiceSerializer(many=True))
    def get_services(self, lens: reading.Lens) -> list[Any]:
        """Return the services in the lens's order."""
        return list(LensServiceSerializer([*lens.services.values()], many=True).data)
