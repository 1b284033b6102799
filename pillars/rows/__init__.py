"""The rows of a lens version, made from its document with a few statements a table, whatever the lens's size."""

from pillars.documents.shapes import Document
from pillars.models import LensVersion
from pillars.rows import asked, guidance, steps


def write(document: Document, version: LensVersion) -> None:
    """Write everything that the document says as parts of ``version``, which has none yet."""
    practices = asked.write(document, version)
    services = guidance.write_services(document, version)
    areas = steps.write_areas(document, version)
    written = steps.write(document, version, practices, services, areas)
    guidance.write(document, version, practices, services, areas)
    guidance.write_overlaps(document, version, written)
