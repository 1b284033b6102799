"""The room of the work: workloads, their reviews, and what follows from the answers."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Wiring only."""

    name = "reviews"
    default_auto_field = "django.db.models.BigAutoField"
