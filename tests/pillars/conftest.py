"""Versions are cached by their number in the database, which tests use over again."""

from collections.abc import Iterator

import pytest

from pillars import compiling, reading


@pytest.fixture(autouse=True)
def cold_caches() -> Iterator[None]:
    """Begin and end each test without cached lens versions."""
    compiling.compiled.cache_clear()
    reading.lens.cache_clear()
    yield
    compiling.compiled.cache_clear()
    reading.lens.cache_clear()
