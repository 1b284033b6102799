"""``restart_feed``: to be run after a backup was restored."""

from django.core.management.base import BaseCommand

from reviews import feed


class Command(BaseCommand):
    """Says on standard output what it did."""

    help = "Let every client of the change feed begin again: for a database that was restored from an older backup."

    def handle(self, **options: object) -> None:
        """Give the feed a new life."""
        feed.restart()
        self.stdout.write("Clients of the change feed begin again.")
