"""Signing in, tokens, and the commands that make people."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from accounts.models import ApiToken, Event, Membership, Team, User

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def mei() -> User:
    return User.objects.create_user("Mei@example.org", "a-long-password", name="Mei")


def test_somebody_signs_in_whatever_the_case_of_the_address(mei: User) -> None:
    client = Client()
    answer = client.post(reverse("sign_in"), {"username": "mei@EXAMPLE.org", "password": "a-long-password"})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(mei.pk)


@pytest.mark.parametrize(("email", "password"), [("mei@example.org", "wrong"), ("nobody@example.org", "x")])
def test_a_wrong_sign_in_says_the_same_whoever_it_names(mei: User, email: str, password: str) -> None:
    page = Client().post(reverse("sign_in"), {"username": email, "password": password}).content.decode()
    assert "Please enter a correct" in page


def test_somebody_who_left_cannot_sign_in(mei: User) -> None:
    User.objects.update(is_active=False)
    client = Client()
    client.post(reverse("sign_in"), {"username": "mei@example.org", "password": "a-long-password"})
    assert "_auth_user_id" not in client.session


def test_signing_out_takes_a_post(mei: User) -> None:
    client = Client()
    client.force_login(mei)
    assert client.get(reverse("sign_out")).status_code == 405
    client.post(reverse("sign_out"))
    assert "_auth_user_id" not in client.session


def test_a_stranger_is_sent_to_the_sign_in_and_back(mei: User) -> None:
    answer = Client().get(reverse("findings"))
    assert answer["Location"] == f"{reverse('sign_in')}?next={reverse('findings')}"


def test_two_people_cannot_share_an_address_in_another_case(mei: User) -> None:
    with pytest.raises(IntegrityError):
        User.objects.create_user("MEI@example.org", "another-password", name="Other")


def test_create_token_prints_the_token_and_nothing_else(mei: User) -> None:
    out = StringIO()
    call_command("create_token", "mei@example.org", stdout=out)
    secret = out.getvalue()
    assert secret == secret.strip() + "\n"
    assert ApiToken.objects.get().digest == ApiToken.digest_of(secret.strip())
    assert secret.strip() not in str(Event.objects.values_list("changes", flat=True))


def test_create_token_for_nobody_says_so() -> None:
    with pytest.raises(CommandError, match=r"Nobody signs in as nobody@example.org."):
        call_command("create_token", "nobody@example.org")


def test_a_token_acts_for_its_person_until_it_is_revoked(mei: User) -> None:
    secret = ApiToken.issue(user=mei, name="load", at=AT)
    headers = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/me/", headers=headers).json()["email"] == "Mei@example.org"
    ApiToken.objects.update(revoked_at=AT)
    refused = Client().get("/api/v1/me/", headers=headers)
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("header", ["Bearer", "Bearer a b", "Bearer wrong", "Bearer \xff"])
def test_a_bad_token_is_refused_with_401(mei: User, header: str) -> None:
    assert Client().get("/api/v1/me/", headers={"Authorization": header}).status_code == 401


def test_create_admin_makes_an_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINTEL_ADMIN_PASSWORD", "a-quite-long-password")
    call_command("create_admin", "boss@example.org", stdout=StringIO())
    boss = User.objects.get()
    assert boss.is_administrator
    assert boss.check_password("a-quite-long-password")


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        ("not an address", "a-quite-long-password", "Enter a valid email address."),
        ("boss@example.org", "short", "too short"),
        ("mei@example.org", "a-quite-long-password", "signs in as mei@example.org already"),
    ],
)
def test_create_admin_refuses_bad_input(
    mei: User, monkeypatch: pytest.MonkeyPatch, email: str, password: str, said: str
) -> None:
    monkeypatch.setenv("LINTEL_ADMIN_PASSWORD", password)
    with pytest.raises(CommandError, match=said):
        call_command("create_admin", email)
    assert User.objects.count() == 1


def test_a_lead_gives_and_takes_roles_on_the_teams_page(mei: User) -> None:
    team = Team.objects.create(name="Blue")
    lead = User.objects.create_user("lead@example.org", "a-long-password", name="Lead")
    Membership.objects.create(team=team, user=lead, role="lead")
    client = Client()
    client.force_login(lead)
    address = reverse("team", args=[team.public_id])
    client.post(address, {"user": "mei@example.org", "role": "contributor"})
    assert Membership.objects.get(user=mei).role == "contributor"
    client.post(address, {"user": "mei@example.org", "role": "remove"})
    assert not Membership.objects.filter(user=mei).exists()
    refused = client.post(address, {"user": "nobody@example.org", "role": "viewer"})
    assert refused.status_code == 422
    assert "Nobody signs in under this address." in refused.content.decode()
    assert list(Event.objects.values_list("verb", flat=True)) == ["removed member", "set role"]


def test_the_admin_lets_administrators_in_and_nobody_else(mei: User) -> None:
    client = Client()
    client.force_login(mei)
    assert client.get("/admin/").status_code == 302
    User.objects.update(installation_role="administrator")
    for address in ["/admin/", "/admin/accounts/event/", "/admin/accounts/user/", "/admin/reviews/review/"]:
        assert client.get(address).status_code == 200


def test_the_admin_never_deletes_people_or_tokens(mei: User) -> None:
    User.objects.update(installation_role="administrator")
    ApiToken.issue(user=mei, name="load", at=AT)
    client = Client()
    client.force_login(mei)
    token = ApiToken.objects.get()
    for address in [f"/admin/accounts/user/{mei.pk}/delete/", f"/admin/accounts/apitoken/{token.pk}/delete/"]:
        assert client.post(address, {"post": "yes"}).status_code == 403
    assert client.get("/admin/auth/group/").status_code == 404
