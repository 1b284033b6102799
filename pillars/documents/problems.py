"""What can be wrong with a lens document, and how it is told."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

SHOWN = 80
"""Characters of a bad value that a problem shows."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Where (a JSON path), what stands there (as JSON, shortened; "nothing" where it is missing), and what should."""

    path: str
    value: str
    expected: str

    def __str__(self) -> str:
        return f"{self.path}: {self.value}; expected {self.expected}"


@dataclass(frozen=True, slots=True)
class LensWarning:
    """Something that loads and is worth a look."""

    path: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}: {self.text}"


class LensProblems(Exception):
    """A lens document was refused; ``problems`` holds every problem found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def shown(value: object) -> str:
    """Return a value as one short line of JSON."""
    text = json.dumps(value, ensure_ascii=True, default=repr)
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "..."
