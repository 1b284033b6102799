"""Pages of milestones: the list, making one, comparing two or one and now."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.by import By
from accounts.permissions import allowed, require
from accounts.problems import InputProblems
from accounts.roles import Action
from reviews import milestones_page
from reviews.actions import milestones
from reviews.forms.problems import show
from reviews.forms.workloads import NameForm
from reviews.models import Milestone
from reviews.signed_in import person
from reviews.views.workloads import fetch


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a workload's milestones, and make one."""
    workload = fetch(request, public_id)
    form = NameForm(request.POST or None)
    if form.errors:
        require(By.request(request), Action.MAKE_MILESTONE, workload.team)
    if request.method == "POST" and form.is_valid():
        try:
            made = milestones.make(workload=workload, name=form.cleaned_data["name"], by=By.request(request))
        except InputProblems as refused:
            show(refused, form)
        else:
            messages.success(request, f"{made} keeps the workload as it is now.")
            return redirect("milestones", workload.public_id)
    context = {
        "workload": workload,
        "form": form,
        "milestones": Milestone.objects.filter(workload=workload).prefetch_related("reviews__version"),
        "may_make": allowed(person(request), Action.MAKE_MILESTONE, workload.team),
    }
    return render(request, "milestones/list.html", context, status=422 if form.errors else 200)


@require_safe
def compare(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what moved between two moments; without any, between the latest milestone and now."""
    workload = fetch(request, public_id)
    at = timezone.now()
    known = milestones_page.moments(workload, at=at)
    if len(known) == 1:
        return redirect("milestones", workload.public_id)
    start = request.GET.get("from") or known[-2].key
    end = request.GET.get("to") or milestones_page.NOW
    page = milestones_page.compared(workload, start=start, end=end, at=at)
    if page is None:
        raise Http404
    return render(request, "milestones/compare.html", {"workload": workload, "page": page})
