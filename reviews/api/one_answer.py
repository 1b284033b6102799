"""One answer: a question, a practice or a step of a review, read and written by itself."""

from typing import Any

from django.db import transaction
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import require
from accounts.problems import InputProblems, Problem
from accounts.roles import Action
from pillars.compiling import compiled
from reviews.actions import answers
from reviews.api import seen
from reviews.api.answers import AnswerSerializer, change_of, every
from reviews.api.protocol import conditional
from reviews.api.protocol.schema import responses
from reviews.changes import kind_of
from reviews.models import Item, Review

_WHOLE = "/items/0"
"""Where a save of several items points at its first one."""


class OneAnswerSerializer(AnswerSerializer):
    """One item. What can be read only is ignored in a write, so that an item that was read can be sent back."""

    question = serializers.CharField(read_only=True, help_text="The question's id.")
    item = serializers.CharField(read_only=True, help_text="The practice's or step's id; empty for the question.")


class _OneAnswer(generics.GenericAPIView[Review]):
    queryset = Review.objects.none()
    serializer_class = OneAnswerSerializer

    def get(self, request: Request, public_id: str, alias: str, question: str, item: str = "") -> Response:
        """Read it."""
        return Response(_told(seen.review(request, public_id, alias), question, item))

    def patch(self, request: Request, public_id: str, alias: str, question: str, item: str = "") -> Response:
        """Write it."""
        with transaction.atomic():
            review = seen.review(request, public_id, alias)
            present = _told(review, question, item)
            require(seen.by(request), Action.ANSWER, review.workload.team)
            serializer = OneAnswerSerializer(data=request.data)
            serializer.is_valid(raise_exception=True)
            given = {**serializer.validated_data, "question": question, "item": item}
            if "If-Match" in request.headers or "version" not in given:
                _require_basis(request)
                # Nobody writes an answer without the review's row.
                Review.objects.select_for_update().get(pk=review.pk)
                present = _told(review, question, item)
                conditional.require_match(request, present)
            _save(request, review, given, present)
            return conditional.single(_told(review, question, item))


def _require_basis(request: Request) -> None:
    if "If-Match" not in request.headers:
        msg = "Send the version that you read, or If-Match with its ETag, so that nothing is overwritten unseen."
        raise conditional.PreconditionMissing(msg)


def _save(request: Request, review: Review, given: dict[str, Any], present: dict[str, Any]) -> None:
    """Save one change, telling what is wrong with it by its own fields rather than as the first of many."""
    change = change_of({"version": present["version"], **given})
    try:
        answers.save(review=review, changes=[change], all_or_nothing=True, by=seen.by(request))
    except InputProblems as refused:
        problems = [Problem(one.pointer.removeprefix(_WHOLE), one.message) for one in refused.problems]
        raise InputProblems(problems) from refused
    except answers.StaleVersions as stale:
        raise conditional.PreconditionFailed(_told(review, change.question, change.item)) from stale


def _told(review: Review, question: str, item: str) -> dict[str, Any]:
    """Return the item as a read gives it. One statement. Raises Http404 where the lens has none such."""
    known = next((known for known in compiled(review.version_id).questions if known.id == question), None)
    if known is None or kind_of(known, item) is None:
        raise Http404
    rows = Item.objects.filter(review=review, question=question, item=item).select_related("by")
    found = {(row.question, row.item): row for row in rows}
    told = next(one for one in every(review, found) if (one["question"], one["item"]) == (question, item))
    return dict(OneAnswerSerializer(told).data)


def _described(name: str, noun: str) -> dict[str, Any]:
    """Return what the contract says of reading and writing the answer of a question, or of another item."""
    return {
        "get": extend_schema(
            tags=["answers"],
            operation_id=f"{name}_retrieve",
            description=f"The answer of {noun}, at version 0 where nobody answered.",
            responses=responses(OneAnswerSerializer, 404),
        ),
        "patch": extend_schema(
            tags=["answers"],
            operation_id=f"{name}_update",
            description=(
                f"Write the answer of {noun}. It is based on the `version` in the body, or on `If-Match`. What is left "
                "out stays. Contributors may."
            ),
            responses=responses(OneAnswerSerializer, 400, 403, 404, 412, 422, 428),
        ),
    }


@extend_schema_view(**_described("question_answer", "a question"))
class QuestionAnswer(_OneAnswer):
    """The answer of a question itself."""


@extend_schema_view(**_described("answer", "a practice or step"))
class ItemAnswer(_OneAnswer):
    """The answer of a practice or a step."""
