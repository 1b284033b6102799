"""Where a workload's reviews are found, and where one is begun."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.by import By
from accounts.permissions import require
from accounts.problems import InputProblems
from accounts.roles import Action
from pillars.models import LensVersion
from reviews.actions import reviews
from reviews.models import Review, Workload
from reviews.views.workloads import fetch


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, public_id: str) -> HttpResponse:
    """Lead to the workload's only review, else to the workload; a POST begins one against the lens that it names."""
    workload = fetch(request, public_id)
    if request.method == "POST":
        return _begin(request, workload)
    aliases = Review.objects.filter(workload=workload).values_list("lens__alias", flat=True)[:2]
    if len(aliases) == 1:
        return redirect("review", workload.public_id, aliases[0])
    return redirect("workload", workload.public_id)


def _begin(request: HttpRequest, workload: Workload) -> HttpResponse:
    alias = request.POST.get("lens", "")
    version = LensVersion.objects.current().for_list().filter(lens__alias=alias).first()
    if version is None:
        require(By.request(request), Action.ANSWER, workload.team)
        messages.warning(request, "Choose a lens that is loaded.")
        return redirect("workload", workload.public_id)
    try:
        reviews.start(workload=workload, version=version, by=By.request(request))
    except InputProblems as refused:
        messages.warning(request, " ".join(problem.message for problem in refused.problems))
    return redirect("review", workload.public_id, alias)
