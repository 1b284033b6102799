"""What a page says, for tests that read it as a person does."""

import html
import re
from collections.abc import Sequence

from django.test import Client
from django.urls import reverse

from accounts.models import User

_HIDDEN = re.compile(r"<(script|style|head|defs|select|title)\b.*?</\1>", re.DOTALL)


def signed_in(user: User) -> Client:
    """Return a browser of somebody who signed in."""
    client = Client()
    client.force_login(user)
    return client


def text_of(markup: str) -> str:
    """Return the words of a page in reading order, with one space between them; what can be chosen is left out."""
    words = re.sub(r"<[^>]+>", " ", _HIDDEN.sub(" ", markup))
    told = re.sub(r"\s+", " ", html.unescape(words)).strip()
    return re.sub(r" ([,.;:])", r"\1", told)


def page(client: Client, name: str, *args: object, **query: str) -> str:
    """Fetch a page by its name and return its markup; asserts that it is there."""
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200, response
    return response.content.decode()


def rows(markup: str, table: str = "heat") -> list[list[str]]:
    """Return the words of each cell of a table's body, row by row."""
    found = re.search(rf'<table class="[^"]*\b{table}\b[^"]*".*?</table>', markup, re.DOTALL)
    body = re.search(r"<tbody.*</tbody>", found.group(0), re.DOTALL) if found else None
    if body is None:
        return []
    lines = re.findall(r"<tr\b.*?</tr>", body.group(0), re.DOTALL)
    return [[text_of(cell) for cell in re.findall(r"<t[hd]\b.*?</t[hd]>", line, re.DOTALL)] for line in lines]


def names(markup: str) -> list[str]:
    """Return the workloads of the heat map, in order, without their tiers."""
    return [re.sub(r" T[123]$", "", row[0]) for row in rows(markup)]


def labels(markup: str) -> Sequence[str]:
    """Return the names of the links and controls that say more than they show."""
    return [html.unescape(label) for label in re.findall(r'aria-label="([^"]*)"', markup)]
