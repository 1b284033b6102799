"""Forgetting requests that can no longer come again."""

from datetime import datetime, timedelta

from accounts.models import IdempotencyKey

#: How long the answer to a key is kept.
KEPT = timedelta(hours=24)


def forget_old(*, at: datetime) -> int:
    """Delete the keys that are over at this moment; return how many."""
    deleted, _ = IdempotencyKey.objects.filter(created_at__lte=at - KEPT).delete()
    return deleted
