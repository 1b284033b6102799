"""Pages of findings: the list, accepting one, taking that back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.by import By
from accounts.permissions import require
from accounts.problems import InputProblems
from accounts.roles import Action
from pillars import reading
from reviews import findings_page
from reviews.actions import findings
from reviews.forms.findings import AcceptForm
from reviews.forms.problems import show
from reviews.models import Finding
from reviews.signed_in import person
from reviews.views.workloads import fetch as fetch_workload

_CHOICES = {
    "states": [("open", "Open"), ("accepted", "Accepted"), ("resolved", "Closed"), ("all", "All")],
    "severities": [("HIGH", "High"), ("MEDIUM", "Medium")],
    "kinds": [("gap", "Absent"), ("unsupported", "Not supported"), ("stale", "Stale")],
}


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the findings of everything that this person may see."""
    filters = findings_page.Filters.parse(request.GET)
    page = findings_page.read(person(request), filters, number=request.GET.get("page"), at=timezone.now())
    return render(request, "findings/list.html", {"page": page, **_CHOICES})


@require_safe
def of_workload(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the findings of one workload."""
    workload = fetch_workload(request, public_id)
    query = request.GET.copy()
    query["workload"] = workload.public_id
    filters = findings_page.Filters.parse(query)
    page = findings_page.read(person(request), filters, number=request.GET.get("page"), at=timezone.now())
    return render(request, "findings/list.html", {"page": page, "workload": workload, **_CHOICES})


@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, public_id: str) -> HttpResponse:
    """Accept a finding for a while, or renew that."""
    finding = _fetch(request, public_id)
    workload = finding.review.workload
    require(By.request(request), Action.DECIDE_FINDING, workload.team)
    form = AcceptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            findings.accept(finding=finding, reason=data["reason"], until=data["until"], by=By.request(request))
        except InputProblems as refused:
            show(refused, form)
        else:
            messages.success(request, f"Accepted until {data['until']:%-d %B %Y}. It stays in the picture, hatched.")
            return redirect(_back(workload.public_id))
    lens = reading.lens(finding.review.version_id)
    context = {
        "form": form,
        "finding": finding,
        "workload": workload,
        "practice": lens.practices.get((finding.question, finding.practice)),
        "question": lens.questions.get(finding.question),
        "acceptances": finding.acceptances.order_by("-at", "-id"),
    }
    return render(request, "findings/accept.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a running acceptance back."""
    finding = _fetch(request, public_id)
    try:
        findings.withdraw(finding=finding, by=By.request(request))
    except InputProblems as refused:
        messages.warning(request, " ".join(problem.message for problem in refused.problems))
    else:
        messages.success(request, "The acceptance is withdrawn: the finding is open again.")
    return redirect(_back(finding.review.workload.public_id))


def _fetch(request: HttpRequest, public_id: str) -> Finding:
    visible = Finding.objects.visible_to(person(request)).select_related("review__workload__team", "review__lens")
    return get_object_or_404(visible, public_id=public_id)


def _back(workload_id: str) -> str:
    return reverse("workload_findings", args=[workload_id])
