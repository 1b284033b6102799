"""Downloads of results for people: at once where they are small, else from the page of what a worker makes."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.by import By
from accounts.problems import InputProblems
from reviews.actions import exports
from reviews.exports import contents, fetching, page, sending
from reviews.exports.contents import FORMATS, MEDIA_TYPES, Asked, Content
from reviews.models import Workload
from reviews.portfolio.filters import Filters
from reviews.render.download import download, for_people
from reviews.signed_in import person
from reviews.views.workloads import fetch

#: What the page of exports offers, of all workloads: content, then its formats.
_OFFERED = [(Content(name), formats) for name, formats in FORMATS.items() if name != Content.WORKLOAD]


@require_safe
def workload(request: HttpRequest, public_id: str, extension: str) -> HttpResponseBase:
    """Send the results of one workload, or what ``content`` names of them."""
    return _small(request, extension, Content.WORKLOAD, fetch(request, public_id), Filters())


@require_safe
def portfolio(request: HttpRequest, extension: str) -> HttpResponseBase:
    """Send the results of all that this person may see, narrowed as the portfolio's page is.

    Where that is too much to wait for, show the page on which a worker can be asked for the same.
    """
    return _small(request, extension, Content.PORTFOLIO, None, Filters.parse(request.GET.dict()))


@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """Show a person's exports and how far they are; ask for another one."""
    problems: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            exports.ask(asked=_asked(request), by=By.request(request))
        except InputProblems as refused:
            problems = tuple(problem.message for problem in refused.problems)
        else:
            return redirect("exports")
    given = (request.POST or request.GET).dict()
    context = {
        "page": page.read(person(request), at=timezone.now()),
        "problems": problems,
        "formats": _OFFERED,
        "wanted": given.get("what", ""),
        "filters": contents.stored(Filters.parse(given)),
        "most": sending.MOST,
        "kept_days": exports.kept().days,
    }
    return render(request, "exports/list.html", context, status=422 if problems else 200)


@require_safe
def file(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Send the file of an export; where there is none, say why on the page of exports."""
    export = get_object_or_404(fetching.of(person(request)), public_id=public_id)
    try:
        parts = fetching.parts(export, at=timezone.now())
    except (fetching.NotDone, fetching.Gone) as problem:
        messages.error(request, str(problem))
        return redirect("exports")
    media_type = MEDIA_TYPES[export.format]
    return download(for_people(parts, media_type), name=export.file_name, media_type=media_type)


@require_POST
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Delete an export and its file."""
    export = get_object_or_404(fetching.of(person(request)), public_id=public_id)
    exports.remove(export=export, by=By.request(request))
    messages.success(request, f"{export.file_name} was deleted.")
    return redirect("exports")


def _asked(request: HttpRequest) -> Asked:
    content, _, form = request.POST.get("what", "").partition(".")
    return Asked(person(request), content, form, filters=Filters.parse(request.POST.dict()))


def _small(request: HttpRequest, extension: str, usual: str, of: Workload | None, filters: Filters) -> HttpResponseBase:
    content = request.GET.get("content", usual)
    if extension not in FORMATS.get(content, ()):
        raise Http404
    asked = Asked(person(request), content, extension, of, filters)
    at = timezone.now()
    media_type = MEDIA_TYPES[extension]
    try:
        parts = for_people(sending.small(asked, at=at), media_type)
    except InputProblems:
        query = {"what": f"{content}.{extension}", **asked.stored_filters}
        return redirect(f"{reverse('exports')}?{urlencode(query)}")
    return download(parts, name=asked.file_name(at), media_type=media_type)
