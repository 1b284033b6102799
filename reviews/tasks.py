"""What Celery runs. Each task takes ids, calls one action and can run twice without harm."""

from celery import shared_task
from django.utils import timezone

from accounts.actions import repeats
from reviews.actions import assessing, export_jobs, import_jobs


@shared_task(name="reviews.assess")
def assess(*review_ids: int) -> None:
    """Assess reviews that were just changed."""
    assessing.attempt(review_ids, at=timezone.now())


@shared_task(name="reviews.sweep")
def sweep() -> None:
    """Assess all that is due, whatever message was lost."""
    assessing.sweep(at=timezone.now())


@shared_task(name="reviews.export")
def export(export_id: int) -> None:
    """Make the file of an export that was just asked for."""
    export_jobs.run(export_id)


@shared_task(name="reviews.sweep_exports")
def sweep_exports() -> None:
    """Make what waits, whatever message was lost, and what a worker that died has left."""
    export_jobs.sweep()


@shared_task(name="reviews.clean_exports")
def clean_exports() -> None:
    """Delete the files of exports that are over."""
    export_jobs.clean(at=timezone.now())


@shared_task(name="reviews.import")
def bring_in(import_id: int) -> None:
    """Read the file of an import, or store what its dry run showed."""
    import_jobs.run(import_id, at=timezone.now())


@shared_task(name="reviews.sweep_imports")
def sweep_imports() -> None:
    """Do what waits, whatever message was lost, and let go what is over."""
    import_jobs.sweep(at=timezone.now())


@shared_task(name="reviews.forget_repeats")
def forget_repeats() -> None:
    """Delete the answers that were kept for requests which might come again."""
    repeats.forget_old(at=timezone.now())
