"""The page of one's API tokens: what there is, making one, revoking one."""

from datetime import datetime, timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods

from accounts.actions import tokens
from accounts.by import By
from accounts.models import ApiToken
from accounts.problems import InputProblems

DAYS = [("30", "In 30 days"), ("90", "In 90 days"), ("365", "In a year"), ("never", "Never")]


class TokenForm(forms.Form):
    """What to make."""

    name = forms.CharField(
        label="Name",
        max_length=80,
        help_text="What will use it, such as: nightly load.",
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    scope = forms.ChoiceField(
        label="It may", choices=ApiToken.Scope.choices, widget=forms.Select(attrs={"class": "input"})
    )
    days = forms.ChoiceField(
        label="It expires", choices=DAYS, initial="90", widget=forms.Select(attrs={"class": "input"})
    )

    def expires_at(self, now: datetime) -> datetime | None:
        """Return when the token is to expire, None for never."""
        days = self.cleaned_data["days"]
        return None if days == "never" else now + timedelta(days=int(days))


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """Show one's tokens, and make one: its text is in the answer to that request and nowhere else."""
    form = TokenForm(request.POST or None)
    made = _made(form, By.request(request)) if request.method == "POST" and form.is_valid() else None
    context = {
        "form": TokenForm() if made else form,
        "made": made and made[0],
        "secret": made and made[1],
        "tokens": ApiToken.objects.filter(user=By.request(request).user),
        "now": timezone.now(),
    }
    response = render(request, "accounts/tokens.html", context, status=422 if form.errors else 200)
    patch_cache_control(response, private=True, no_store=True)
    return response


def _made(form: TokenForm, by: By) -> tuple[ApiToken, str] | None:
    """Return a new token and its text, None where it is refused and the form says why."""
    assert by.user is not None  # noqa: S101 - By.request never gives nobody
    given = form.cleaned_data
    try:
        return tokens.issue(
            user=by.user, name=given["name"], scope=given["scope"], expires_at=form.expires_at(by.at), by=by
        )
    except InputProblems as refused:
        for problem in refused.problems:
            form.add_error(problem.field if problem.field in form.fields else None, problem.message)
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask whether to revoke a token of one's own, and do it."""
    by = By.request(request)
    token = get_object_or_404(ApiToken.objects.filter(user=by.user), public_id=public_id)
    if request.method == "POST":
        tokens.revoke(token=token, by=by)
        messages.success(request, f"{token} is revoked: nothing can use it any more.")
        return redirect("tokens")
    return render(request, "accounts/token_revoke.html", {"token": token})
