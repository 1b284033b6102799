"""The portfolio: the manager's first screen."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reviews.portfolio import filters as choosing
from reviews.portfolio import page
from reviews.portfolio.filters import Filters
from reviews.signed_in import person


@require_safe
def portfolio(request: HttpRequest) -> HttpResponse:
    """Show where the risk is, whether it is getting better and who must act, for the filters in the address."""
    if clean := without_blanks(request):
        return clean
    user = person(request)
    filters = Filters.parse(request.GET.dict())
    choices = page.choices(user)
    version = choosing.chosen_lens(choices.lenses, filters.lens)
    context: dict[str, Any] = {"filters": filters, "choices": choices, "version": version}
    context["usual"] = choosing.chosen_lens(choices.lenses, "")
    if version is not None:
        shown = page.portfolio(user, filters, version, page=request.GET.get("page", "1"), at=timezone.now())
        context |= {"shown": shown, "plan_query": filters.for_plan(version.lens.alias)}
    return render(request, "portfolio/portfolio.html", context)


def without_blanks(request: HttpRequest) -> HttpResponseRedirect | None:
    """Redirect to the same address without what was left blank in the filters, so that it is short when it is sent."""
    query = request.GET.copy()
    for name in [name for name, value in request.GET.items() if not value]:
        del query[name]
    if len(query) == len(request.GET):
        return None
    return HttpResponseRedirect(f"{request.path}?{query.urlencode()}" if query else request.path)
