"""The knowledge, for anybody who is signed in (the middleware closes every page to others)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from pillars import reading
from pillars.models import LensSource, LensVersion
from pillars.search import find

PARTS = ("levels", "services", "concepts", "challenges", "outcomes", "resources")
"""What stands on a lens's page below its questions, in this order."""


@require_safe
def lenses(request: HttpRequest) -> HttpResponse:
    """List the newest version of each lens."""
    return render(request, "lenses/list.html", {"versions": LensVersion.objects.current().for_list()})


@require_safe
def lens(request: HttpRequest, alias: str, number: int | None = None) -> HttpResponse:
    """Show what a lens says, in its newest version or another; ``?q=`` searches in it."""
    versions = LensVersion.objects.current() if number is None else LensVersion.objects.filter(number=number)
    version = get_object_or_404(versions, lens__alias=alias)
    query = request.GET.get("q", "").strip()[:100]
    knowledge = reading.lens(version.pk)
    context = {
        "lens": knowledge,
        "numbers": LensVersion.objects.filter(lens=version.lens_id)
        .order_by("-number")
        .values_list("number", flat=True),
        "query": query,
        "hits": find(knowledge, query),
        "more": [part for part in PARTS if getattr(knowledge, part)],
    }
    return render(request, "lenses/lens.html", context)


@require_safe
def lens_document(request: HttpRequest, alias: str, number: int) -> HttpResponse:
    """Give back the document that a version was loaded from, byte for byte."""
    source = get_object_or_404(LensSource, version__lens__alias=alias, version__number=number)
    headers = {"Content-Disposition": f'attachment; filename="{alias}-{number}.json"'}
    return HttpResponse(bytes(source.document), content_type="application/json", headers=headers)
