"""The API's contract, to be read by people. Open to anyone, as the contract is: it holds nobody's data."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reviews import contract_page

_MAX_QUERY = 100


@login_not_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the operations, all or those that hold each word of ``q``."""
    query = request.GET.get("q", "").strip()[:_MAX_QUERY]
    whole = contract_page.page()
    shown = whole.narrowed(query) if query else whole
    return render(request, "api/page.html", {"contract": shown, "query": query})
