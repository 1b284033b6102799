"""What the database holds of a lens version, whoever writes it; and that nobody changes what is published."""

from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.db.models.deletion import Collector

from pillars.loading import load_lens
from pillars.models import (
    Area,
    Lens,
    LensSource,
    LensVersion,
    Level,
    Mark,
    Overlap,
    OverlapStep,
    Pillar,
    Practice,
    PublishedError,
    Question,
    RiskRule,
    Service,
    ServiceSuccessor,
    Step,
    StepService,
    StepSuggestion,
)
from tests.pillars.small import PUBLISHED, as_source, small_document, small_source

pytestmark = pytest.mark.django_db

PARTS = [
    LensVersion,
    LensSource,
    Pillar,
    Question,
    Practice,
    RiskRule,
    Area,
    Level,
    Mark,
    Step,
    StepService,
    StepSuggestion,
    Service,
    ServiceSuccessor,
    Overlap,
    OverlapStep,
]


@pytest.fixture
def version() -> LensVersion:
    """The small lens, published."""
    return load_lens(small_source(), at=PUBLISHED).version


@pytest.mark.parametrize("part", PARTS)
def test_a_published_part_is_neither_saved_nor_deleted_nor_updated(
    version: LensVersion, part: type[models.Model]
) -> None:
    row = part._default_manager.all()[0]
    rows = part._default_manager.all()
    changes: list[Any] = [
        row.save,
        row.delete,
        rows.delete,
        lambda: rows.update(pk=0),
        lambda: rows.bulk_update([row], ["pk"]),
        lambda: part._default_manager.create(),
    ]
    for change in changes:
        with pytest.raises(PublishedError, match="never changes"):
            change()


def copies(row: models.Model, **changes: object) -> list[Any]:
    """Return an unsaved copy of a row with other values, ready for bulk_create."""
    values = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    return [type(row)(**(values | changes))]


BAD_ROWS: list[tuple[type[models.Model], dict[str, object], dict[str, object]]] = [
    (LensVersion, {}, {"sha256": "0" * 64}),  # the number is taken
    (LensVersion, {}, {"number": 2}),  # the content is there
    (LensVersion, {}, {"number": 0, "sha256": "0" * 64}),
    (LensVersion, {}, {"number": 2, "sha256": "G" * 64}),
    (Pillar, {}, {"position": 9}),
    (Pillar, {}, {"key": "security"}),
    (Question, {}, {"position": 9}),
    (Question, {}, {"key": "falling"}),
    (Practice, {"code": "BR-1"}, {"position": 9}),  # the id and the code are there
    (Practice, {"code": "BR-1"}, {"position": 9, "key": "carrying_other"}),  # the code is there
    (Practice, {"code": ""}, {"key": "carrying_other"}),  # the position is taken
    (Practice, {"code": ""}, {"key": "carrying_other", "position": 9, "risk": "NONE"}),
    (RiskRule, {"risk": "HIGH"}, {"position": 9}),
    (RiskRule, {"risk": "HIGH"}, {"position": 9, "risk": "LOW"}),
    (RiskRule, {"risk": "HIGH"}, {"risk": "NONE", "position": 9}),
    (Step, {"key": "load_measured"}, {"position": 9}),
    (Step, {"key": "load_measured"}, {"key": "load_guessed"}),
    (Step, {"key": "load_measured"}, {"key": "load_guessed", "position": 9, "level": 1}),
    (Step, {"key": "load_measured"}, {"key": "load_guessed", "position": 9, "level": 5}),
    (Step, {"key": "load_measured"}, {"key": "load_guessed", "position": 9, "effort": "X"}),
    (Level, {"number": 1}, {"number": 5}),
    (Level, {"number": 1}, {"number": 2}),
    (Mark, {"key": "2a"}, {"position": 9}),
    (Area, {}, {"position": 9}),
    (Service, {"key": "old_crane"}, {"key": "other", "position": 9, "retired_on": None}),
    (Service, {"key": "new_crane"}, {"key": "other", "position": 9, "retired_on": "2026-09-30"}),
    (Service, {"key": "new_crane"}, {"key": "other", "position": 9, "status": "asleep"}),
    (ServiceSuccessor, {}, {"position": 9}),
    (StepService, {}, {"position": 9}),
    (StepSuggestion, {}, {"position": 9}),
    (OverlapStep, {"position": 0}, {"position": 9}),
]


@pytest.mark.parametrize(("part", "which", "changes"), BAD_ROWS)
def test_the_database_refuses_what_must_not_be(
    version: LensVersion, part: type[models.Model], which: dict[str, object], changes: dict[str, object]
) -> None:
    rows = copies(part._default_manager.get(**which), **changes)
    with pytest.raises(IntegrityError), transaction.atomic():
        part._default_manager.bulk_create(rows)


def test_a_row_that_differs_in_all_of_these_is_taken(version: LensVersion) -> None:
    step = Step.objects.get(key="load_measured")
    Step.objects.bulk_create(copies(step, key="load_guessed", position=9, level=4, effort="M"))
    assert Step.objects.filter(version=version).count() == 3


def test_a_step_neither_suggests_itself_nor_is_a_service_its_own_successor(version: LensVersion) -> None:
    suggestion, successor = StepSuggestion.objects.get(), ServiceSuccessor.objects.get()
    for rows in (
        copies(suggestion, suggested_id=suggestion.step_id, position=9),
        copies(successor, successor_id=successor.service_id, position=9),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(rows[0])._default_manager.bulk_create(rows)


def test_a_lens_with_a_version_cannot_be_deleted(version: LensVersion) -> None:
    with pytest.raises(ProtectedError):
        version.lens.delete()


def test_a_version_never_loses_its_parts(version: LensVersion) -> None:
    collector = Collector(using="default")
    with pytest.raises(ProtectedError):
        collector.collect([version])


def test_the_current_version_of_each_lens_is_its_newest(version: LensVersion) -> None:
    changed = small_document()
    changed["description"] = "Changed."
    newer = load_lens(as_source(changed), at=PUBLISHED).version
    other = small_document() | {"name": "Tunnels"}
    other["x-lintel"]["alias"] = "tunnels"
    tunnels = load_lens(as_source(other), at=PUBLISHED).version
    assert list(LensVersion.objects.current().for_list()) == [newer, tunnels]
    assert Lens.objects.count() == 2


def test_the_list_counts_each_versions_own_parts(version: LensVersion) -> None:
    load_lens(as_source(small_document() | {"description": "Changed."}), at=PUBLISHED)
    names = ("question_count", "practice_count", "step_count")
    counts = [[getattr(row, name) for name in names] for row in LensVersion.objects.for_list()]
    assert counts == [[1, 2, 2], [1, 2, 2]]
