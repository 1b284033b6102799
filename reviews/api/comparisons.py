"""What moved in a workload's reviews between two milestones, or between one and now."""

from dataclasses import replace

from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.problems import Problem
from reviews import milestones_page
from reviews.api import seen
from reviews.api.protocol.problems import BadQuery
from reviews.api.protocol.queries import given
from reviews.api.protocol.schema import responses
from reviews.api.snapshots import RISKS
from reviews.comparing import PracticeMove, QuestionMove, StepMove
from reviews.milestones_page import NOW, ComparisonPage, Moment, ReviewComparison
from reviews.states import Claim, FindingKind, StepState

_CLAIMS = [claim.value for claim in Claim]
_STATES = [state.value for state in StepState]


class MomentSerializer(serializers.Serializer[Moment]):
    """One end of a comparison."""

    id = serializers.CharField(source="key", help_text="The milestone's id, or `now`.")
    name = serializers.CharField(help_text="The milestone's name, or `Now`.")
    at = serializers.SerializerMethodField(help_text="The moment that the milestone keeps; null for now.")

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_at(self, moment: Moment) -> str | None:
        """Return the moment, none for now: what a read gives stays the same while nothing moves."""
        return None if moment.key == NOW else serializers.DateTimeField().to_representation(moment.at)


class StepMoveSerializer(serializers.Serializer[StepMove]):
    """A step then and now."""

    step = serializers.CharField(help_text="The step's id.")
    title = serializers.CharField(help_text="What the lens calls it.")
    area = serializers.CharField(help_text="The id of the area that it is from.")
    before = serializers.ChoiceField(_STATES, help_text="Its state then.")
    after = serializers.ChoiceField(_STATES, help_text="Its state now.")
    direction = serializers.IntegerField(
        min_value=-1, max_value=1, help_text="1 where it rose, -1 where it fell, 0 where neither."
    )


class PracticeMoveSerializer(serializers.Serializer[PracticeMove]):
    """A practice then and now."""

    practice = serializers.CharField(help_text="The practice's id.")
    code = serializers.CharField(help_text="Its code; empty where it has none.")
    title = serializers.CharField(help_text="What the lens calls it.")
    before = serializers.ChoiceField(_CLAIMS, help_text="What was said of it then.")
    after = serializers.ChoiceField(_CLAIMS, help_text="What is said of it now.")
    level_before = serializers.IntegerField(allow_null=True, help_text="Its maturity level then; null: none.")
    level_after = serializers.IntegerField(allow_null=True, help_text="Its maturity level now; null: none.")
    risen = serializers.IntegerField(help_text="How many steps rose.")
    fallen = serializers.IntegerField(help_text="How many steps fell.")
    steps = StepMoveSerializer(many=True, help_text="Every step of it.")


class _PairSerializer(serializers.Serializer[tuple[str, str]]):
    """A pair, told by names: its parts in the order of the fields."""

    def to_representation(self, instance: tuple[str, str]) -> dict[str, str]:
        """Return the parts by name."""
        return dict(zip(self.fields, instance, strict=True))


class BothRisksSerializer(_PairSerializer):
    """A question's risk at one end."""

    risk = serializers.ChoiceField(RISKS, help_text="As claimed.")
    supported = serializers.ChoiceField(RISKS, help_text="As supported by the essential steps.")


class FoundSerializer(_PairSerializer):
    """A finding that one end has and the other has not."""

    kind = serializers.ChoiceField([kind.value for kind in FindingKind], help_text="`gap`, `unsupported` or `stale`.")
    practice = serializers.CharField(help_text="The practice's code, else its id; empty without one.")


class QuestionMoveSerializer(serializers.Serializer[QuestionMove]):
    """A question then and now."""

    question = serializers.CharField(help_text="The question's id.")
    title = serializers.CharField(help_text="What it asks.")
    before = BothRisksSerializer(help_text="Its risk then.")
    after = BothRisksSerializer(help_text="Its risk now.")
    practices = PracticeMoveSerializer(many=True, help_text="Its practices.")


class ReviewMoveSerializer(serializers.Serializer[ReviewComparison]):
    """One review then and now."""

    lens = serializers.CharField(source="lens.alias", help_text="The lens's alias.")
    lens_name = serializers.CharField(source="lens.name", help_text="The lens's name.")
    lens_version = serializers.IntegerField(source="lens.number", help_text="The lens version's number.")
    maturity_before = serializers.IntegerField(
        source="comparison.maturity_before", allow_null=True, help_text="The maturity level then; null: not assessed."
    )
    maturity_after = serializers.IntegerField(
        source="comparison.maturity_after", allow_null=True, help_text="The maturity level now; null: not assessed."
    )
    risen = serializers.IntegerField(help_text="How many steps rose.")
    fallen = serializers.IntegerField(help_text="How many steps fell.")
    closed = FoundSerializer(
        source="comparison.closed", many=True, help_text="Findings that were open then and are not now."
    )
    opened = FoundSerializer(
        source="comparison.opened", many=True, help_text="Findings that are open now and were not then."
    )
    questions = QuestionMoveSerializer(source="comparison.questions", many=True, help_text="Every question.")


class ComparisonSerializer(serializers.Serializer[ComparisonPage]):
    """What moved. "Then" is the first end and "now" the second, whichever was earlier."""

    start = MomentSerializer(help_text="The first end.")
    end = MomentSerializer(help_text="The second end.")
    reviews = ReviewMoveSerializer(many=True, help_text="Each review that both ends have, against one lens version.")


_PARAMETERS = [
    OpenApiParameter(
        "from", OpenApiTypes.STR, description="The milestone's id, or `now`; without it the latest milestone."
    ),
    OpenApiParameter("to", OpenApiTypes.STR, description="The milestone's id, or `now`; without it now."),
    OpenApiParameter("lens", OpenApiTypes.STR, description="The lens's alias: only its review is told."),
]


class OneComparison(APIView):
    """A comparison of two moments of a workload."""

    @extend_schema(
        tags=["milestones"],
        operation_id="workload_comparison_retrieve",
        description="What rose, fell, was closed and was opened between two milestones, or between one and now.",
        parameters=_PARAMETERS,
        responses=responses(ComparisonSerializer, 400, 404),
    )
    def get(self, request: Request, public_id: str) -> Response:
        """Compare."""
        workload = seen.workload(request, public_id)
        asked = given(request, [parameter.name for parameter in _PARAMETERS])
        at = timezone.now()
        known = [moment.key for moment in milestones_page.moments(workload, at=at)]
        if len(known) == 1:
            raise Http404("The workload has no milestone to compare with.")
        start, end = asked.get("from") or known[-2], asked.get("to") or NOW
        page = milestones_page.compared(workload, start=start, end=end, at=at)
        if page is None:
            ends = {"from": start, "to": end}
            raise BadQuery(
                [
                    Problem(f"/{name}", f"The workload has no milestone {key!r}.")
                    for name, key in ends.items()
                    if key not in known
                ]
            )
        lens = asked.get("lens") or None
        reviews = tuple(review for review in page.reviews if lens in (None, review.lens.alias))
        return Response(ComparisonSerializer(replace(page, reviews=reviews)).data)
