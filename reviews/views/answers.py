"""Saving one item from the review page: its state, reason and note, or a link that backs it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.by import By
from accounts.permissions import require
from accounts.problems import InputProblems
from accounts.roles import Action
from pillars.compiling import compiled
from reviews import review_page
from reviews.actions import answers
from reviews.changes import Change
from reviews.forms.answers import packed, posted, with_link
from reviews.item_views import Key
from reviews.models import Item, Review
from reviews.review_cards import card_of
from reviews.signed_in import person
from reviews.views.conflicts import both_versions
from reviews.views.reviews import address, fetch, frame


@require_POST
def save(request: HttpRequest, public_id: str, alias: str) -> HttpResponse:
    """Save one item's form: HTMX gets what follows from it, a plain form the page again."""
    review = fetch(request, public_id, alias)
    items = review_page.items_of(review)
    try:
        change = posted(request.POST, compiled(review.version_id), items)
        saved = answers.save(review=review, changes=[change], by=By.request(request)) if change else None
    except InputProblems as refused:
        return _refused(request, review, refused)
    if change and saved and saved.conflicts:
        return _conflict(request, review, change, items)
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, "Saved.")
        return redirect(address(review, request.POST["question"], request.POST["item"]))
    question = request.POST["question"]
    if saved and saved.items:
        accepted_until = saved.outcome.after[question].accepted_until
    else:
        accepted_until = review_page.records_of(review)[question].accepted_until
    context = _reply(request, review, items, saved.items if saved else {}, accepted_until)
    return render(request, "reviews/saved.html", context)


@require_POST
def link(request: HttpRequest, public_id: str, alias: str) -> HttpResponse:
    """Add a link that backs a practice, or remove one."""
    review = fetch(request, public_id, alias)
    key = request.POST.get("question", ""), request.POST.get("item", "")
    present = Item.objects.filter(review=review, question=key[0], item=key[1]).first()
    try:
        saved = answers.save(review=review, changes=[with_link(request.POST, present)], by=By.request(request))
    except InputProblems as refused:
        return _refused(request, review, refused)
    if saved.conflicts:
        messages.warning(
            request, "Somebody changed this practice at the same moment. Nothing was stored: try once more."
        )
    return redirect(address(review, *key))


def _reply(
    request: HttpRequest,
    review: Review,
    items: Mapping[Key, Item],
    stored: Mapping[Key, Item],
    accepted_until: datetime | None,
) -> dict[str, Any]:
    """What the page shows anew after a save: no statement, the items are those read before with what was stored."""
    key = request.POST["question"], request.POST["item"]
    for item in stored.values():
        before = items.get(key)
        item.by = person(request) if item.by_id == person(request).pk else before.by if before else None
    old = review_page.sheet_of(review, key[0], items, reader=person(request), hand=key[1])
    new = review_page.sheet_of(review, key[0], {**items, **stored}, reader=person(request), hand=key[1])
    page = review_page.page_of(review, new, accepted_until=accepted_until)
    moved = {name for name in (*old.said, *new.said) if old.said.get(name) != new.said.get(name)} | {key[1]}
    shown = [card.item for card in page.cards]
    shown += [step.item for card in page.cards for area in card.areas for step in (*area.steps, *area.later)]
    card = card_of(key[1], page.cards)
    return {
        "page": page,
        "card": card,
        "area": next((a for a in card.areas if key[1] in {s.step.id for s in (*a.steps, *a.later)}), None)
        if card
        else None,
        "item": next((item for item in shown if item.item == key[1]), page.item),
        "told": [item for item in shown if item.item in moved],
        "is_due": bool(stored),
        "may_answer": True,
        "oob": True,
        **frame(review, new),
    }


def _conflict(request: HttpRequest, review: Review, change: Change, items: Mapping[Key, Item]) -> HttpResponse:
    """Show both versions, or to HTMX where they can be seen: the page stays as it is."""
    if not request.htmx:  # type: ignore[attr-defined]
        return both_versions(request, review, [change])
    fresh = review_page.items_of(review)
    present = fresh.get(change.key)
    sheet = review_page.sheet_of(review, change.question, fresh, reader=person(request), hand=change.item)
    context = {"change": change, "mine": packed(change), "present": present, **frame(review, sheet)}
    return render(request, "reviews/clash.html", context, status=409)


def _refused(request: HttpRequest, review: Review, refused: InputProblems) -> HttpResponse:
    """Say what is wrong; a plain form goes back to its item, and nothing was stored."""
    require(By.request(request), Action.ANSWER, review.workload.team)
    said = " ".join(problem.message for problem in refused.problems)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "reviews/refused.html", {"problems": refused.problems}, status=422)
    question, item = request.POST.get("question", ""), request.POST.get("item", "")
    lens = compiled(review.version_id)
    context = {
        "review": review,
        "workload": review.workload,
        "problems": refused.problems,
        "back": address(review, question, item) if question in {each.id for each in lens.questions} else "",
        "said": said,
        "note": request.POST.get("note", ""),
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "reviews/not_saved.html", context, status=422)
