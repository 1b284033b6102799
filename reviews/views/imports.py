"""Pages that bring answers in: send a file, see what it would change, store it."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.by import By
from accounts.permissions import require
from accounts.problems import InputProblems, refuse
from accounts.roles import Action
from reviews.actions import imports
from reviews.forms.imports import FileForm
from reviews.forms.problems import show
from reviews.imports import page
from reviews.imports.report import MAX_TROUBLES, MovedOn, Wanted, errors
from reviews.incoming.said import LARGEST, Unreadable
from reviews.models import Import, Workload
from reviews.signed_in import person
from reviews.views.workloads import fetch

_AFTER_MOVED_ON = (
    "Export again and fill in the new file, or bring this one in again and tick "
    f"“{FileForm.base_fields['keep_newer'].label}” to take the rest."
)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a file for a workload and say what it would change; nothing is stored yet."""
    workload = fetch(request, public_id)
    require(By.request(request), Action.ANSWER, workload.team)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    wrong: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            wanted = Wanted(workload, keep_newer=form.cleaned_data["keep_newer"])
            row = _received(form.cleaned_data["file"], wanted, By.request(request))
        except InputProblems as refused:
            show(refused, form)
        except Unreadable as unreadable:
            wrong = {"wrong": errors(unreadable.troubles), "wrong_count": len(unreadable.troubles)}
        except MovedOn as moved:
            told = page.conflicts(moved.conflicts[:MAX_TROUBLES])
            wrong = {"wrong": told, "wrong_count": len(moved.conflicts), "advice": _AFTER_MOVED_ON}
        else:
            return redirect("workload_import_report", workload.public_id, row.public_id)
    context = {"workload": workload, "form": form, "recent": page.recent(workload, person(request).pk), **wrong}
    status = 422 if request.method == "POST" else 200
    return render(request, "imports/form.html", context, status=status)


@require_safe
def report(request: HttpRequest, public_id: str, row: str) -> HttpResponse:
    """Show what an import would change, or did, or how far it is."""
    workload = fetch(request, public_id)
    context = {"workload": workload, "page": page.of(_own(request, workload, row)), "after_moved_on": _AFTER_MOVED_ON}
    return render(request, "imports/report.html", context)


@require_POST
def apply(request: HttpRequest, public_id: str, row: str) -> HttpResponse:
    """Store what an import showed."""
    workload = fetch(request, public_id)
    found = _own(request, workload, row)
    context: dict[str, Any] = {"workload": workload}
    try:
        stored = imports.apply(found=found, by=By.request(request))
    except InputProblems as refused:
        context["refused"] = [problem.message for problem in refused.problems]
    except imports.NotToApply as refused:
        context["refused"] = [str(refused)]
    except MovedOn as moved:
        told = page.conflicts(moved.conflicts[:MAX_TROUBLES])
        context |= {"wrong": told, "wrong_count": len(moved.conflicts), "advice": _AFTER_MOVED_ON}
    else:
        if stored.state == Import.State.DONE:
            messages.success(request, f"Stored: {workload} is as {stored.file_name} says.")
        return redirect("workload_import_report", workload.public_id, stored.public_id)
    context["page"] = page.of(found)
    return render(request, "imports/report.html", context, status=409)


def _received(file: UploadedFile, wanted: Wanted, by: By) -> Import:
    if (file.size or 0) > LARGEST:
        raise refuse("file", f"A file has at most {LARGEST // 1_000_000} MB.")
    return imports.receive(content=file.read(), name=file.name or "", wanted=wanted, by=by)


def _own(request: HttpRequest, workload: Workload, public_id: str) -> Import:
    own = Import.objects.filter(user=person(request), workload=workload).select_related("workload")
    return get_object_or_404(own, public_id=public_id)
