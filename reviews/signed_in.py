"""Who is signed in, as the type that it is."""

from django.http import HttpRequest

from accounts.models import User


def person(request: HttpRequest) -> User:
    """Return who sent the request; TypeError for a stranger, to whom pages are closed before they are asked."""
    if not isinstance(request.user, User):
        msg = "This page is for people who are signed in."
        raise TypeError(msg)
    return request.user
