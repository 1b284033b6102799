"""Everything between an empty or older database and one that pages can be served from."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command

from config.demo_sign_ins import DEMO_PASSWORD, demo_sign_ins, refusal


class Command(BaseCommand):
    """Applies migrations, loads the lenses and, on the first start, the demo; says what it does on standard error."""

    help = "Migrate, load lenses and the demo; prints the demo's sign-ins, if any, one a line, and nothing else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the two choices that a start has."""
        parser.add_argument("--no-demo", action="store_true", help="do not load the demo portfolio")
        parser.add_argument("--host", default="127.0.0.1", help="the address that will be listened on")

    def handle(self, *, no_demo: bool, host: str, **options: object) -> None:
        """Raise CommandError where the demo's password would be reachable from other machines."""
        call_command("migrate", interactive=False, verbosity=0)
        lenses = sorted(Path(settings.BASE_DIR, "fixtures", "lenses").glob("*.json"))
        call_command("load_lens", *map(str, lenses), stdout=self.stderr)
        # Nobody with an account: a database that no person uses yet. Into any other, the demo would be an intrusion.
        if not no_demo and not get_user_model().objects.exists():
            self.stderr.write("Loading the demo portfolio.")
            call_command("load_demo", stdout=self.stderr)
        if reason := refusal(host):
            raise CommandError(reason)
        for email in demo_sign_ins():
            self.stdout.write(f"{email}  {DEMO_PASSWORD}")
