"""The assessment of a review as it stands this moment: everything that the review's page computes."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from reviews.acceptances import Finding
from reviews.api import seen
from reviews.api.assessed_questions import STATES, AssessedQuestionSerializer
from reviews.api.protocol.schema import responses
from reviews.assessed import AssessedReview, RoundFacts, assessed
from reviews.maturity import HoldBack, Lift
from reviews.states import FindingKind


class LiftSerializer(serializers.Serializer[Lift]):
    """One answer that raises the maturity by itself."""

    item = serializers.CharField(help_text="The practice's or step's id: in place or done, it is enough.")
    level = serializers.IntegerField(help_text="The level that the workload then has.")


class HoldBackSerializer(serializers.Serializer[HoldBack]):
    """What one practice lacks for the workload's next level."""

    question = serializers.CharField(help_text="The question's id.")
    practice = serializers.CharField(help_text="The practice's id.")
    level = serializers.IntegerField(help_text="The next level.")
    claim_missing = serializers.BooleanField(help_text="Whether the practice is not in place.")
    essential = serializers.ListField(
        child=serializers.CharField(), help_text="Ids of the level's essential steps that apply and are not done."
    )
    percent = serializers.IntegerField(help_text="The share of the level's applicable steps that is done.")
    needed_percent = serializers.IntegerField(help_text="The share that it needs.")
    missing_steps = serializers.SerializerMethodField(help_text="How many steps are short of that share, in halves.")
    too_few_apply = serializers.BooleanField(
        help_text="Fewer than half of the level's steps apply, so that it cannot be reached."
    )
    lifts = LiftSerializer(many=True, help_text="Single answers that are enough.")

    def get_missing_steps(self, held: HoldBack) -> float:
        """Return the steps that are missing; a step that is partly done counts half."""
        return held.missing_halves / 2


class WholeMaturitySerializer(serializers.Serializer[AssessedReview]):
    """The maturity of the workload against the lens, with what holds it back."""

    state = serializers.ChoiceField(
        STATES, source="live.assessment.maturity.state", help_text="`assessed`, `not_assessed` or `left_out`."
    )
    level = serializers.IntegerField(
        source="live.assessment.maturity.level", allow_null=True, help_text="1 to 4; null unless assessed."
    )
    target = serializers.IntegerField(
        source="live.review.workload.target", allow_null=True, help_text="The workload's target, 1 to 4; null for none."
    )
    below_target = serializers.BooleanField(
        source="live.assessment.below_target", help_text="Whether the level is lower than the target."
    )
    to_answer = serializers.IntegerField(help_text="How many answers are missing before there is a level.")
    holds_back = HoldBackSerializer(
        many=True, help_text="What keeps it from its next level, by practice; empty at level 4 and unless assessed."
    )


class CurrentRoundSerializer(serializers.Serializer[RoundFacts]):
    """The round that the review is in."""

    number = serializers.IntegerField(help_text="Counts the review's rounds, from 1.")
    started_at = serializers.DateTimeField(help_text="When it began.")
    confirmed = serializers.IntegerField(help_text="How many answers were given or confirmed in it.")
    answered = serializers.IntegerField(help_text="How many answers there are.")


class HeldSerializer(serializers.Serializer[Finding]):
    """One thing that is wrong at this moment."""

    kind = serializers.ChoiceField(
        [kind.value for kind in FindingKind], source="key.kind", help_text="`gap`, `unsupported` or `stale`."
    )
    question = serializers.CharField(source="key.question", help_text="The question's id; empty for a stale review.")
    practice = serializers.CharField(source="key.practice", help_text="The practice's id; empty without one.")
    severity = serializers.CharField(help_text="HIGH or MEDIUM; empty for a stale review.")
    accepted_until = serializers.DateTimeField(allow_null=True, help_text="The moment at which its acceptance ends.")


class AssessmentSerializer(serializers.Serializer[AssessedReview]):
    """Everything that is computed of a review, from its answers as they stand."""

    review = serializers.CharField(source="live.review.public_id", help_text="The review's id.")
    workload = serializers.CharField(source="live.review.workload.public_id", help_text="The workload's id.")
    lens = serializers.CharField(source="live.review.lens.alias", help_text="The lens's alias.")
    lens_version = serializers.IntegerField(source="live.review.version.number", help_text="The lens version's number.")
    revision = serializers.IntegerField(source="live.review.revision", help_text="The revision that this tells of.")
    assessed_revision = serializers.IntegerField(
        source="live.review.assessed_revision",
        help_text="The revision of which the stored findings and improvements tell.",
    )
    saved_at = serializers.DateTimeField(
        allow_null=True, help_text="When an answer, a reason, a note or a link was written last; null before that."
    )
    stale = serializers.BooleanField(
        source="live.assessment.stale", help_text="Whether answers are older than the workload's review interval."
    )
    oldest_confirmed = serializers.DateTimeField(
        source="live.assessment.oldest_confirmed",
        allow_null=True,
        help_text="When the oldest answer that counts was given or confirmed.",
    )
    next_change_at = serializers.DateTimeField(
        source="live.assessment.next_change_at",
        allow_null=True,
        help_text="The earliest moment at which time alone changes something; null where there is none.",
    )
    answered = serializers.IntegerField(help_text="How many questions are complete.")
    round = CurrentRoundSerializer(help_text="The round that the review is in.")
    maturity = WholeMaturitySerializer(source="*", help_text="The maturity, and what holds it back.")
    findings = HeldSerializer(source="live.assessment.findings", many=True, help_text="What is wrong at this moment.")
    questions = AssessedQuestionSerializer(many=True, help_text="Every question of the lens.")


class Assessment(APIView):
    """The assessment of a review."""

    @extend_schema(
        tags=["reviews"],
        operation_id="review_assessment_retrieve",
        description=(
            "What follows from a review's answers as they stand this moment: risks, support, findings, the way down, "
            "maturity and what holds it back, what doesn't fit, what comes next. Nothing has to be waited for."
        ),
        responses=responses(AssessmentSerializer, 404),
    )
    def get(self, request: Request, public_id: str, alias: str) -> Response:
        """Read it."""
        review = seen.review(request, public_id, alias)
        return Response(AssessmentSerializer(assessed(review, at=timezone.now())).data)
