"""Signing in, with an end to guessing: ten attempts in five minutes for one e-mail address from one place."""

import ipaddress
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse

from accounts import counting

ATTEMPTS = 10
SECONDS = 5 * 60


class SignInForm(AuthenticationForm):
    """E-mail and password. ``wait`` is in how many seconds another attempt is heard, None where this one was."""

    wait: int | None = None

    def clean(self) -> dict[str, Any]:
        """Return the input of somebody who may come in.

        An attempt is counted before the password is looked at, so that many at once find no gap; one that succeeds
        takes the earlier ones back. Where someone sits counts too: else anybody could shut another person out.
        """
        email = self.cleaned_data.get("username")
        if not email or not self.cleaned_data.get("password"):
            return super().clean()
        attempt = f"sign-in {email.strip().casefold()} {place_of(self.request)}"
        counted = counting.count(attempt, seconds=SECONDS)
        if counted is not None and counted.number > ATTEMPTS:
            self.wait = counted.seconds_left
            raise forms.ValidationError(
                f"Too many attempts to sign in with this e-mail address. Try again in {_words(self.wait)}."
            )
        cleaned = super().clean()
        counting.forget(attempt, seconds=SECONDS)
        return cleaned


class AdminSignInForm(SignInForm, AdminAuthenticationForm):
    """The same for the door of Django's admin."""


class SignIn(LoginView):
    """The page to sign in."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Show the page again and say what is wrong; 429 where it is the number of attempts."""
        response = super().form_invalid(form)
        if isinstance(form, SignInForm) and form.wait is not None:
            response.status_code = 429
            response["Retry-After"] = str(form.wait)
        return response


def place_of(request: HttpRequest | None) -> str:
    """Return where a request comes from: an address, or the half of an IPv6 address that is one household's.

    Behind a proxy that ends TLS it is what the proxy itself put at the end of X-Forwarded-For.
    """
    if request is None:
        return ""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.HTTPS:
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return str(address)
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _words(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return "a minute" if minutes == 1 else f"{minutes} minutes"
