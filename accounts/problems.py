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


def refuse(field: str, message: str) -> InputProblems:
    """Return the refusal of one field."""
    return InputProblems([Problem(f"/{field}", message)])
