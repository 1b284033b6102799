"""Changes of many answers at once from the review page, and taking the latest one back."""

from collections.abc import Sequence
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.by import By
from accounts.models import Event
from accounts.permissions import require
from accounts.problems import InputProblems
from accounts.roles import Action
from pillars.compiled import Question
from pillars.compiling import compiled
from reviews import bulk
from reviews.actions import answers
from reviews.changes import Change
from reviews.models import Item, Review
from reviews.signed_in import person
from reviews.states import StepState
from reviews.views.reviews import address, fetch

UNDO_TAKEN = timedelta(minutes=2)
"""For how long a bulk change can be taken back: longer than it offers that, for who is slow to press."""


@require_POST
def none_of_these(request: HttpRequest, public_id: str, alias: str) -> HttpResponse:
    """Set every practice of a question to not in place; ask first where one is in place."""
    review = fetch(request, public_id, alias)
    require(By.request(request), Action.ANSWER, review.workload.team)
    question, items = _question(request, review), _items(request, review)
    standing = bulk.in_place(question, items)
    if standing and "sure" not in request.POST:
        context = {
            "review": review,
            "workload": review.workload,
            "alias": alias,
            "question": question,
            "standing": standing,
            "back": address(review, question.id),
        }
        return render(request, "reviews/none.html", context)
    return _store(request, review, question, bulk.none_of_these(question, items))


@require_POST
def rest(request: HttpRequest, public_id: str, alias: str) -> HttpResponse:
    """Set what nobody answered: the question's practices, or with ``area`` the steps of one area of a practice."""
    review = fetch(request, public_id, alias)
    require(By.request(request), Action.ANSWER, review.workload.team)
    question, items = _question(request, review), _items(request, review)
    if "area" not in request.POST:
        return _store(request, review, question, bulk.rest_not_in_place(question, items))
    state = StepState.NOT_APPLICABLE if request.POST.get("state") == "not_applicable" else StepState.NOT_DONE
    practice, reason = request.POST.get("practice", ""), request.POST.get("reason", "")
    try:
        changes = bulk.rest_of_area(question, practice, request.POST["area"], items, state=state, reason=reason)
    except KeyError as error:
        raise Http404("The question has no such practice.") from error
    return _store(request, review, question, changes, practice)


@require_POST
def undo(request: HttpRequest, public_id: str, alias: str) -> HttpResponse:
    """Take one's own latest bulk change back; what somebody changed since then stays."""
    review = fetch(request, public_id, alias)
    require(By.request(request), Action.ANSWER, review.workload.team)
    question, items = _question(request, review), _items(request, review)
    recent = Event.objects.filter(
        object_id=review.public_id, actor=person(request), verb=answers.VERB, at__gt=timezone.now() - UNDO_TAKEN
    )
    event = get_object_or_404(recent, public_id=request.POST.get("event", ""))
    changes = bulk.taken_back(question.id, event.changes["items"], items)
    saved = answers.save(review=review, changes=changes, by=By.request(request)) if changes else None
    if saved and saved.conflicts:
        messages.warning(request, f"Taken back but for {len(saved.conflicts)}, which somebody changed at this moment.")
    elif saved:
        messages.success(request, "Taken back.")
    else:
        messages.info(request, "Nothing was left to take back: it was all changed since.")
    return redirect(address(review, question.id, request.POST.get("practice", "")))


def _store(
    request: HttpRequest, review: Review, question: Question, changes: Sequence[Change], practice: str = ""
) -> HttpResponse:
    """Store a bulk change and lead back to the page, which offers to take it back."""
    if not changes:
        messages.info(request, "Nothing was left to change.")
        return redirect(address(review, question.id, practice))
    try:
        answers.save(review=review, changes=changes, by=By.request(request))
    except InputProblems as refused:
        # The same is wrong with all of them: one reason for many steps.
        messages.warning(request, refused.problems[0].message)
        return redirect(address(review, question.id, practice))
    event = Event.objects.filter(object_id=review.public_id, actor=person(request)).first()
    return redirect(address(review, question.id, practice, **({"undo": event.public_id} if event else {})))


def _question(request: HttpRequest, review: Review) -> Question:
    try:
        return compiled(review.version_id).question(request.POST.get("question", ""))
    except KeyError as error:
        raise Http404("The lens version has no such question.") from error


def _items(request: HttpRequest, review: Review) -> dict[str, Item]:
    rows = Item.objects.filter(review=review, question=request.POST.get("question", ""))
    return {row.item: row for row in rows}
