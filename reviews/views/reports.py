"""Reports to be read, printed and handed on: the same content as the PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from reviews.exports import making
from reviews.models import Workload
from reviews.portfolio.filters import Filters
from reviews.report import portfolio_reading
from reviews.report.background import background
from reviews.report.portfolio import report as portfolio_report
from reviews.report.workload import report as workload_report
from reviews.results_reading import results, with_rows
from reviews.signed_in import person
from reviews.views.workloads import fetch


@require_safe
def workload(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the report on a workload; what is due is assessed first."""
    found, at = fetch(request, public_id), timezone.now()
    making.assess_first([found.pk], at=at)
    told = results(with_rows(Workload.objects.filter(pk=found.pk)).get(), at=at)
    context = {
        "report": workload_report(told, background(told), at=at, by=str(person(request))),
        "back": reverse("workload", args=[public_id]),
        "back_name": found.name,
        "pdf": reverse("workload_export", args=[public_id, "pdf"]),
    }
    return render(request, "reports/report.html", context)


@require_safe
def portfolio(request: HttpRequest) -> HttpResponse:
    """Show the report on the portfolio, narrowed as its page is."""
    user, at = person(request), timezone.now()
    told = portfolio_reading.read(user, Filters.parse(request.GET.dict()), at=at)
    chosen = f"?{request.GET.urlencode()}" if request.GET else ""
    context = {
        "report": portfolio_report(told, at=at, by=str(user)),
        "back": reverse("portfolio") + chosen,
        "back_name": "the portfolio",
        "pdf": reverse("portfolio_export", args=["pdf"]) + chosen,
    }
    return render(request, "reports/report.html", context)
