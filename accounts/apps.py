"""The room of people: who they are, which team they are in, what they may do."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Wiring only."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
