"""People and the tokens that act for them."""

import hashlib
import secrets
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.ids import new_public_id
from accounts.roles import InstallationRole


class UserManager(BaseUserManager["User"]):
    """Makes people; an e-mail address is compared ignoring case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":  # noqa: ANN401 - model fields
        """Store and return a new person; without a password they can't sign in. ValueError without an e-mail."""
        if not email:
            msg = "A person needs an e-mail address."
            raise ValueError(msg)
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def by_email(self, email: str) -> "User":
        """Return the person with this address, ignoring case; raises User.DoesNotExist."""
        return self.get(email__iexact=email.strip())

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return who signs in under this address."""
        return self.by_email(username or "")


class User(AbstractBaseUser):
    """Somebody who signs in with an e-mail address."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=64, default="UTC")
    installation_role = models.CharField(
        max_length=20, choices=InstallationRole.choices, default=InstallationRole.MEMBER, blank=True
    )
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_ignoring_case"),
            models.CheckConstraint(
                condition=Q(installation_role__in=InstallationRole.values), name="user_installation_role_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_administrator(self) -> bool:
        """Whether this person administers the installation."""
        return self.is_active and self.installation_role == InstallationRole.ADMINISTRATOR

    @property
    def is_staff(self) -> bool:
        """Whether Django's admin lets this person in: administrators only."""
        return self.is_administrator

    @property
    def reads_everything(self) -> bool:
        """Whether this person may read every team's work."""
        return self.is_active and self.installation_role in (
            InstallationRole.PORTFOLIO_VIEWER,
            InstallationRole.ADMINISTRATOR,
        )

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's admin asks here: administrators may do what an admin page offers."""
        return self.is_administrator

    def has_module_perms(self, app_label: str) -> bool:
        """Django's admin asks here whether to show an app."""
        return self.is_administrator


class ApiToken(models.Model):
    """A secret that lets a program act for a person. Only its SHA-256 is stored; ``hint`` is how its text ends."""

    class Scope(models.TextChoices):
        """What the program may do of what the person may."""

        READ = "read", "Read"
        WRITE = "write", "Read and write"

    PREFIX = "lintel_"

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=4, blank=True)
    scope = models.CharField(max_length=8, choices=Scope.choices, default=Scope.WRITE)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(scope__in=["read", "write"]), name="token_scope_known")]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def digest_of(secret: str) -> str:
        """Return the SHA-256 of a token's text, as 64 hexadecimal digits."""
        return hashlib.sha256(secret.encode()).hexdigest()

    @classmethod
    def issue(
        cls, *, user: User, name: str, at: datetime, scope: str = Scope.WRITE, expires_at: datetime | None = None
    ) -> str:
        """Store a new token for the person and return its text, which is never shown again."""
        secret = cls.PREFIX + secrets.token_urlsafe(32)
        cls.objects.create(
            user=user,
            name=name,
            digest=cls.digest_of(secret),
            hint=secret[-4:],
            scope=scope,
            created_at=at,
            expires_at=expires_at,
        )
        return secret
