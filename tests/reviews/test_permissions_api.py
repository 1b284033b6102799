"""Who may do what through the API: every endpoint and method, for every kind of person.

A token stands for its person. ``nobody`` has none.
"""

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver

from accounts.models import User
from reviews.api.urls import urlpatterns
from reviews.models import Review, Workload
from tests.reviews.api.clients import ROOT, client_of, item
from tests.reviews.conftest import Cast

ROLES = ["viewer", "contributor", "reviewer", "lead", "outsider", "portfolio_viewer", "administrator", "nobody"]

# Outsiders get 404 for what they may not see, readers 403 for what they may not do, nobody 401 for everything but the
# contract, which holds no data. Lists are open to whoever is signed in: what one may not see is absent from them.
TABLE = """
                                                        viewer contr. review. lead  outs. p.view admin nobody
GET   openapi.json                                      200    200    200     200   200   200    200   200
GET   me/                                               200    200    200     200   200   200    200   401
GET   lenses/                                           200    200    200     200   200   200    200   401
GET   workloads/                                        200    200    200     200   200   200    200   401
POST  workloads/                                        403    201    201     201   422   403    201   401
GET   workloads/{workload}/                             200    200    200     200   404   200    200   401
PATCH workloads/{workload}/                             403    200    200     200   404   403    200   401
GET   workloads/{workload}/export.json                  200    200    200     200   404   200    200   401
GET   workloads/{workload}/export.csv                   200    200    200     200   404   200    200   401
GET   workloads/{workload}/reviews/                     200    200    200     200   404   200    200   401
POST  workloads/{other}/reviews/                        403    201    201     201   404   403    201   401
GET   workloads/{workload}/reviews/rel03/               200    200    200     200   404   200    200   401
GET   workloads/{workload}/reviews/rel03/answers/       200    200    200     200   404   200    200   401
PATCH workloads/{workload}/reviews/rel03/answers/       403    200    200     200   404   403    200   401
GET   workloads/{workload}/reviews/rel03/findings/      200    200    200     200   404   200    200   401
GET   workloads/{workload}/reviews/rel03/improvements/  200    200    200     200   404   200    200   401
GET   risks/                                            200    200    200     200   200   200    200   401
GET   findings/                                         200    200    200     200   200   200    200   401
GET   improvements/                                     200    200    200     200   200   200    200   401
GET   portfolio/export.json                             200    200    200     200   200   200    200   401
GET   portfolio/export.csv                              200    200    200     200   200   200    200   401
GET   nowhere/                                          404    404    404     404   404   404    404   401
"""

ROWS = [line.split() for line in TABLE.strip().splitlines()[1:]]


@pytest.fixture
def other(cast: Cast) -> Workload:
    """A second workload of the team, without a review."""
    return Workload.objects.create(team=cast.team, name="Second", created_at=cast.lead.date_joined)


@pytest.mark.parametrize(("method", "path", "statuses"), [(row[0], row[1], row[2:]) for row in ROWS])
def test_who_may_do_what(
    cast: Cast, review: Review, other: Workload, method: str, path: str, statuses: list[str]
) -> None:
    bodies = {
        "POST workloads/": {"name": "New", "team": cast.team.public_id},
        "POST workloads/{other}/reviews/": {"lens": "rel03"},
        "PATCH workloads/{workload}/": {"tier": 1},
        "PATCH workloads/{workload}/reviews/rel03/answers/": {"items": [item("BP01", "in_place")]},
    }
    url = ROOT + path.format(workload=review.workload.public_id, other=other.public_id)
    got = {}
    for role in ROLES:
        person: User | None = None if role == "nobody" else getattr(cast, role)
        # Each finds things as they were.
        with transaction.atomic():
            response = getattr(client_of(person), method.lower())(url, bodies.get(f"{method} {path}"))
            transaction.set_rollback(True)
        got[role] = str(response.status_code)
        if response.status_code >= 400:
            assert response["Content-Type"] == "application/problem+json"
    assert got == dict(zip(ROLES, statuses, strict=True))


def test_every_endpoint_and_method_has_a_row(cast: Cast) -> None:
    known = set()
    for method, path, *_ in ROWS:
        match = get_resolver().resolve(ROOT + path.format(workload="a" * 32, other="a" * 32))
        known.add((match.url_name, method))
    missing = {(pattern.name, method) for pattern in urlpatterns for method in methods(pattern)} - known
    assert missing == set()


def methods(pattern: URLPattern) -> list[str]:
    """Return the methods of an endpoint; reading stands for those that have no handler at all."""
    view = pattern.callback.view_class  # type: ignore[attr-defined]
    found = [name.upper() for name in ("get", "post", "put", "patch", "delete") if hasattr(view, name)]
    return found or ["GET"]
