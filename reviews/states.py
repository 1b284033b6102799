"""What people answer and what the assessment says, as enums and plain data. Knows no Django."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ItemKind(StrEnum):
    """The kinds of item a person can answer or write a note on."""

    QUESTION = "question"
    PRACTICE = "practice"
    STEP = "step"


class QuestionState(StrEnum):
    """What is said of a question as a whole."""

    APPLICABLE = "applicable"
    NOT_APPLICABLE = "not_applicable"


class Claim(StrEnum):
    """What a team says of a practice."""

    UNANSWERED = "unanswered"
    IN_PLACE = "in_place"
    NOT_IN_PLACE = "not_in_place"
    NOT_APPLICABLE = "not_applicable"


class StepState(StrEnum):
    """What a team says of a step. Open means unanswered, partly or not done."""

    UNANSWERED = "unanswered"
    DONE = "done"
    PARTLY = "partly"
    NOT_DONE = "not_done"
    NOT_APPLICABLE = "not_applicable"

    @property
    def is_open(self) -> bool:
        """Whether work on the step is left: unanswered, partly or not done."""
        return self in (StepState.UNANSWERED, StepState.PARTLY, StepState.NOT_DONE)


class Support(StrEnum):
    """How well the essential steps carry a practice that is in place."""

    SUPPORTED = "supported"
    CLAIMED_ONLY = "claimed_only"
    IN_PART = "in_part"
    NOT_SUPPORTED = "not_supported"


class FindingKind(StrEnum):
    """What a finding says is wrong."""

    GAP = "gap"
    UNSUPPORTED = "unsupported"
    STALE = "stale"


class Severity(StrEnum):
    """How bad a finding is; a stale finding has none."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    NONE = ""

    @property
    def rank(self) -> int:
        """Where the severity stands, worst first: HIGH 0, MEDIUM 1, none 2."""
        return _SEVERITY_RANKS[self]


_SEVERITY_RANKS = {Severity.HIGH: 0, Severity.MEDIUM: 1, Severity.NONE: 2}


@dataclass(frozen=True, slots=True)
class QuestionAnswers:
    """The answers to one question.

    ``claims`` maps practice ids, ``steps`` maps step ids; what is missing is unanswered. ``confirmed`` says when an
    item was last answered or confirmed, by practice id, step id, or '' for the question's own "not applicable".
    """

    applicable: bool = True
    claims: Mapping[str, Claim] = field(default_factory=dict)
    steps: Mapping[str, StepState] = field(default_factory=dict)
    confirmed: Mapping[str, datetime] = field(default_factory=dict)

    def claim(self, practice_id: str) -> Claim:
        """Return the claim on a practice, UNANSWERED where nothing was said."""
        return self.claims.get(practice_id, Claim.UNANSWERED)

    def step(self, step_id: str) -> StepState:
        """Return the state of a step, UNANSWERED where nothing was said."""
        return self.steps.get(step_id, StepState.UNANSWERED)
