"""Statements of our own, where the ORM's way takes too long: many rows at once, or a row changed and read in one.

One SQL text serves PostgreSQL and SQLite.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.http import Http404

Row = Mapping[str, Any]
"""Values by the names of a table's columns; all rows of a call name the same ones."""

#: SQLite takes 32,766 parameters in a statement.
MAX_PARAMETERS = 30_000


def raise_revision(review_id: int) -> int:
    """Count up a review's revision and return it; holds the review's row until the transaction at hand ends.

    Raises Http404 where the review was deleted since it was read: whoever asked finds nothing, as a moment later.
    """
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            "UPDATE reviews_review SET revision = revision + 1 WHERE id = %s RETURNING revision", [review_id]
        )
        row = cursor.fetchone()
    if row is None:
        raise Http404("The review is gone.")
    return int(row[0])


def upsert(model: type[models.Model], rows: Sequence[Row], *, unique: Sequence[str], update: Sequence[str]) -> None:
    """Insert rows; where one with the same values of ``unique`` stands, overwrite its ``update`` columns instead.

    Defaults of the model are not filled in: a row names every column that may not be NULL, but for an ``id`` that the
    database gives. ``unique`` are the columns of one unique constraint; no two rows may agree in them. Raises
    IntegrityError where another constraint does not hold.
    """
    if not rows:
        return
    names = tuple(rows[0])
    most = MAX_PARAMETERS // len(names)
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        for start in range(0, len(rows), most):
            part = rows[start : start + most]
            cursor.execute(_statement(model, names, len(part), unique, update), _parameters(model, names, part))


def _statement(
    model: type[models.Model], names: Sequence[str], count: int, unique: Sequence[str], update: Sequence[str]
) -> str:
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    columns, same = (", ".join(map(quote, group)) for group in (names, unique))
    places = ", ".join([f"({', '.join(['%s'] * len(names))})"] * count)
    overwritten = ", ".join(f"{quote(name)} = EXCLUDED.{quote(name)}" for name in update)
    return (
        f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES {places} "  # noqa: S608 - names are a model's own
        f"ON CONFLICT ({same}) DO UPDATE SET {overwritten}"
    )


def _parameters(model: type[models.Model], names: Sequence[str], rows: Sequence[Row]) -> list[Any]:
    columns = (_adapted(model, name, [row[name] for row in rows]) for name in names)
    return list(chain.from_iterable(zip(*columns, strict=True)))


def _adapted(model: type[models.Model], name: str, values: list[Any]) -> list[Any]:
    """Return a column's values as the database's driver takes them; texts and numbers it takes as they are."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.JSONField | models.DateField):
        return values
    adapt: Callable[[Any], Any] = partial(field.get_db_prep_save, connection=connections[DEFAULT_DB_ALIAS])
    if isinstance(field, models.JSONField):
        return list(map(adapt, values))
    # Many rows, few moments.
    adapted = {value: adapt(value) for value in set(values)}
    return [adapted[value] for value in values]
