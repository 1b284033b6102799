"""The demo's names and sentences stand in its fixture and in tests, and nowhere else in the project."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ENDINGS = {".py", ".html", ".txt", ".js", ".css", ".svg", ".md", ".toml", ".yml", ".json"}
FOLDERS = ["accounts", "bench", "config", "docs", "pillars", "reviews", "static", "templates"]

# The sign-ins are printed at the start, and no other machine is served while they have this password.
GENERAL = {"architect@example.com", "manager@example.com", "administrator@example.com", "lintel-demo"}


def texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - whatever a JSON document holds
    """Yield every text of a document, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from texts(each)


def names() -> set[str]:
    """The names of the demo's people, teams, workloads and milestones, and its sentences."""
    people, workloads, story = (
        json.loads((ROOT / "fixtures" / "demo" / f"{name}.json").read_text())
        for name in ("people", "workloads", "story")
    )
    found = {person["name"] for person in people["people"]} | {team["name"] for team in people["teams"]}
    found |= {workload["name"] for workload in workloads}
    found |= {event["name"] for event in story["events"] if len(event.get("name", "").split()) > 1}
    found |= {text for text in texts([people, workloads, story]) if len(text.split()) > 3}
    # "Level 3" is what a page says of any workload.
    return {name for name in found - GENERAL if not re.fullmatch(r"Level \d", name)}


def project_files() -> list[Path]:
    """The project's own texts, outside the demo's fixture and the tests."""
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in ENDINGS]
    return [*files, *(path for path in ROOT.iterdir() if path.is_file() and path.suffix in ENDINGS)]


def test_there_is_something_to_look_for() -> None:
    found = names()
    assert {"Noor Haddad", "Storefront", "Platform", "No risk", "Before the season"} <= found
    assert len(found) > 45


@pytest.mark.parametrize("name", sorted(names()))
def test_no_name_or_sentence_of_the_demo_stands_elsewhere(name: str, contents: dict[Path, str]) -> None:
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    assert [str(path.relative_to(ROOT)) for path, text in contents.items() if whole.search(text)] == []


@pytest.fixture(scope="module")
def contents() -> dict[Path, str]:
    """The text of every file of the project, by path."""
    return {path: path.read_text(encoding="utf-8") for path in project_files()}
