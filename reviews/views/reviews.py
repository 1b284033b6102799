"""The review page, its parts that are read by themselves, and beginning a round."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from accounts.by import By
from accounts.models import Event
from accounts.permissions import allowed
from accounts.roles import Action
from pillars import reading
from pillars.compiling import compiled
from reviews import review_page
from reviews.actions import reviews
from reviews.guidance import helping, near
from reviews.models import Review
from reviews.question_findings import findings_box
from reviews.review_cards import Sheet
from reviews.signed_in import person

UNDO_SHOWN = timedelta(seconds=10)
"""For how long a bulk change offers to be taken back."""


def fetch(request: HttpRequest, public_id: str, alias: str) -> Review:
    """Return a review that this person may read, ready for the page; 404 for any other."""
    try:
        return review_page.fetch(person(request), public_id, alias)
    except Review.DoesNotExist as error:
        raise Http404("There is no such review.") from error


def address(review: Review, question: str, item: str = "", **more: str) -> str:
    """Return where a question of a review is, with an item in hand."""
    query = {"q": question, **({"hand": item} if item else {}), **more}
    practice = reading.lens(review.version_id).practices.get((question, item))
    anchor = practice.anchor if practice else item
    page = reverse("review", args=[review.workload.public_id, review.lens.alias])
    return f"{page}?{urlencode(query)}{f'#{anchor}' if anchor else ''}"


@require_safe
def page(request: HttpRequest, public_id: str, alias: str) -> HttpResponse:
    """Show one question of a review: ``?q=`` names it, ``?hand=`` the item that is worked on."""
    review = fetch(request, public_id, alias)
    sheet = _sheet(request, review)
    records = review_page.records_of(review)
    made = review_page.page_of(review, sheet, accepted_until=records[sheet.question.id].accepted_until)
    user, team = person(request), review.workload.team
    context = {
        "page": made,
        "chapters": review_page.chapters_of(made, records, sheet.items.values()),
        "box": findings_box(review, sheet, at=timezone.now()),
        "may_answer": allowed(user, Action.ANSWER, team),
        "may_start_round": allowed(user, Action.START_ROUND, team),
        "undo": _undo(request, review),
        **frame(review, sheet),
    }
    return render(request, "reviews/review.html", context)


@require_safe
def guidance(request: HttpRequest, public_id: str, alias: str) -> HttpResponse:
    """Show the guidance of the item in hand, for the column at the right."""
    review = fetch(request, public_id, alias)
    return render(request, "reviews/guidance.html", frame(review, _sheet(request, review)))


@require_safe
def found(request: HttpRequest, public_id: str, alias: str) -> HttpResponse:
    """Show the findings box of a question: asked every other second while an assessment is to come."""
    review = fetch(request, public_id, alias)
    sheet = _sheet(request, review)
    box = findings_box(review, sheet, at=timezone.now())
    return render(request, "reviews/found.html", {"box": box, **frame(review, sheet)})


@require_POST
def start_round(request: HttpRequest, public_id: str, alias: str) -> HttpResponse:
    """Begin the next round of a review."""
    review = fetch(request, public_id, alias)
    started = reviews.start_round(review=review, by=By.request(request))
    messages.success(request, f"Round {started.number} began. Answers stay and wait to be confirmed.")
    return redirect("review", public_id, alias)


def frame(review: Review, sheet: Sheet) -> dict[str, Any]:
    """Return what every part of the page needs: the review, its question, and the item in hand with its texts."""
    lens = reading.lens(review.version_id)
    step = lens.steps.get(sheet.hand)
    practice = lens.practices.get((sheet.question.id, step.practice_id if step else sheet.hand))
    alone = lens.questions[sheet.question.id].practices
    return {
        "review": review,
        "workload": review.workload,
        "alias": review.lens.alias,
        "lens": lens,
        "question": sheet.texts,
        "hand_step": step,
        "hand_practice": practice or (alone[0] if alone else None),
        "near": near(step, sheet.answers) if step else (),
        "helping": helping(step, lens) if step else (),
    }


def _sheet(request: HttpRequest, review: Review) -> Sheet:
    """The question that the address names, the first one without a name; 404 for one that the lens does not have."""
    first = compiled(review.version_id).questions[0].id
    question, hand = request.GET.get("q") or first, request.GET.get("hand") or None
    items = review_page.items_of(review)
    try:
        sheet = review_page.sheet_of(review, question, items, reader=person(request), hand=hand)
        if hand:
            sheet.name_of(hand)
    except KeyError as error:
        raise Http404("The lens version has no such question or item.") from error
    return sheet


def _undo(request: HttpRequest, review: Review) -> Event | None:
    """The bulk change that the address names, while it can be taken back by who made it."""
    if not request.GET.get("undo"):
        return None
    recent = Event.objects.filter(object_id=review.public_id, actor=person(request), at__gt=timezone.now() - UNDO_SHOWN)
    return recent.filter(public_id=request.GET["undo"]).first()
