"""What the person who asks may see, fetched by the ids of an address; 404 for all else. And who they are, acting."""

from dataclasses import replace
from typing import cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request

from accounts.by import By
from accounts.models import Team, User
from reviews import to_answer
from reviews.models import Finding, Improvement, Review, Workload
from reviews.signed_in import person


def asker(request: Request) -> User:
    """Return who asks. The views let nobody in who is not signed in."""
    return person(cast(HttpRequest, request))


def by(request: Request) -> By:
    """Return who acts: through a token, or a page's session."""
    return By.request(cast(HttpRequest, request))


def team(request: Request, public_id: str, *, lock: bool = False) -> Team:
    """Return the team; locked for a write to its members that says what it is based on."""
    visible = Team.objects.visible_to(asker(request))
    if lock:
        visible = visible.select_for_update(of=("self",), no_key=True)
    return get_object_or_404(visible, public_id=public_id)


def workload(request: Request, public_id: str, *, lock: bool = False) -> Workload:
    """Return the workload with its team and owner; locked for a write that says what it is based on."""
    visible = Workload.objects.visible_to(asker(request)).select_related("team", "owner")
    if lock:
        visible = visible.select_for_update(of=("self",))
    return get_object_or_404(visible, public_id=public_id)


def review(request: Request, public_id: str, alias: str) -> Review:
    """Return the workload's review against the lens with this alias, with workload, team, lens and version."""
    visible = Review.objects.visible_to(asker(request)).select_related("workload__team", "lens", "version")
    return get_object_or_404(visible, workload__public_id=public_id, lens__alias=alias)


def review_to_answer(request: Request, public_id: str, alias: str) -> tuple[Review, By]:
    """Return the review with workload, team and lens, and who acts with their role there: all that a save needs.

    One statement: nothing is asked for as often.
    """
    user, by_ = asker(request), by(request)
    if user.reads_everything:
        return review(request, public_id, alias), by_
    found = to_answer.seen_by_member(user, public_id, alias)
    if found is None:
        raise Http404
    return found[0], replace(by_, roles={found[0].workload.team_id: found[1]})


def finding(request: Request, public_id: str, *, lock: bool = False) -> Finding:
    """Return the finding with review, workload, team, lens and version; with the review's row locked for a write."""
    if lock:
        _lock(Review.objects.filter(findings__public_id=public_id))
    visible = Finding.objects.visible_to(asker(request)).select_related(*_OF_REVIEW)
    return get_object_or_404(visible, public_id=public_id)


def improvement(request: Request, public_id: str, *, lock: bool = False) -> Improvement:
    """Return the improvement as ``finding`` does a finding, and with its owner."""
    if lock:
        _lock(Review.objects.filter(improvements__public_id=public_id))
    visible = Improvement.objects.visible_to(asker(request)).select_related("owner", *_OF_REVIEW)
    return get_object_or_404(visible, public_id=public_id)


def _lock(reviews: QuerySet[Review]) -> None:
    """Take the rows' locks. What hangs on them is read after that: a statement that waits for a lock, and reads more
    than the locked row, has seen the rest as it was before the wait.
    """
    list(reviews.select_for_update(of=("self",)).values_list("pk"))


_OF_REVIEW = ("review__workload__team", "review__lens", "review__version")
