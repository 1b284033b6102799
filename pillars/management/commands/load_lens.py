"""Publish lens documents."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from pillars.documents import LensProblems
from pillars.loading import Loaded, load_lens


class Command(BaseCommand):
    """All files or none: where one is refused, nothing changes and every problem of every file is printed."""

    help = "Publishes lens documents (JSON) as new versions of their lenses; what was loaded before stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the files."""
        parser.add_argument("files", metavar="FILE", nargs="+", type=Path)

    def handle(self, *args: object, files: list[Path], **options: object) -> None:
        """Load the files in the order given. Raises CommandError, which ends with status 1."""
        loaded: list[tuple[Path, Loaded]] = []
        refused: list[str] = []
        with transaction.atomic():
            for file in files:
                try:
                    loaded.append((file, load_lens(file.read_bytes(), at=timezone.now())))
                except OSError as error:
                    refused.append(f"{file}: cannot be read: {error.strerror}")
                except LensProblems as error:
                    refused += [f"{file}: {problem}" for problem in error.problems]
            transaction.set_rollback(bool(refused))
        if refused:
            raise CommandError("\n".join([*refused, "Nothing was loaded."]))
        for file, result in loaded:
            self._report(file, result)

    def _report(self, file: Path, result: Loaded) -> None:
        for warning in result.warnings:
            self.stderr.write(f"{file}: warning: {warning}")
        version = result.version
        state = "loaded" if result.created else "is there already"
        self.stdout.write(f"{file}: {version.lens.alias} version {version.number} {state}")
