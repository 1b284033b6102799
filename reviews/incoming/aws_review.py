"""An AWS Well-Architected review as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from reviews.incoming.said import Parts

#: Why something does not apply, as AWS's tools spell it and as people read it.
REASONS = {
    "OUT_OF_SCOPE": "Out of scope",
    "BUSINESS_PRIORITIES": "Business priorities",
    "ARCHITECTURE_CONSTRAINTS": "Architecture constraints",
    "OTHER": "Other",
    "NONE": "",
}


class Status(StrEnum):
    """What is said of a choice."""

    SELECTED = "SELECTED"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    UNSELECTED = "UNSELECTED"


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of an answer; ``parts`` lead to it, seen from its answer."""

    status: Status
    parts: Parts
    reason: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One question's answer. ``applicable`` is None where it is not said; ``notes`` is '' where there are none."""

    parts: Parts
    question: str
    title: str
    choices: Mapping[str, Choice]
    applicable: bool | None
    reason: str
    notes: str

    @property
    def is_given(self) -> bool:
        """Whether any choice is: only then are the other ones not in place."""
        return any(choice.status is not Status.UNSELECTED for choice in self.choices.values())


@dataclass(frozen=True, slots=True)
class LensAnswers:
    """The answers of one lens, which AWS names by an alias or ARN; '' where the file does not say."""

    alias: str
    parts: Parts
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Workload:
    """What the labs script's file says of its workload."""

    name: str
    description: str = ""
    production: bool = True
    industry: str = ""
    regions: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """All that a file says. ``cut_off`` tells that a list goes on in a page that the file does not have."""

    lenses: tuple[LensAnswers, ...]
    workload: Workload | None = None
    cut_off: bool = False
