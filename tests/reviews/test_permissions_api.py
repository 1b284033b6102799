"""Who may do what through the API: every endpoint and method, for every kind of person.

A token stands for its person; ``nobody`` has none. The rows stand in ``api/rights``, a module for each noun. Outsiders
get 404 for what they may not see, readers 403 for what they may not do, nobody 401 for everything but the contract,
which holds no data. Lists are open to whoever is signed in: what one may not see is absent from them.
"""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver

from accounts.actions.tokens import issue
from accounts.models import User
from reviews.actions.external import Ticket, link
from reviews.actions.findings import accept
from reviews.actions.imports import receive
from reviews.actions.milestones import make
from reviews.api.urls import urlpatterns
from reviews.imports.report import Wanted
from reviews.models import Finding, Improvement, Review, Workload
from tests.reviews.answer_files import DOMAINS, get_answer
from tests.reviews.api.clients import ROOT, client_of
from tests.reviews.api.rights import (
    answers,
    changes,
    exports,
    findings,
    imports,
    improvements,
    lenses,
    milestones,
    people,
    portfolio,
    reviews,
    teams,
    tokens,
    workloads,
)
from tests.reviews.conftest import START, Answer, Cast, by
from tests.reviews.exported import exported

ROLES = ["viewer", "contributor", "reviewer", "lead", "outsider", "portfolio_viewer", "administrator", "nobody"]

MODULES = [
    answers,
    changes,
    exports,
    findings,
    imports,
    improvements,
    lenses,
    milestones,
    people,
    portfolio,
    reviews,
    teams,
    tokens,
    workloads,
]

ROWS = [line.split() for module in MODULES for line in module.TABLE.strip().splitlines()[1:]]
BODIES: dict[str, Any] = {row: body for module in MODULES for row, body in module.BODIES.items()}

#: What addresses and bodies may name in braces.
PLACES = (
    *("workload", "other", "team", "viewer", "outsider", "finding", "improvement", "milestone"),
    *("token", "import", "export"),
)


@pytest.fixture
def places(cast: Cast, workload: Workload, review: Review, answer: Answer) -> dict[str, str]:
    """Return the ids that addresses and bodies name in braces: things that are there before every row."""
    answer(BP02="not_in_place", BP01="in_place")
    other = Workload.objects.create(team=cast.team, name="Second", created_at=cast.lead.date_joined)
    milestone = make(workload=workload, name="Before", by=by(cast.lead, START + timedelta(hours=1)))
    finding = Finding.objects.filter(review=review).order_by("severity").first()
    improvement = Improvement.objects.filter(review=review).first()
    assert finding
    assert improvement
    accept(finding=finding, reason="Known.", until=date(2199, 12, 31), by=by(cast.reviewer))
    for followed in (finding, improvement):
        link(thing=followed, ticket=Ticket("jira", "SHOP-7", "https://jira.example.org/SHOP-7"), by=by(cast.lead))
    token, _ = issue(user=cast.lead, name="Load", by=by(cast.lead, START))
    content = json.dumps(get_answer(DOMAINS)).encode()
    brought = receive(content=content, name="review.json", wanted=Wanted(workload), by=by(cast.lead))
    return {
        "workload": workload.public_id,
        "other": other.public_id,
        "team": cast.team.public_id,
        "viewer": cast.viewer.public_id,
        "outsider": cast.outsider.public_id,
        "finding": finding.public_id,
        "improvement": improvement.public_id,
        "milestone": milestone.public_id,
        "token": token.public_id,
        "import": brought.public_id,
        "export": exported(cast.lead).public_id,
    }


def filled(text: str, places: dict[str, str]) -> str:
    """Return the text with the ids for their names in braces."""
    for name, public_id in places.items():
        text = text.replace(f"{{{name}}}", public_id)
    return text


@pytest.mark.parametrize(("method", "path", "statuses"), [(row[0], row[1], row[2:]) for row in ROWS])
def test_who_may_do_what(cast: Cast, places: dict[str, str], method: str, path: str, statuses: list[str]) -> None:
    body = json.loads(filled(json.dumps(BODIES.get(f"{method} {path}")), places))
    got = {}
    for role in ROLES:
        person: User | None = None if role == "nobody" else getattr(cast, role)
        # Each finds things as they were.
        with transaction.atomic():
            ask = getattr(client_of(person), method.lower())
            response = ask(ROOT + filled(path, places), body, headers={"If-Match": "*"})
            transaction.set_rollback(True)
        got[role] = str(response.status_code)
        if response.status_code >= 400:
            assert response["Content-Type"] == "application/problem+json"
    assert got == dict(zip(ROLES, statuses, strict=True))


def test_every_endpoint_and_method_has_a_row(cast: Cast) -> None:
    known = set()
    names = dict.fromkeys(PLACES, "a" * 32)
    for method, path, *_ in ROWS:
        match = get_resolver().resolve(ROOT + filled(path.partition("?")[0], names))
        known.add((match.url_name, method))
    missing = {(pattern.name, method) for pattern in urlpatterns for method in methods(pattern)} - known
    assert missing == set()


def methods(pattern: URLPattern) -> list[str]:
    """Return the methods of an endpoint; reading stands for those that have no handler at all."""
    view = pattern.callback.view_class  # type: ignore[attr-defined]
    found = [name.upper() for name in ("get", "post", "put", "patch", "delete") if hasattr(view, name)]
    return found or ["GET"]
