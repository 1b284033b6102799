"""The table of docs/api.md names every address of the contract with its methods and parameters, and no other."""

import re
from pathlib import Path

from django.conf import settings
from rest_framework.test import APIClient

from tests.reviews.api.clients import ROOT

PAGE = Path(settings.BASE_DIR, "docs", "api.md").read_text()

#: How the page writes the parameters of an address, by the part of it that stands before.
WORDS = {"reviews": "LENS", "lenses": "LENS", "versions": "N", "members": "PERSON", "milestones": "MILESTONE"}
ANSWER = {"question": "QUESTION", "item": "ITEM"}

#: Words that stand for the parameters of another address.
THE_SAME = {"as a review's": "workloads/ID/reviews/LENS/{}/", "as the portfolio's": "portfolio/"}

#: What the page says once for all lists.
EVERYWHERE = {"cursor", "limit"}


def written(path: str) -> str:
    """Return an address as the page writes it."""
    parts = path.removeprefix(ROOT).split("/")
    for number, part in enumerate(parts):
        if part.startswith("{"):
            parts[number] = ANSWER.get(part.strip("{}")) or WORDS.get(parts[number - 1], "ID")
    return "/".join(parts)


def rows() -> dict[str, tuple[set[str], str]]:
    """Return the methods and the last cell of each address in the table."""
    section = PAGE.partition("## What can be asked")[2].partition("\n## ")[0]
    found = {}
    for line in section.splitlines():
        if match := re.match(r"\| `([^`]+)`(?:, `(\.\w+)`)? \| ([A-Z, ]+) \| ?(.*)\|", line):
            address, other, methods, cell = match.groups()
            found[address] = (set(methods.replace(" ", "").split(",")), cell)
            if other:
                found[address.rpartition(".")[0] + other] = found[address]
    return found


def test_every_address_has_a_row_with_its_methods() -> None:
    paths = APIClient().get(f"{ROOT}openapi.json").json()["paths"]
    expected = {
        written(path): {name.upper() for name in item if name in ("get", "post", "put", "patch", "delete")}
        for path, item in paths.items()
    }
    assert {address: methods for address, (methods, _) in rows().items()} == expected


def test_every_row_names_the_parameters() -> None:
    paths = APIClient().get(f"{ROOT}openapi.json").json()["paths"]
    missing = []
    for path, item in paths.items():
        cell = rows()[written(path)][1]
        for operation in item.values():
            names = {each["name"] for each in operation.get("parameters", []) if each["in"] == "query"} - EVERYWHERE
            for words, address in THE_SAME.items():
                cell += rows()[address.format(path.split("/")[3])][1] if words in cell else ""
            missing += [(written(path), name) for name in sorted(names) if f"`{name}`" not in cell]
    assert missing == []
