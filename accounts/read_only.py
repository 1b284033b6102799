"""Admin pages that can be looked at and searched, and nothing else."""

from django.db.models import Model
from django.http import HttpRequest


class ReadOnly:
    """Put before ModelAdmin or an inline: nobody adds, changes or deletes there."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return False."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return False."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return False."""
        return False
