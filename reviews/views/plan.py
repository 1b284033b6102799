"""The plan's pages: across workloads and of one; editing a line, several, and adding steps by hand."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts.by import By
from accounts.permissions import allowed, require
from accounts.problems import InputProblems
from accounts.roles import Action
from reviews.actions import improvements
from reviews.forms.numbers import whole_number
from reviews.forms.plan import LineForm, ManyForm
from reviews.forms.problems import show
from reviews.models import Improvement, Workload
from reviews.plan import adding, page
from reviews.plan.filters import Filters
from reviews.plan.rows import rows
from reviews.signed_in import person
from reviews.views.portfolio import without_blanks
from reviews.views.workloads import fetch as fetch_workload

Reply = dict[str, Any]


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """Show the plan across all workloads that this person may see."""
    if clean := without_blanks(request):
        return clean
    return render(request, "plan/plan.html", _context(request))


@require_safe
def of_workload(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the plan of one workload, and a form to add steps to it for whoever may."""
    if clean := without_blanks(request):
        return clean
    return render(request, "plan/plan.html", _of_workload(request, fetch_workload(request, public_id)))


@require_POST
def add_step(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a step of a workload's review on its plan by hand."""
    workload = fetch_workload(request, public_id)
    step = adding.named(workload, request.POST.get("step", ""))
    if step is None:
        require(By.request(request), Action.EDIT_IMPROVEMENT, workload.team)
        context = _of_workload(request, workload) | {"problem": "Choose an open step."}
        return render(request, "plan/plan.html", context, status=422)
    improvements.add_steps(
        review=step.review, question=step.question, practice=step.practice, steps=[step.step], by=By.request(request)
    )
    messages.success(request, "The step is on the plan.")
    return redirect("workload_plan", public_id=workload.public_id)


@require_POST
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Store what somebody says of a line; answer with the line itself where only that is asked for."""
    found = page.with_all(Improvement.objects.visible_to(person(request)))
    improvement = get_object_or_404(found, public_id=public_id)
    form, reply, status = LineForm(request.POST), Reply(), 200
    if form.errors:
        require(By.request(request), Action.EDIT_IMPROVEMENT, improvement.review.workload.team)
    if form.is_valid():
        try:
            improvements.edit(improvement=improvement, edit=form.edit(), by=By.request(request))
        except InputProblems as refused:
            show(refused, form)
        except improvements.StaleImprovements:
            reply, status = {"stale": True}, 409
    if form.errors:
        reply, status = {"errors": [error for errors in form.errors.values() for error in errors]}, 422
    if getattr(request, "htmx", False):
        return render(request, "plan/row.html", _line(request, found.get(pk=improvement.pk)) | reply, status=status)
    _tell(request, reply)
    return _back(request)


@require_POST
def edit_many(request: HttpRequest) -> HttpResponse:
    """Store the same on every line that was selected, all or none."""
    found = page.with_all(Improvement.objects.visible_to(person(request)))
    chosen = list(found.filter(public_id__in=request.POST.getlist("line")[: page.PAGE]))
    form = ManyForm(request.POST)
    if not chosen:
        messages.warning(request, "Nothing was selected, so nothing was changed.")
    elif form.is_valid() and not form.edit().fields:
        messages.warning(request, "Choose an owner, a due date or a state first. Nothing was changed.")
    elif form.is_valid():
        try:
            improvements.edit_many(improvements=chosen, edit_=form.edit(), by=By.request(request))
        except InputProblems as refused:
            show(refused, form)
        else:
            lines = "1 improvement" if len(chosen) == 1 else f"{len(chosen)} improvements"
            messages.success(request, f"Changed {lines}.")
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, f"Nothing was changed. {error}")
    return _back(request)


def _context(request: HttpRequest, workload: Workload | None = None) -> dict[str, Any]:
    filters = Filters.parse(request.GET.dict())
    number = request.GET.get("page", "1")
    shown = page.plan(person(request), filters, page=number, at=timezone.now(), workload=workload)
    return {"plan": shown, "filters": filters, "workload": workload}


def _of_workload(request: HttpRequest, workload: Workload) -> dict[str, Any]:
    context = _context(request, workload)
    if workload.team_id in context["plan"].editable:
        context["offered"] = adding.offered(workload)
    return context


def _line(request: HttpRequest, improvement: Improvement) -> dict[str, Any]:
    """What one line needs to be drawn again, at the rank that it was sent from."""
    team = improvement.review.workload.team
    editable = frozenset({team.pk} if allowed(person(request), Action.EDIT_IMPROVEMENT, team) else ())
    first = whole_number(request.POST.get("rank", "")) or 1
    return {"row": rows([improvement], first=first, editable=editable, at=timezone.now())[0]}


def _tell(request: HttpRequest, reply: Reply) -> None:
    if "stale" in reply:
        messages.warning(request, "Somebody else changed this line meanwhile. It stands here as it is now.")
    elif "errors" in reply:
        messages.error(request, " ".join(["Nothing was changed.", *reply["errors"]]))
    else:
        messages.success(request, "Saved.")


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """Return to the list that the form was sent from."""
    after = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(after, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(after if ours else reverse("plan"))
