"""People, teams and the audit trail for administrators."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from accounts.models import ApiToken, Event, Membership, Team, User
from accounts.read_only import ReadOnly
from accounts.views.sign_in import AdminSignInForm

# Rights come from roles, never from Django's groups.
admin.site.unregister(Group)
admin.site.login_form = AdminSignInForm


class MembershipInline(admin.TabularInline[Membership, Team]):
    """A team's members."""

    model = Membership
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]  # the stubs ask for an AbstractUser
    """People sign in with an e-mail address."""

    ordering = ["name"]
    list_display = ["name", "email", "installation_role", "is_active"]
    list_filter = ["installation_role", "is_active"]
    search_fields = ["name", "email"]
    filter_horizontal = []
    readonly_fields = ["public_id", "date_joined", "last_login"]
    fieldsets = [
        (None, {"fields": ["email", "name", "password"]}),
        ("Rights", {"fields": ["installation_role", "is_active"]}),
        ("Facts", {"fields": ["time_zone", "public_id", "date_joined", "last_login"]}),
    ]
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """People are made inactive, so that the audit trail keeps who they were."""
        return False

    add_fieldsets = [(None, {"fields": ["email", "name", "installation_role", "password1", "password2"]})]


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin[Team]):
    """Teams and who is in them."""

    list_display = ["name", "time_zone"]
    search_fields = ["name"]
    readonly_fields = ["public_id"]
    inlines = [MembershipInline]


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin[ApiToken]):
    """Tokens can be looked at and revoked, never read or made here."""

    list_display = ["name", "user", "scope", "created_at", "last_used_at", "expires_at", "revoked_at"]
    fields = ["name", "user", "scope", "hint", "created_at", "last_used_at", "expires_at", "revoked_at"]
    readonly_fields = ["name", "user", "scope", "hint", "created_at", "last_used_at", "expires_at"]

    def has_delete_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        """A token is revoked, so that the audit trail keeps that it was there."""
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A token's text is shown once, where it is made; not here."""
        return False


@admin.register(Event)
class EventAdmin(ReadOnly, admin.ModelAdmin[Event]):
    """The audit trail: to be read."""

    list_display = ["at", "actor_name", "verb", "object_kind", "object_name", "via"]
    list_filter = ["verb", "via", "object_kind"]
    search_fields = ["actor_name", "object_name", "object_id", "workload"]
    date_hierarchy = "at"
