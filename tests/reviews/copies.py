"""A copy as a client of the change feed keeps it, and what is true: everything read anew from its own address."""

import base64
import json
from collections.abc import Iterator
from typing import Any

from rest_framework.test import APIClient

from tests.reviews.api.clients import ROOT

Things = dict[tuple[str, str], Any]
"""What things say of themselves, by kind and id."""

#: What a thing says of others, as of the moment of reading.
QUOTED = {"team": {"role", "members", "workloads"}}

#: What a thing says of others and that is right again as soon as its review is assessed.
UNTIL_ASSESSED = {"finding": {"risk"}, "risk": {"revision", "assessed_revision"}}


class Copy:
    """Everything that was followed so far. ``changes`` holds what came, in order; ``limit`` is a page's size."""

    def __init__(self, client: APIClient, *, limit: int = 100, kind: str | None = None) -> None:
        self.things: Things = {}
        self.changes: list[dict[str, Any]] = []
        self.after: str | None = None
        self.more = True
        self.limit = limit
        self._client = client
        self._kind = {"kind": kind} if kind else {}

    def page(self) -> list[dict[str, Any]]:
        """Read one page, and return what it held."""
        query = {"limit": str(self.limit), **self._kind} | ({"after": self.after} if self.after else {})
        response = self._client.get(f"{ROOT}changes/", query)
        assert response.status_code == 200, response.content
        body = response.json()
        before, self.after, self.more = self.position, body["after"], body["more"]
        assert self.position >= before
        assert self.position > before or not body["results"]
        for change in body["results"]:
            key = (change["kind"], change["id"])
            if change["deleted"]:
                assert change["data"] is None
                self.things.pop(key, None)
            else:
                self.things[key] = change["data"]
        self.changes += body["results"]
        return list(body["results"])

    def follow(self) -> list[dict[str, Any]]:
        """Read pages until there is no more, and return what they held."""
        came = self.page()
        while self.more:
            came += self.page()
        return came

    @property
    def position(self) -> int:
        """Where in the feed the copy stands."""
        return json.loads(base64.urlsafe_b64decode(self.after))[0] if self.after else 0


def truth(client: APIClient) -> Things:
    """Read everything that the client's person may see from its own address."""
    found: Things = {("lens", row["alias"]): row for row in rows(client, "lenses/")}
    found |= {("team", row["id"]): row for row in rows(client, "teams/")}
    for workload in rows(client, "workloads/"):
        found["workload", workload["id"]] = workload
        here = f"workloads/{workload['id']}/"
        found |= {("milestone", row["id"]): row for row in rows(client, f"{here}milestones/")}
        for review in rows(client, f"{here}reviews/"):
            found |= _of_review(client, review, f"{here}reviews/{review['lens']}/")
    return found


def _of_review(client: APIClient, review: dict[str, Any], here: str) -> Things:
    found: Things = {("review", review["id"]): review}
    for item in client.get(f"{ROOT}{here}answers/").json()["items"]:
        if item["version"]:
            found["answer", f"{review['id']}/{item['question']}/{item['item']}"] = item
    found |= {("risk", f"{review['id']}/{row['question']}"): row for row in review["risks"]}
    found |= {("finding", row["id"]): row for row in rows(client, f"{here}findings/")}
    found |= {("improvement", row["id"]): row for row in rows(client, f"{here}improvements/")}
    return found


def rows(client: APIClient, address: str) -> Iterator[dict[str, Any]]:
    """Read a list to its end."""
    following: str | None = f"{ROOT}{address}?limit=200"
    while following:
        body = client.get(following).json()
        yield from body["results"]
        following = body["next"]


def agree(copy: Things, true: Things, *, assessed: bool = True) -> None:
    """Assert that a copy is what is true; unless all is assessed, but for what things say of others."""
    assert copy.keys() == true.keys(), copy.keys() ^ true.keys()
    for (kind, name), told in copy.items():
        # A risk in the feed says where it belongs as well, which a review's own risks do not.
        left_out = QUOTED.get(kind, set()) | (set() if assessed else UNTIL_ASSESSED.get(kind, set()))
        wrong = {f: (told[f], said) for f, said in true[kind, name].items() if f not in left_out and told[f] != said}
        assert not wrong, (kind, wrong)
