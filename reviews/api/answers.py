"""Answers: all items of a review to be read, and any of them to be written."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import require
from accounts.roles import Action
from pillars.compiled import Question
from pillars.compiling import compiled
from reviews.actions import answers
from reviews.actions.results import Standing
from reviews.api import seen
from reviews.api.answer_filters import PARAMETERS, STATES, narrowed
from reviews.api.items import EvidenceSerializer
from reviews.api.protocol.fields import StrictSerializer, id_of, name_of
from reviews.api.protocol.problems import VersionMissing
from reviews.api.protocol.schema import responses
from reviews.api.risks import RiskSerializer
from reviews.changes import MAX_CHANGES, MAX_EVIDENCE, MAX_NOTE, MAX_REASON, Change, Evidence
from reviews.models import Item, QuestionRecord, Review
from reviews.states import Claim, ItemKind, QuestionState, StepState


class AnswerSerializer(StrictSerializer):
    """One item. What can be read only is ignored in a write, so that an item that was read can be sent back."""

    question = serializers.CharField(max_length=100, help_text="The question's id.")
    item = serializers.CharField(
        max_length=100, allow_blank=True, help_text="The practice's or step's id; empty for the question."
    )
    kind = serializers.CharField(read_only=True, help_text="`question`, `practice` or `step`.")
    practice = serializers.CharField(read_only=True, help_text="The practice of a practice or step; else empty.")
    title = serializers.CharField(read_only=True, help_text="What the lens calls it.")
    essential = serializers.BooleanField(read_only=True, help_text="Whether it is an essential step.")
    level = serializers.IntegerField(read_only=True, allow_null=True, help_text="A step's maturity level, 2 to 4.")
    state = serializers.ChoiceField(
        STATES,
        required=False,
        help_text=(
            "A question: applicable, not_applicable. A practice: unanswered, in_place, not_in_place, not_applicable. "
            "A step: unanswered, done, partly, not_done, not_applicable."
        ),
    )
    reason = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=MAX_REASON,
        help_text=f"Why it does not apply; at most {MAX_REASON} characters.",
    )
    note = serializers.CharField(
        required=False,
        allow_blank=True,
        trim_whitespace=False,
        max_length=MAX_NOTE,
        help_text=f"Markdown; at most {MAX_NOTE} characters.",
    )
    # Spelt out, since with many=True each link could be null as well.
    evidence: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=EvidenceSerializer(),
        required=False,
        allow_null=True,
        max_length=MAX_EVIDENCE,
        help_text="Links that back a practice; null for other items.",
    )
    confirm = serializers.BooleanField(
        write_only=True, default=False, help_text="Say that the present state is still true: renews its age."
    )
    by = id_of("by", "Who answered last: a person's id.")
    by_name = name_of("by", "Who answered last: the name.")
    at = serializers.DateTimeField(read_only=True, allow_null=True, help_text="When it was answered or confirmed last.")
    version = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=2**31 - 1,
        help_text="Counts the item's writes, 0 where nobody answered. A write names the one it read.",
    )


class AnswersSerializer(StrictSerializer):
    """Items of a review."""

    items = AnswerSerializer(  # type: ignore[call-arg]  # the stubs don't know what a list takes
        many=True, allow_empty=False, max_length=MAX_CHANGES, help_text="The items."
    )


class AllAnswersSerializer(serializers.Serializer[Any]):
    """Every item of a review, or those that the query asks for."""

    items = AnswerSerializer(many=True, help_text="The items.")
    revision = serializers.IntegerField(help_text="The review's revision.")


class SavedSerializer(AllAnswersSerializer):
    """What was written, as it stands now, and the risk that follows."""

    risks = RiskSerializer(many=True, help_text="The risk of each question that was written to.")


class Answers(generics.GenericAPIView[Review]):
    """The answers of a review."""

    queryset = Review.objects.none()
    serializer_class = AnswersSerializer

    @extend_schema(
        tags=["answers"],
        operation_id="answers_list",
        description="Every question, practice and step of the lens with its answer, unanswered ones at version 0.",
        parameters=PARAMETERS,
        responses=responses(AllAnswersSerializer, 404),
    )
    def get(self, request: Request, public_id: str, alias: str) -> Response:
        """Read all."""
        review = seen.review(request, public_id, alias)
        known = {(item.question, item.item): item for item in _rows(review)}
        items = list(narrowed(every(review, known), request, review))
        return Response(AllAnswersSerializer({"revision": review.revision, "items": items}).data)

    @extend_schema(
        tags=["answers"],
        operation_id="answers_update",
        description=(
            "Write one item or many, all or none. Each names the version that it was read at: where one has moved on, "
            "nothing is stored and the present items come back. What an item leaves out stays. Contributors may."
        ),
        request=AnswersSerializer,
        responses=responses(SavedSerializer, 400, 403, 404, 412, 422, 428, bulk=True),
    )
    def patch(self, request: Request, public_id: str, alias: str) -> Response:
        """Write some."""
        review, by = seen.review_to_answer(request, public_id, alias)
        try:
            changes = _changes(request)
        except (serializers.ValidationError, VersionMissing):
            # Whoever may not answer is told just that.
            require(by, Action.ANSWER, review.workload.team)
            raise
        saved = answers.save(review=review, changes=changes, all_or_nothing=True, by=by)
        return Response(_SAVED.to_representation(_written(review, changes, saved)))


# Built once: making a serializer's fields takes longer than a save's database does.
_GIVEN = AnswersSerializer()
_SAVED = SavedSerializer()


def _changes(request: Request) -> list[Change]:
    items = _GIVEN.run_validation(request.data)["items"]
    unversioned = [f"/items/{index}" for index, item in enumerate(items) if "version" not in item]
    if unversioned:
        raise VersionMissing(unversioned)
    return [change_of(item) for item in items]


def change_of(item: dict[str, Any]) -> Change:
    """Return the change that a written item asks for; its version has to be in it."""
    return Change(**(item | {"evidence": _evidence(item.get("evidence"))}))


def _evidence(links: list[dict[str, Any]] | None) -> tuple[Evidence, ...] | None:
    return None if links is None else tuple(Evidence(**link) for link in links)


def _rows(review: Review) -> QuerySet[Item]:
    return Item.objects.filter(review=review).select_related("by")


def _written(review: Review, changes: list[Change], saved: answers.Saved) -> dict[str, Any]:
    """Return what was asked for as it stands now, with the risk that follows. The save has read all but who answered
    what it left alone.
    """
    review.revision = saved.revision
    prefetch_related_objects(list(saved.present.values()), "by")
    keys = {change.key for change in changes}
    items = [item for item in every(review, saved.present) if (item["question"], item["item"]) in keys]
    return {"revision": review.revision, "items": items, "risks": _risks(review, {key[0] for key in keys}, saved)}


def _risks(review: Review, questions: set[str], saved: answers.Saved) -> list[QuestionRecord]:
    moved = {name: Standing.of(reviewed) for name, reviewed in saved.outcome.after.items()}
    records = [QuestionRecord(review=review, question=name, **standing.columns) for name, standing in moved.items()]
    unmoved = questions - moved.keys()
    if unmoved:
        records += QuestionRecord.objects.filter(review=review, question__in=unmoved).select_related("review")
    return sorted(records, key=lambda record: record.question)


def every(review: Review, known: Mapping[tuple[str, str], Item]) -> Iterator[dict[str, Any]]:
    """Yield all items of the review's lens in its order, each as ``AnswerSerializer`` takes it.

    ``known`` are the answers by question and item, with who answered; what it lacks is told as unanswered.
    """
    for question in compiled(review.version_id).questions:
        yield _item(question, "", "", ItemKind.QUESTION, question.title, known)
        for practice in question.practices:
            yield _item(question, practice.id, practice.id, ItemKind.PRACTICE, practice.title, known)
            for step in practice.steps:
                item = _item(question, step.id, practice.id, ItemKind.STEP, step.title, known)
                yield item | {"essential": step.essential, "level": step.level}


_START = {
    ItemKind.QUESTION: QuestionState.APPLICABLE.value,
    ItemKind.PRACTICE: Claim.UNANSWERED.value,
    ItemKind.STEP: StepState.UNANSWERED.value,
}


def _item(
    question: Question, item: str, practice: str, kind: ItemKind, title: str, known: Mapping[tuple[str, str], Item]
) -> dict[str, Any]:
    row = known.get((question.id, item))
    return {
        "question": question.id,
        "item": item,
        "kind": kind.value,
        "practice": practice,
        "title": title,
        "essential": False,
        "level": None,
        "state": row.state if row else _START[kind],
        "reason": row.reason if row else "",
        "note": row.note if row else "",
        "evidence": (row.evidence if row else []) if kind is ItemKind.PRACTICE else None,
        "by": row.by if row else None,
        "at": row.at if row else None,
        "version": row.version if row else 0,
    }
