"""Queries whose SQL is made once: for what is asked with every save, making it takes longer than running it."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler


class Prepared:
    """A ``values_list`` query with places for values, as ``Prepared(build, review=0, name="")``.

    ``build`` is called once, with a stand-in for each place of the type of its example, and returns the queryset; each
    place has to stand in the query's conditions as it is given, and at least once.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **places: int | str) -> None:
        self._build = build
        self._stand_ins = {
            name: f"stand-in {name}" if isinstance(example, str) else -1_000_000 - number
            for number, (name, example) in enumerate(places.items())
        }
        self._made: tuple[str, tuple[Any, ...], SQLCompiler] | None = None

    def rows(self, **values: int | str) -> Iterator[tuple[Any, ...]]:
        """Run the query with a value for each place; yield its rows as ``values_list`` gives them. One statement."""
        sql, parameters, compiler = self._made or self._make()
        filled = {self._stand_ins[name]: value for name, value in values.items()}
        with connection.cursor() as cursor:
            cursor.execute(sql, [filled.get(parameter, parameter) for parameter in parameters])
            found = cursor.fetchall()
        return map(tuple, compiler.results_iter(results=[found]))

    def _make(self) -> tuple[str, tuple[Any, ...], SQLCompiler]:
        query = self._build(**self._stand_ins).query
        compiler = query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        missing = [name for name, stand_in in self._stand_ins.items() if stand_in not in parameters]
        if missing:
            msg = f"{missing[0]} does not stand in the query as it is given."
            raise ValueError(msg)
        self._made = sql, tuple(parameters), compiler
        return self._made
