"""Rows of areas, maturity levels, marks and steps."""

from pillars.documents import shapes
from pillars.models import Area, LensVersion, Level, Mark, Practice, Service, Step, StepService, StepSuggestion
from pillars.rows.asked import Practices, held


def write_areas(document: shapes.Document, version: LensVersion) -> dict[str, Area]:
    """Write the areas; returns them by id."""
    rows = Area.objects.bulk_create(
        Area(version=version, position=position, key=said.id, title=said.title, short=said.short)
        for position, said in enumerate(document.areas)
    )
    return {row.key: row for row in rows}


def write(
    document: shapes.Document,
    version: LensVersion,
    practices: Practices,
    services: dict[str, Service],
    areas: dict[str, Area],
) -> dict[str, Step]:
    """Write the levels with their marks and the steps with what they name; returns the steps by id."""
    marks = _marks(document, version)
    said_steps = [said for _, practice in held(document, practices) for said in practice.steps]
    rows = Step.objects.bulk_create(
        _step(version, practice, position, said, areas.get(said.area_id), marks.get(said.mark_id))
        for practice, owner in held(document, practices)
        for position, said in enumerate(owner.steps)
    )
    steps = {row.key: row for row in rows}
    StepService.objects.bulk_create(
        StepService(version=version, step=steps[said.id], service=services[name], position=position)
        for said in said_steps
        for position, name in enumerate(said.service_ids)
    )
    StepSuggestion.objects.bulk_create(
        StepSuggestion(version=version, step=steps[said.id], suggested=steps[name], position=position)
        for said in said_steps
        for position, name in enumerate(said.suggested_ids)
    )
    return steps


def _marks(document: shapes.Document, version: LensVersion) -> dict[str, Mark]:
    levels = Level.objects.bulk_create(
        Level(version=version, number=said.number, title=said.title) for said in document.levels
    )
    rows = Mark.objects.bulk_create(
        Mark(version=version, level=level, position=position, key=mark.id, title=mark.title)
        for level, said in zip(levels, document.levels, strict=True)
        for position, mark in enumerate(said.marks)
    )
    return {row.key: row for row in rows}


def _step(
    version: LensVersion, practice: Practice, position: int, said: shapes.Step, area: Area | None, mark: Mark | None
) -> Step:
    return Step(
        version=version,
        practice=practice,
        position=position,
        key=said.id,
        title=said.title,
        statement=said.statement,
        guidance=said.guidance,
        area=area,
        level=said.level,
        effort=said.effort,
        essential=said.essential,
        mark=mark,
        seed=".".join(map(str, said.seed)),
    )
