"""Making people."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accounts.by import By, Subject, record
from accounts.models import User
from accounts.permissions import require
from accounts.problems import refuse
from accounts.roles import Action, InstallationRole


def _subject(user: User) -> Subject:
    return Subject("person", user.public_id, user.name)


def create(*, email: str, name: str, password: str | None, role: str = InstallationRole.MEMBER, by: By) -> User:
    """Store and return a new person; without a password they can't sign in.

    Raises InputProblems for a bad or taken e-mail address, a weak password or an unknown role.
    """
    require(by, Action.MANAGE_TEAMS)
    if role not in InstallationRole.values:
        raise refuse("role", f"Unknown role {role!r}.")
    try:
        validate_email(email)
        if password is not None:
            validate_password(password)
    except ValidationError as error:
        raise refuse("email" if "email" in str(error).lower() else "password", " ".join(error.messages)) from error
    if User.objects.filter(email__iexact=email).exists():
        raise refuse("email", f"Somebody signs in as {email} already.")
    with transaction.atomic():
        user = User.objects.create_user(
            email, password, name=name.strip() or email, installation_role=role, date_joined=by.at
        )
        record("made person", _subject(user), by=by, changes={"role": role})
    return user
