"""Who may open which page and send which form: one row each, and none without a row.

The columns are statuses: 200 or 302 for whoever may, 403 for whoever sees and may not, 404 for whoever may not see.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import ApiToken
from reviews.models import Export, Finding, Improvement, Item, Review
from tests.reviews.codes import PRACTICES, QUESTION
from tests.reviews.conftest import START, Answer, Cast
from tests.reviews.exported import exported

ROLES = ["viewer", "contributor", "reviewer", "lead", "portfolio_viewer", "administrator", "outsider"]

#   method  page                   viewer contributor reviewer lead portfolio_viewer administrator outsider
TABLE = """
    GET     portfolio              200 200 200 200 200 200 200
    GET     plan                   200 200 200 200 200 200 200
    GET     findings               200 200 200 200 200 200 200
    GET     lenses                 200 200 200 200 200 200 200
    GET     lens                   200 200 200 200 200 200 200
    GET     lens_version           200 200 200 200 200 200 200
    GET     lens_document          200 200 200 200 200 200 200
    GET     tokens                 200 200 200 200 200 200 200
    GET     token_revoke           404 404 404 200 404 404 404
    GET     portfolio_report       200 200 200 200 200 200 200
    GET     portfolio_export       200 200 200 200 200 200 200
    GET     exports                200 200 200 200 200 200 200
    GET     export_file            404 404 404 200 404 404 404
    GET     workload_new           200 200 200 200 200 200 200
    GET     workload               200 200 200 200 200 200 404
    GET     reviews                302 302 302 302 302 302 404
    GET     review                 200 200 200 200 200 200 404
    GET     review_guidance        200 200 200 200 200 200 404
    GET     review_found           200 200 200 200 200 200 404
    GET     workload_plan          200 200 200 200 200 200 404
    GET     workload_findings      200 200 200 200 200 200 404
    GET     milestones             200 200 200 200 200 200 404
    GET     milestones_compare     302 302 302 302 302 302 404
    GET     workload_import        403 200 200 200 403 200 404
    GET     workload_report        200 200 200 200 200 200 404
    GET     workload_export        200 200 200 200 200 200 404
    GET     team                   200 200 200 200 200 200 404
    GET     workload_edit          403 200 200 200 403 200 404
    GET     workload_copy          403 200 200 200 403 200 404
    GET     workload_delete        403 403 403 200 403 200 404
    GET     finding_accept         403 403 200 200 403 200 404
    POST    workload_edit          403 302 302 302 403 302 404
    POST    workload_copy          403 302 302 302 403 302 404
    POST    workload_import        403 422 422 422 403 422 404
    POST    workload_archive       403 302 302 302 403 302 404
    POST    workload_bring_back    403 302 302 302 403 302 404
    POST    workload_delete        403 403 403 302 403 302 404
    POST    reviews                403 302 302 302 403 302 404
    POST    review_save            403 302 302 302 403 302 404
    POST    review_link            403 302 302 302 403 302 404
    POST    review_none            403 302 302 302 403 302 404
    POST    review_rest            403 302 302 302 403 302 404
    POST    round_start            403 302 302 302 403 302 404
    POST    milestones             403 302 302 302 403 302 404
    POST    finding_accept         403 403 302 302 403 302 404
    POST    finding_withdraw       403 403 302 302 403 302 404
    POST    improvement_edit       403 302 302 302 403 302 404
    POST    tokens                 200 200 200 200 200 200 200
    POST    token_revoke           404 404 404 302 404 404 404
    POST    exports                302 302 302 302 302 302 302
    POST    export_delete          404 404 404 302 404 404 404
    POST    team                   403 403 403 302 403 302 404
