"""``create_token EMAIL``: prints a new API token for somebody, and nothing else, on standard output."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions import people
from accounts.by import By
from accounts.models import User


class Command(BaseCommand):
    """See the module."""

    help = "Print a new API token that acts for the person with this e-mail address."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the person's e-mail address and the token's name."""
        parser.add_argument("email")
        parser.add_argument("--name", default="made on the command line")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> str:  # noqa: ANN401 - Django's signature
        """Return the token, which Django prints."""
        user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
        if user is None:
            msg = f"Nobody signs in as {email}."
            raise CommandError(msg)
        return people.issue_token(user=user, name=name, by=By.command(user))
