"""``load_demo [--at MOMENT]``: the demo portfolio, as if its six months ended now."""

from argparse import ArgumentParser
from datetime import UTC, datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reviews.demo.loading import DemoRefused, load
from reviews.models import Review


class Command(BaseCommand):
    """Says on standard output what was loaded; with ``--verbosity 2`` also each assessment on the way."""

    help = "Load the demo portfolio into an installation without people, teams and workloads: all of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the moment at which the story ends."""
        parser.add_argument("--at", metavar="MOMENT", help="when the story ends, in ISO 8601, UTC unless it says more")

    def handle(self, *, at: str | None, verbosity: int, **options: object) -> None:
        """Raise CommandError, with nothing changed, where the demo cannot be loaded."""
        told = 0

        def tell(moment: datetime, review: Review) -> None:
            nonlocal told
            told += 1
            if verbosity > 1:
                self.stdout.write(f"{moment:%Y-%m-%d %H:%M} {review.workload.name}")

        try:
            load(at=_moment(at) if at else timezone.now(), after=tell)
        except DemoRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"The demo portfolio is loaded: {Review.objects.count()} reviews, {told} assessments.")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"--at {text!r}: expected a moment like 2030-01-31T12:00.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
