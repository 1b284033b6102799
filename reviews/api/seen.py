"""What the person who asks may see, fetched by the ids of an address; 404 for all else. And who they are, acting."""

from typing import cast

from django.http import HttpRequest
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request

from accounts.by import By
from accounts.models import User
from reviews.models import Review, Workload
from reviews.signed_in import person


def asker(request: Request) -> User:
    """Return who asks. The views let nobody in who is not signed in."""
    return person(cast(HttpRequest, request))


def by(request: Request) -> By:
    """Return who acts: through a token, or a page's session."""
    return By.request(cast(HttpRequest, request))


def workload(request: Request, public_id: str) -> Workload:
    """Return the workload with its team and owner."""
    visible = Workload.objects.visible_to(asker(request)).select_related("team", "owner")
    return get_object_or_404(visible, public_id=public_id)


def review(request: Request, public_id: str, alias: str) -> Review:
    """Return the workload's review against the lens with this alias, with workload, team, lens and version."""
    visible = Review.objects.visible_to(asker(request)).select_related("workload__team", "lens", "version")
    return get_object_or_404(visible, workload__public_id=public_id, lens__alias=alias)
