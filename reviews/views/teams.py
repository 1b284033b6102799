"""The page of a team: who is in it, and for its lead, who may do what."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.actions import teams
from accounts.by import By
from accounts.models import Team, User
from accounts.permissions import allowed, require
from accounts.problems import InputProblems, refuse
from accounts.roles import Action, TeamRole
from reviews.forms.problems import show
from reviews.signed_in import person

REMOVE = "remove"


class MemberForm(forms.Form):
    """Somebody's role in the team, by their e-mail address."""

    user = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"class": "input"}))
    role = forms.ChoiceField(
        choices=[*TeamRole.choices, (REMOVE, "Not in the team")], widget=forms.Select(attrs={"class": "input"})
    )


@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a team's members; its lead changes them."""
    visible = Team.objects.visible_to(person(request)).distinct()
    shown = get_object_or_404(visible, public_id=public_id)
    form = MemberForm(request.POST or None)
    if form.errors:
        require(By.request(request), Action.MANAGE_MEMBERS, shown)
    if request.method == "POST" and form.is_valid():
        try:
            _change(shown, form, By.request(request))
        except InputProblems as refused:
            show(refused, form)
        else:
            messages.success(request, "Saved.")
            return redirect("team", shown.public_id)
    context = {
        "team": shown,
        "form": form,
        "members": shown.memberships.select_related("user").order_by("user__name"),
        "may_manage": allowed(person(request), Action.MANAGE_MEMBERS, shown),
    }
    return render(request, "teams/team.html", context, status=422 if form.errors else 200)


def _change(team: Team, form: MemberForm, by: By) -> None:
    require(by, Action.MANAGE_MEMBERS, team)
    user = User.objects.filter(email__iexact=form.cleaned_data["user"]).first()
    role = form.cleaned_data["role"]
    if user is None:
        raise refuse("user", "Nobody signs in under this address.")
    if role == REMOVE:
        teams.remove_member(team=team, user=user, by=by)
    else:
        teams.set_member(team=team, user=user, role=role, by=by)
