"""A review read for a save: its workload, team and lens, and the role of who asks, in one statement made once."""

from itertools import islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models

from accounts.models import Team, User
from pillars.models import Lens
from reviews.models import Review, Workload
from reviews.prepared import Prepared

#: What a save needs of each, and how it is reached from the review; the rest is read when somebody asks for it.
_PARTS: tuple[tuple[type[models.Model], str, frozenset[str]], ...] = (
    (
        Review,
        "",
        frozenset({"id", "public_id", "workload_id", "lens_id", "version_id", "revision", "assessed_revision"}),
    ),
    (
        Workload,
        "workload__",
        frozenset({"id", "public_id", "team_id", "name", "tier", "target", "interval_days"}),
    ),
    (Team, "workload__team__", frozenset({"id", "public_id", "name", "time_zone"})),
    (Lens, "lens__", frozenset({"id", "alias", "name"})),
)


def _names(model: type[models.Model], wanted: frozenset[str]) -> list[str]:
    """Return the columns in the order of the model, as rows are made from them."""
    return [field.attname for field in model._meta.concrete_fields if field.attname in wanted]


_PATHS = [f"{path}{name}" for model, path, wanted in _PARTS for name in _names(model, wanted)]

_SEEN_BY_MEMBER = Prepared(
    lambda user, workload, lens: (
        Review.objects.visible_to(User(pk=user))
        .filter(workload__public_id=workload, lens__alias=lens)
        .order_by()
        # Seeing it goes through the membership already.
        .values_list(*_PATHS, "workload__team__memberships__role")
    ),
    user=0,
    workload="",
    lens="",
)


def seen_by_member(user: User, workload: str, lens: str) -> tuple[Review, str] | None:
    """Return the review of a workload, by its public id, against a lens, by its alias, and the person's role there.

    None where they may not see it. The person has no role in the installation.
    """
    row = next(_SEEN_BY_MEMBER.rows(user=user.pk, workload=workload, lens=lens), None)
    if row is None:
        return None
    values = iter(row)
    review, of, team, against = (_made(model, wanted, values) for model, _, wanted in _PARTS)
    of.team, review.workload, review.lens = team, of, against
    return review, next(values)


def _made(model: Any, wanted: frozenset[str], values: Any) -> Any:  # noqa: ANN401 - any of the models
    names = _names(model, wanted)
    return model.from_db(DEFAULT_DB_ALIAS, names, list(islice(values, len(names))))
