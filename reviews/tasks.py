"""What Celery runs. Each task takes ids, calls one action and can run twice without harm."""

from celery import shared_task
from django.utils import timezone

from reviews.actions import assessing


@shared_task(name="reviews.assess")
def assess(*review_ids: int) -> None:
    """Assess reviews that were just changed."""
    assessing.attempt(review_ids, at=timezone.now())


@shared_task(name="reviews.sweep")
def sweep() -> None:
    """Assess all that is due, whatever message was lost."""
    assessing.sweep(at=timezone.now())
