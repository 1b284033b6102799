"""Rows of everything that helps in answering."""

from pillars.documents import shapes
from pillars.models import (
    Area,
    Challenge,
    ChallengeArea,
    ChallengePractice,
    Concept,
    LensVersion,
    Outcome,
    Overlap,
    OverlapStep,
    Practice,
    Resource,
    Service,
    ServiceSuccessor,
    Step,
)
from pillars.rows.asked import Practices


def write_services(document: shapes.Document, version: LensVersion) -> dict[str, Service]:
    """Write the services and what succeeds the retired ones; returns them by id."""
    rows = Service.objects.bulk_create(
        Service(
            version=version,
            position=position,
            key=said.id,
            name=said.name,
            text=said.text,
            url=said.url,
            status="retired" if said.retired_on else "active",
            retired_on=said.retired_on,
        )
        for position, said in enumerate(document.services)
    )
    services = {row.key: row for row in rows}
    ServiceSuccessor.objects.bulk_create(
        ServiceSuccessor(version=version, service=services[said.id], successor=services[name], position=position)
        for said in document.services
        for position, name in enumerate(said.successor_ids)
    )
    return services


def write(
    document: shapes.Document,
    version: LensVersion,
    practices: Practices,
    services: dict[str, Service],
    areas: dict[str, Area],
) -> None:
    """Write concepts, outcomes, resources, and challenges with what they concern."""
    by_code = {practice.code: practice for practice in practices.values() if practice.code}
    Concept.objects.bulk_create(
        Concept(
            version=version,
            position=position,
            key=said.id,
            title=said.title,
            text=said.text,
            practice=by_code.get(said.practice_code),
        )
        for position, said in enumerate(document.concepts)
    )
    Outcome.objects.bulk_create(
        Outcome(
            version=version,
            position=position,
            key=said.id,
            title=said.title,
            text=said.text,
            practice=by_code.get(said.practice_code),
        )
        for position, said in enumerate(document.outcomes)
    )
    Resource.objects.bulk_create(
        Resource(
            version=version,
            position=position,
            key=said.id,
            title=said.title,
            url=said.url,
            service=services.get(said.service_id),
        )
        for position, said in enumerate(document.resources)
    )
    _challenges(document, version, by_code, areas)


def _challenges(
    document: shapes.Document, version: LensVersion, by_code: dict[str, Practice], areas: dict[str, Area]
) -> None:
    rows = Challenge.objects.bulk_create(
        Challenge(version=version, position=position, key=said.id, title=said.title, solution=said.solution)
        for position, said in enumerate(document.challenges)
    )
    pairs = list(zip(rows, document.challenges, strict=True))
    ChallengePractice.objects.bulk_create(
        ChallengePractice(version=version, challenge=row, practice=by_code[code], position=position)
        for row, said in pairs
        for position, code in enumerate(said.practice_codes)
    )
    ChallengeArea.objects.bulk_create(
        ChallengeArea(version=version, challenge=row, area=areas[name], position=position)
        for row, said in pairs
        for position, name in enumerate(said.area_ids)
    )


def write_overlaps(document: shapes.Document, version: LensVersion, steps: dict[str, Step]) -> None:
    """Write the groups of steps that are told apart."""
    rows = Overlap.objects.bulk_create(
        Overlap(version=version, position=position, title=said.title) for position, said in enumerate(document.overlaps)
    )
    OverlapStep.objects.bulk_create(
        OverlapStep(
            version=version, overlap=row, step=steps[member.step_id], position=position, difference=member.difference
        )
        for row, said in zip(rows, document.overlaps, strict=True)
        for position, member in enumerate(said.members)
    )
