"""One's tokens through the API: read and revoked with a token, made only by whoever signed in."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.actions import tokens
from accounts.models import ApiToken
from tests.reviews.api.clients import ROOT, client_of, statements
from tests.reviews.conftest import START, Cast, by

TOKENS = f"{ROOT}me/tokens/"


def session(cast: Cast) -> APIClient:
    """Return a browser in which the lead is signed in."""
    client = APIClient()
    client.force_login(cast.lead)
    return client


def with_secret(secret: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def test_a_session_makes_a_token_whose_text_is_told_once(cast: Cast) -> None:
    expires_at = (timezone.now() + timedelta(days=30)).isoformat()
    made = session(cast).post(TOKENS, {"name": "Load", "scope": "read", "expires_at": expires_at})
    assert (made.status_code, "no-store" in made["Cache-Control"]) == (201, True)
    secret = made.json()["secret"]
    read = with_secret(secret).get(made["Location"]).json()
    assert secret not in str(read)
    assert (read["name"], read["scope"], read["hint"], read["revoked_at"]) == ("Load", "read", secret[-4:], None)
    assert read["last_used_at"] is not None
    listed = with_secret(secret).get(TOKENS)
    assert [row["id"] for row in listed.json()["results"]] == [read["id"]]
    assert secret not in listed.content.decode()


def test_a_token_makes_no_other(cast: Cast) -> None:
    refused = client_of(cast.lead).post(TOKENS, {"name": "Load", "scope": "read"})
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert refused.json()["detail"] == "A token makes no other token: sign in, and make it on the page of your tokens."
    assert ApiToken.objects.count() == 1


def test_making_a_token_cannot_be_repeated(cast: Cast) -> None:
    refused = session(cast).post(TOKENS, {"name": "Load", "scope": "read"}, headers={"Idempotency-Key": "once"})
    assert refused.status_code == 400
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": "x" * 81}, "/name"),
        ({"name": "a\x00b"}, "/name"),
        ({"name": None}, "/name"),
        ({"scope": "all"}, "/scope"),
        ({"expires_at": "2026-03-02T09:00:00Z"}, "/expires_at"),
        ({"expires_at": "9999-12-31T23:59:59Z"}, "/expires_at"),
        ({"expires_at": "0001-01-01T00:00:00+23:59"}, "/expires_at"),
        ({"expires_at": "soon"}, "/expires_at"),
        ({"expires": None}, "/expires"),
    ],
)
def test_each_bad_field_is_named(cast: Cast, change: dict[str, Any], pointer: str) -> None:
    refused = session(cast).post(TOKENS, {"name": "Load", "scope": "read"} | change)
    assert (refused.status_code, [error["pointer"] for error in refused.json()["errors"]]) == (422, [pointer])
    assert not ApiToken.objects.exists()


def test_a_token_revokes_itself_and_others_of_its_person(cast: Cast) -> None:
    one, secret = tokens.issue(user=cast.lead, name="One", by=by(cast.lead))
    other, _ = tokens.issue(user=cast.lead, name="Other", by=by(cast.lead))
    client = with_secret(secret)
    for _ in range(2):
        assert client.delete(f"{TOKENS}{other.public_id}/").status_code == 204
    assert client.get(f"{TOKENS}{other.public_id}/").json()["revoked_at"] is not None
    assert client.delete(f"{TOKENS}{one.public_id}/").status_code == 204
    assert client.get(TOKENS).status_code == 401


def test_a_token_that_only_reads_revokes_nothing(cast: Cast) -> None:
    token, secret = tokens.issue(user=cast.lead, name="One", scope="read", by=by(cast.lead))
    assert with_secret(secret).delete(f"{TOKENS}{token.public_id}/").status_code == 403
    assert with_secret(secret).get(f"{TOKENS}{token.public_id}/").status_code == 200


def test_the_tokens_of_others_are_nowhere(cast: Cast) -> None:
    token, _ = tokens.issue(user=cast.viewer, name="Viewer's", by=by(cast.viewer))
    for client in (client_of(cast.lead), client_of(cast.administrator)):
        assert token.public_id not in client.get(TOKENS).content.decode()
        assert client.get(f"{TOKENS}{token.public_id}/").status_code == 404
        assert client.delete(f"{TOKENS}{token.public_id}/").status_code == 404


def test_a_longer_list_takes_no_more_statements(cast: Cast) -> None:
    client = client_of(cast.lead)
    client.get(TOKENS)
    with statements() as few:
        client.get(TOKENS)
    for number in range(30):
        ApiToken.issue(user=cast.lead, name=f"Load {number}", at=START)
    with statements() as many:
        assert len(client.get(TOKENS).json()["results"]) == 31
    assert len(many) == len(few)
