"""The knowledge: lenses, their versions and everything that a version says."""

from django.apps import AppConfig


class PillarsConfig(AppConfig):
    """The room that holds what a review is held against."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "pillars"
    verbose_name = "Knowledge"
