"""The menu of what can be exported from a page."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.urls import reverse

from reviews.exports.contents import FORMATS, Content, Format, stored
from reviews.models import Workload
from reviews.portfolio.filters import Filters

register = template.Library()

_IN_SHORT = {Format.XLSX: "Excel", Format.JSON_LINES: "JSONL"}


@register.inclusion_tag("exports/menu.html", takes_context=True)
def export_menu(context: dict[str, Any], workload: Workload | None = None, count: int | None = None) -> dict[str, Any]:
    """Offer a workload's results, or those of all that the page's filters leave (``count`` of them)."""
    request: HttpRequest = context["request"]
    usual = Content.WORKLOAD if workload else Content.PORTFOLIO
    filters = Filters() if workload else Filters.parse(request.GET.dict())
    groups = []
    for content in (usual, Content.ANSWERS, Content.FINDINGS, Content.IMPROVEMENTS):
        query = stored(filters) | ({} if content == usual else {"content": content.value})
        groups.append((content.label, [_link(workload, form, query) for form in FORMATS[content]]))
    return {"groups": groups, "count": count}


def _link(workload: Workload | None, form: Format, query: dict[str, str]) -> tuple[str, str]:
    name, place = ("workload_export", [workload.public_id]) if workload else ("portfolio_export", [])
    address = reverse(name, args=[*place, form.value])
    return _IN_SHORT.get(form, form.label), f"{address}?{urlencode(query)}" if query else address
