"""``create_admin EMAIL``: makes the first administrator where there is no demo."""

import getpass
import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions import people
from accounts.by import By
from accounts.problems import InputProblems
from accounts.roles import InstallationRole

PASSWORD_VARIABLE = "LINTEL_ADMIN_PASSWORD"  # noqa: S105 - the name of a variable


class Command(BaseCommand):
    """See the module."""

    help = f"Make an administrator. The password is asked for, or taken from {PASSWORD_VARIABLE}."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the e-mail address and the name."""
        parser.add_argument("email")
        parser.add_argument("--name", default="")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> str:  # noqa: ANN401 - Django's signature
        """Return one sentence that says who was made."""
        password = os.environ.get(PASSWORD_VARIABLE) or self._ask()
        try:
            user = people.create(
                email=email, name=name, password=password, role=InstallationRole.ADMINISTRATOR, by=By.command()
            )
        except InputProblems as refused:
            raise CommandError(" ".join(problem.message for problem in refused.problems)) from refused
        return f"{user.email} administers this installation."

    def _ask(self) -> str:
        if not sys.stdin.isatty():
            msg = f"There is no terminal to ask for a password: set {PASSWORD_VARIABLE}."
            raise CommandError(msg)
        return getpass.getpass("Password: ")
