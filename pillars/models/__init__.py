"""The tables of the knowledge, per lens version. Only ``pillars.loading`` writes them."""

from pillars.models.lens import Lens, LensSource, LensVersion
from pillars.models.published import PublishedError
from pillars.models.questions import AntiPattern, Link, NoneChoice, Pillar, Practice, Question, RiskRule
from pillars.models.reading import (
    Challenge,
    ChallengeArea,
    ChallengePractice,
    Concept,
    Outcome,
    Overlap,
    OverlapStep,
    Resource,
    Service,
    ServiceSuccessor,
)
from pillars.models.steps import Area, Level, Mark, Step, StepService, StepSuggestion

__all__ = [
    "AntiPattern",
    "Area",
    "Challenge",
    "ChallengeArea",
    "ChallengePractice",
    "Concept",
    "Lens",
    "LensSource",
    "LensVersion",
    "Level",
    "Link",
    "Mark",
    "NoneChoice",
    "Outcome",
    "Overlap",
    "OverlapStep",
    "Pillar",
    "Practice",
    "PublishedError",
    "Question",
    "Resource",
    "RiskRule",
    "Service",
    "ServiceSuccessor",
    "Step",
    "StepService",
    "StepSuggestion",
]
