"""Pages of a workload: make, look, edit, copy, archive, bring back, delete."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.by import By
from accounts.models import Team
from accounts.permissions import allowed, require
from accounts.problems import InputProblems
from accounts.roles import Action, TeamRole
from reviews import workload_page
from reviews.actions import workloads
from reviews.forms.problems import show
from reviews.forms.workloads import NameForm, WorkloadForm, initial
from reviews.models import Workload
from reviews.signed_in import person

_WRITERS = [TeamRole.CONTRIBUTOR, TeamRole.REVIEWER, TeamRole.LEAD]


def fetch(request: HttpRequest, public_id: str) -> Workload:
    """Return a workload that this person may read, with its team and owner; 404 for any other."""
    visible = Workload.objects.visible_to(person(request)).select_related("team", "owner")
    return get_object_or_404(visible, public_id=public_id)


@require_safe
def overview(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a workload: its risk and why, its maturity, what to do first, what happened."""
    workload = fetch(request, public_id)
    events = workload_page.ALL_EVENTS if request.GET.get("events") == "all" else workload_page.EVENTS
    page = workload_page.read(workload, at=timezone.now(), events=events)
    user, team = person(request), workload.team
    return render(
        request,
        "workloads/workload.html",
        {
            "workload": workload,
            "page": page,
            "may_edit": allowed(user, Action.EDIT_WORKLOAD, team),
            "may_delete": allowed(user, Action.DELETE_WORKLOAD, team),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a workload."""
    teams = Team.objects.where_may(person(request), _WRITERS)
    form = WorkloadForm(request.POST or None, teams=teams)
    if request.method == "POST" and form.is_valid():
        team = form.cleaned_data["team"]
        try:
            workload = workloads.create(team=team, facts=form.facts(), by=By.request(request))
        except InputProblems as refused:
            show(refused, form)
        else:
            messages.success(request, f"{workload} is registered. Its first review can begin.")
            return redirect("workload", workload.public_id)
    return render(request, "workloads/form.html", {"form": form, "teams": teams}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change what is said of a workload."""
    workload = fetch(request, public_id)
    require(By.request(request), Action.EDIT_WORKLOAD, workload.team)
    start = initial(workloads.facts_of(workload))
    form = WorkloadForm(request.POST or None, initial=start, teams=None, team=workload.team)
    if request.method == "POST" and form.is_valid():
        try:
            workloads.edit(workload=workload, facts=form.facts(), by=By.request(request))
        except InputProblems as refused:
            show(refused, form)
        else:
            messages.success(request, "Saved.")
            return redirect("workload", workload.public_id)
    context = {"form": form, "workload": workload}
    return render(request, "workloads/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make a workload with the same facts and no answers."""
    workload = fetch(request, public_id)
    require(By.request(request), Action.EDIT_WORKLOAD, workload.team)
    form = NameForm(request.POST or None, initial={"name": f"{workload} (copy)"[:120]})
    if request.method == "POST" and form.is_valid():
        try:
            made = workloads.copy(workload=workload, name=form.cleaned_data["name"], by=By.request(request))
        except InputProblems as refused:
            show(refused, form)
        else:
            messages.success(request, f"{made} was made from {workload}, without answers.")
            return redirect("workload", made.public_id)
    context = {"form": form, "workload": workload}
    return render(request, "workloads/copy.html", context, status=422 if form.errors else 200)


@require_POST
def archive(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a workload out of all counts."""
    workload = fetch(request, public_id)
    workloads.archive(workload=workload, by=By.request(request))
    messages.success(request, f"{workload} is archived and counts nowhere. Its answers are kept.")
    return redirect("workload", workload.public_id)


@require_POST
def bring_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let an archived workload count again."""
    workload = fetch(request, public_id)
    workloads.bring_back(workload=workload, by=By.request(request))
    messages.success(request, f"{workload} counts again.")
    return redirect("workload", workload.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, public_id: str) -> HttpResponse:
    """Delete a workload once its name is typed."""
    workload = fetch(request, public_id)
    require(By.request(request), Action.DELETE_WORKLOAD, workload.team)
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            workloads.delete(workload=workload, name=form.cleaned_data["name"], by=By.request(request))
        except InputProblems as refused:
            show(refused, form)
        else:
            messages.success(request, f"{workload.name} was deleted.")
            return redirect("portfolio")
    context = {"form": form, "workload": workload}
    return render(request, "workloads/delete.html", context, status=422 if form.errors else 200)
