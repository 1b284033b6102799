"""``create_token EMAIL``: prints a new API token for somebody, and nothing else, on standard output."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions import tokens
from accounts.by import By
from accounts.models import ApiToken, User
from accounts.problems import InputProblems


class Command(BaseCommand):
    """See the module."""

    help = "Print a new API token that acts for the person with this e-mail address."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the person's e-mail address, the token's name, what it may do and how long."""
        parser.add_argument("email")
        parser.add_argument("--name", default="made on the command line")
        parser.add_argument("--scope", choices=ApiToken.Scope.values, default=ApiToken.Scope.WRITE.value)
        parser.add_argument("--days", type=int, metavar="N", help="until it expires; without it, it does not")

    def handle(self, *args: Any, email: str, name: str, scope: str, days: int | None, **options: Any) -> str:  # noqa: ANN401 - Django's signature
        """Return the token, which Django prints. Raises CommandError with what is refused."""
        user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
        if user is None:
            msg = f"Nobody signs in as {email}."
            raise CommandError(msg)
        by = By.command(user)
        try:
            expires_at = None if days is None else by.at + timedelta(days=days)
            _, secret = tokens.issue(user=user, name=name, scope=scope, expires_at=expires_at, by=by)
        except (InputProblems, OverflowError) as error:
            raise CommandError(str(error)) from error
        return secret
