"""Publishing a lens document: the only writer of the tables of knowledge."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from pillars import rows
from pillars.documents import Checked, LensWarning, read
from pillars.models import Lens, LensSource, LensVersion


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of loading a document: its version, whether that is new, and what is worth a look in it."""

    version: LensVersion
    created: bool
    warnings: tuple[LensWarning, ...] = ()


def load_lens(source: bytes, *, at: datetime) -> Loaded:
    """Publish the lens document ``source`` at the moment ``at`` as the next version of its lens.

    A document that was loaded before, byte for byte, gives the version that it made then (without its warnings).
    Raises LensProblems with every problem of a document that cannot be loaded; then nothing changes.
    """
    sha256 = hashlib.sha256(source).hexdigest()
    if known := LensVersion.objects.filter(sha256=sha256).select_related("lens").first():
        return Loaded(known, created=False)
    checked = read(source)
    with transaction.atomic():
        version, created = _publish(checked, source, sha256, at)
    return Loaded(version, created, checked.warnings)


def _publish(checked: Checked, source: bytes, sha256: str, at: datetime) -> tuple[LensVersion, bool]:
    document = checked.document
    Lens.objects.get_or_create(alias=document.alias, defaults={"name": document.name})
    # Locked, so that two loads of one lens get two numbers.
    lens = Lens.objects.select_for_update().get(alias=document.alias)
    if known := lens.versions.filter(sha256=sha256).first():
        return known, False
    if lens.name != document.name:
        lens.name = document.name
        lens.save(update_fields=["name"])
    last = lens.versions.aggregate(last=Max("number"))["last"] or 0
    (version,) = LensVersion.objects.bulk_create(
        [
            LensVersion(
                lens=lens,
                number=last + 1,
                name=document.name,
                description=document.description,
                sha256=sha256,
                published_at=at,
            )
        ]
    )
    LensSource.objects.bulk_create([LensSource(version=version, document=source)])
    rows.write(document, version)
    return version, True
