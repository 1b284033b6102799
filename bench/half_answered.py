"""Many REL03 reviews with half of their steps answered, by a seeded chance: the same ones each time."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from accounts.models import Membership, Team, User
from pillars.compiled import Lens
from pillars.compiling import compiled
from pillars.loading import load_lens
from pillars.models import LensVersion
from pillars.rules import Risk
from reviews.models import Item, QuestionRecord, Review, RiskChange, Round, Workload
from reviews.states import Claim, ItemKind, StepState

#: When the reviews began and were answered.
BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

_CLAIMS = [Claim.IN_PLACE, Claim.NOT_IN_PLACE]
_STATES = [StepState.DONE, StepState.DONE, StepState.PARTLY, StepState.NOT_DONE]


def rel03() -> LensVersion:
    """Load the project's own lens."""
    return load_lens(Path(settings.BASE_DIR, "fixtures", "lenses", "rel03.json").read_bytes(), at=BEGAN).version


def contributor() -> User:
    """Make the team that owns everything, and return somebody who may answer in it."""
    user = User.objects.create_user("contributor@example.org", None, name="Contributor")
    Membership.objects.create(team=Team.objects.create(name="Blue"), user=user, role="contributor")
    return user


def reviews_of(version: LensVersion, count: int, *, by: User, first: int = 0) -> list[Review]:
    """Store so many workloads, numbered from ``first``, with one review each, half of its steps answered.

    The rows are those that beginning a review and saving its answers leave, but for the questions' risks, which stay
    at "unanswered": so an assessment has everything to write.
    """
    chance = random.Random(3)
    team = Team.objects.get()
    workloads = Workload.objects.bulk_create(
        Workload(team=team, name=f"Workload {n:05}", tier=chance.choice([1, 2, 3]), target=3, created_at=BEGAN)
        for n in range(first, first + count)
    )
    reviews = Review.objects.bulk_create(
        Review(workload=workload, lens=version.lens, version=version, created_at=BEGAN, revision=2)
        for workload in workloads
    )
    lens = compiled(version.pk)
    start = {"risk": Risk.UNANSWERED, "supported": Risk.UNANSWERED, "complete": False}
    asked = [(review, question.id) for review in reviews for question in lens.questions]
    QuestionRecord.objects.bulk_create(QuestionRecord(review=r, question=q, **start) for r, q in asked)
    RiskChange.objects.bulk_create(
        RiskChange(review=r, question=q, day=BEGAN.date(), accepted=False, **start) for r, q in asked
    )
    Round.objects.bulk_create(Round(review=review, number=1, started_at=BEGAN, started_by=by) for review in reviews)
    items = [item for review in reviews for item in _answers(review, lens, chance, by)]
    Item.objects.bulk_create(items, batch_size=5000)
    return reviews


def _answers(review: Review, lens: Lens, chance: random.Random, by: User) -> list[Item]:
    answered: list[tuple[str, str, ItemKind, str]] = []
    for question in lens.questions:
        answered += ((question.id, each.id, ItemKind.PRACTICE, chance.choice(_CLAIMS)) for each in question.practices)
        steps = [step.id for practice in question.practices for step in practice.steps]
        some = chance.sample(steps, len(steps) // 2)
        answered += ((question.id, step, ItemKind.STEP, chance.choice(_STATES)) for step in some)
    at = BEGAN + timedelta(hours=1)
    return [
        Item(review=review, question=q, item=item, kind=kind, state=state, by=by, at=at, changed_at=at, version=1)
        for q, item, kind, state in answered
    ]
