"""The demo portfolio, loaded once a module: loading is the slow part."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from pillars.compiling import compiled
from pillars.loading import load_lens
from reviews.demo.loading import load
from reviews.models import Improvement, Item, QuestionRecord, Review
from tests.reviews.codes import PRACTICES, QUESTION

AT = datetime(2031, 5, 14, 15, 30, tzinfo=UTC)
"""When the demo is loaded here."""

CODES = {item: code for code, item in PRACTICES.items()}
WORDS = {"in_place": "yes", "not_in_place": "no", "not_applicable": "n/a", "unanswered": "?"}


@dataclass(frozen=True)
class Told:
    """A review as an assessment left it: claims, risk, level of each practice, and maturity."""

    moment: datetime
    workload: str
    claims: tuple[str, ...]
    risk: str
    levels: tuple[int | None, ...]
    maturity: int | None

    @classmethod
    def of(cls, moment: datetime, review: Review) -> "Told":
        levels = tuple(review.levels.get(practice) for practice in PRACTICES.values())
        risk = QuestionRecord.objects.get(review=review, question=QUESTION).risk
        return cls(moment, review.workload.name, claims(review), risk, levels, review.maturity)


@dataclass
class Demo:
    """The loaded demo: every assessment on the way, and how many messages wait for the commit."""

    told: list[Told] = field(default_factory=list)
    messages: int = 0

    def day(self, offset: int) -> date:
        return AT.date() + timedelta(days=offset)

    def review(self, workload: str) -> Review:
        return Review.objects.select_related("workload__team", "lens").get(workload__name=workload)

    def record(self, workload: str) -> QuestionRecord:
        return QuestionRecord.objects.get(review__workload__name=workload)

    def improvement(self, workload: str, practice: str) -> Improvement:
        rows = Improvement.objects.select_related("owner")
        return rows.get(review__workload__name=workload, practice=PRACTICES[practice])


def claims(review: Review) -> tuple[str, ...]:
    """Return what is said of the three practices, in DEMO.md's words."""
    states = dict(Item.objects.filter(review=review, kind="practice").values_list("item", "state"))
    return tuple(WORDS[states.get(practice, "unanswered")] for practice in PRACTICES.values())


def shown(record: QuestionRecord) -> str:
    """Return a question's risk in DEMO.md's words: ``HIGH accepted``, ``HIGH*`` for so far."""
    if record.accepted_until:
        return f"{record.risk} accepted"
    return f"{record.risk}*" if record.risk in ("HIGH", "MEDIUM") and not record.complete else record.risk


def table(text: str) -> list[tuple[str, ...]]:
    """Return the rows of a typed table, cell by cell."""
    return [tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines()]


@pytest.fixture(scope="module")
def rel03_loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The REL03 lens in a transaction that holds for a module and is then undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        compiled.cache_clear()
        load_lens(Path(settings.BASE_DIR, "fixtures", "lenses", "rel03.json").read_bytes(), at=AT)
        yield
        transaction.set_rollback(True)
    compiled.cache_clear()


@pytest.fixture(scope="module")
def demo(rel03_loaded: None) -> Iterator[Demo]:
    """The demo, loaded at AT. What a test marked with ``django_db`` changes is undone after it."""
    demo = Demo()
    with transaction.atomic():
        before = len(connection.run_on_commit)
        load(at=AT, after=lambda moment, review: demo.told.append(Told.of(moment, review)))
        demo.messages = len(connection.run_on_commit) - before
        yield demo
        transaction.set_rollback(True)