"""
#: A token of the lead's: everybody has their own, and administrators revoke those of others elsewhere.
TOKEN = {"name": "Load", "digest": "0" * 64, "created_at": START}

#: Pages that have tests of their own: they need a story first, or belong to everybody.
ELSEWHERE = {
    "sign_in",
    "sign_out",
    "healthz",
    "review_undo",
    "review_conflict",
    "plan_bulk",
    "workload_plan_step",
    "api_page",
    "workload_import_report",
    "workload_import_apply",
}


@dataclass(frozen=True)
class Place:
    """What stands at the addresses."""

    cast: Cast
    review: Review
    finding: Finding
    improvement: Improvement
    export: Export


@pytest.fixture
def place(cast: Cast, review: Review, answer: Answer) -> Place:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place", at=timezone.now())
    gap = Finding.objects.get(kind="gap")
    return Place(cast, review, gap, Improvement.objects.get(), exported(cast.lead))


def _address(name: str, place: Place) -> str:
    workload = place.review.workload
    arguments: dict[str, list[str]] = {
        "lens": ["rel03"],
        "lens_version": ["rel03", "1"],
        "lens_document": ["rel03", "1"],
        "portfolio_export": ["json"],
        "workload_export": [workload.public_id, "json"],
        "team": [place.cast.team.public_id],
        "finding_accept": [place.finding.public_id],
        "finding_withdraw": [place.finding.public_id],
        "improvement_edit": [place.improvement.public_id],
        "export_file": [place.export.public_id],
        "export_delete": [place.export.public_id],
        "token_revoke": [ApiToken.objects.get_or_create(user=place.cast.lead, defaults=TOKEN)[0].public_id],
    }
    if name in {"portfolio", "plan", "findings", "lenses", "workload_new", "tokens", "exports", "portfolio_report"}:
        return reverse(name)
    if name == "review" or name.startswith("review_") or name == "round_start":
        return reverse(name, args=[workload.public_id, "rel03"])
    return reverse(name, args=arguments.get(name, [workload.public_id]))


def _form(name: str, place: Place) -> dict[str, str]:
    item = Item.objects.get(item=PRACTICES["BP01"])
    soon = (timezone.now() + timedelta(days=30)).date().isoformat()
    forms: dict[str, dict[str, str]] = {
        "workload_edit": {"name": "Ledger", "environment": "production", "tier": "1", "interval_days": "90"},
        "workload_copy": {"name": "Ledger two"},
        "workload_delete": {"name": "Ledger"},
        "reviews": {"lens": "rel03"},
        "review_save": {"question": QUESTION, "item": item.item, "version": str(item.version), "state": "not_in_place"},
        "review_link": {
            "question": QUESTION,
            "item": item.item,
            "version": str(item.version),
            "title": "Map",
            "url": "https://example.org/map",
        },
        "review_none": {"question": QUESTION, "sure": "1"},
        "review_rest": {"question": QUESTION, "state": "not_in_place"},
        "milestones": {"name": "First round"},
        "finding_accept": {"reason": "Known.", "until": soon},
        "improvement_edit": {"state": "in_progress", "version": str(place.improvement.version)},
        "exports": {"what": "findings.csv"},
        "tokens": {"name": "Nightly load", "scope": "read", "days": "30"},
        "team": {"user": place.cast.outsider.email, "role": "viewer"},
    }
    return forms.get(name, {})


def rows() -> list[tuple[str, str, dict[str, int]]]:
    found = []
    for line in filter(str.strip, TABLE.splitlines()):
        method, name, *statuses = line.split()
        found.append((method, name, dict(zip(ROLES, map(int, statuses), strict=True))))
    return found


@pytest.mark.parametrize(("method", "name", "expected"), rows())
def test_each_role_gets_what_the_table_says(place: Place, method: str, name: str, expected: dict[str, int]) -> None:
    address, form = _address(name, place), _form(name, place)
    assert {role: _status(place, role, method, address, form) for role in ROLES} == expected


def _status(place: Place, role: str, method: str, address: str, form: dict[str, str]) -> int:
    """Return what somebody gets, and undo what they did, so that the next one finds the same place."""
    client = Client()
    with transaction.atomic():
        client.force_login(getattr(place.cast, role))
        answer = client.get(address) if method == "GET" else client.post(address, form)
        transaction.set_rollback(True)
    return answer.status_code


def _names(patterns: list[URLPattern | URLResolver]) -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if str(pattern.pattern) not in ("admin/", "api/v1/"):
                found |= _names(pattern.url_patterns)
        elif pattern.name:
            found.add(pattern.name)
    return found


def test_every_page_has_a_row() -> None:
    in_table = {name for _, name, _ in rows()}
    assert _names(get_resolver().url_patterns) - in_table - ELSEWHERE == set()


@pytest.mark.parametrize("name", sorted({name for _, name, _ in rows()}))
def test_a_stranger_is_asked_to_sign_in(place: Place, name: str) -> None:
    answer = Client().get(_address(name, place))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("sign_in"))
