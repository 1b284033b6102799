"""Bad input, told in a way that a page and the API can both show."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. ``pointer`` is a JSON pointer into the input (RFC 6901), ``field`` its last name."""

    pointer: str
    message: str

    @property
    def field(self) -> str:
        """The name of the field, '' for the input as a whole."""
        return self.pointer.rpartition("/")[2]


class InputProblems(ValueError):
    """An action refuses its input and has changed nothing. Carries every problem at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{problem.pointer}: {problem.message}" for problem in self.problems))


def expected(values: Iterable[object], given: object) -> str:
    """Return the words for a value that is none of those that can be: ``Expected HIGH or MEDIUM, not 'high'.``."""
    *others, last = map(str, values)
    return f"Expected {', '.join(others)}{' or ' if others else ''}{last}, not {given!r}."


def refuse(field: str, message: str) -> InputProblems:
    """Return the refusal of one field."""
    return InputProblems([Problem(f"/{field}", message)])
