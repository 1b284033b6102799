"""The two-versions page: nothing of somebody's own is stored until they choose."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.by import By
from accounts.permissions import require
from accounts.problems import InputProblems, refuse
from accounts.roles import Action
from reviews import review_page
from reviews.actions import answers
from reviews.changes import Change
from reviews.conflict_page import Clash, chosen, clashes
from reviews.forms.answers import packed, unpacked
from reviews.forms.numbers import whole_number
from reviews.models import Review
from reviews.views.reviews import address, fetch

MOST = 100
"""How many items one page asks about."""


@require_POST
def choose(request: HttpRequest, public_id: str, alias: str) -> HttpResponse:
    """Show both versions of the posted changes, or store what was chosen between them."""
    review = fetch(request, public_id, alias)
    require(By.request(request), Action.ANSWER, review.workload.team)
    try:
        wanted = [unpacked(text) for text in request.POST.getlist("mine")[:MOST]]
        if not wanted:
            raise refuse("mine", "There is nothing to choose from.")
        if "chosen" in request.POST:
            return _store(request, review, wanted)
        return both_versions(request, review, wanted)
    except InputProblems as refused:
        for problem in refused.problems:
            messages.warning(request, problem.message)
        return redirect("review", public_id, alias)


def both_versions(request: HttpRequest, review: Review, wanted: Sequence[Change]) -> HttpResponse:
    """Show the changes beside what is stored now."""
    found = _clashes(review, wanted)
    context = {
        "review": review,
        "workload": review.workload,
        "alias": review.lens.alias,
        "clashes": [(clash, packed(clash.change)) for clash in found],
        "names": sorted({clash.name for clash in found if clash.name}),
        "back": address(review, wanted[0].question, wanted[0].item),
    }
    return render(request, "reviews/conflict.html", context, status=409)


def _store(request: HttpRequest, review: Review, wanted: Sequence[Change]) -> HttpResponse:
    changes = []
    for number, clash in enumerate(_clashes(review, wanted)):
        seen = request.POST.get(f"seen-{number}", "")
        mine = request.POST.get(f"choice-{number}") == "mine"
        both = f"both-{number}" in request.POST
        change = chosen(clash, mine=mine, both_notes=both, seen=whole_number(seen) or 0)
        if change:
            changes.append(change)
    if changes:
        saved = answers.save(review=review, changes=changes, by=By.request(request))
        if saved.conflicts:
            # Somebody was quicker once more: the rest is stored, and these are asked about again.
            again = {conflict.change.key for conflict in saved.conflicts}
            return both_versions(request, review, [change for change in wanted if change.key in again])
    messages.success(request, "Saved as you chose.")
    return redirect(address(review, wanted[0].question, wanted[0].item))


def _clashes(review: Review, wanted: Sequence[Change]) -> list[Clash]:
    try:
        return clashes(review, wanted, review_page.items_of(review))
    except (KeyError, ValueError) as error:
        raise refuse("mine", "The lens version does not have this item or state.") from error
