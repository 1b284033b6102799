"""The practices and steps of one question as a page shows them: what is asked beside what was answered."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from pillars import compiled, reading
from pillars.rules import Risk
from reviews.contradictions import Tell
from reviews.heat_map import CellState, cell_of
from reviews.item_views import START, Given, ItemView, Key, Named, Told, backing_of
from reviews.maturity import LEVELS
from reviews.models import Item
from reviews.path import Share, offered_level, share_of
from reviews.question_results import PracticeResult, QuestionResult
from reviews.states import ItemKind, QuestionAnswers, Severity, StepState


@dataclass(frozen=True, slots=True)
class StepCard:
    """A step with its answer."""

    step: reading.Step
    item: ItemView


@dataclass(frozen=True, slots=True)
class AreaCard:
    """The steps of one area in a practice; ``later`` are those whose level is not offered yet.

    ``rest`` counts the steps that a change of the whole area would reach.
    """

    id: str
    anchor: str
    title: str
    short: str
    steps: tuple[StepCard, ...]
    later: tuple[StepCard, ...]
    states: tuple[str, ...]
    done: int
    level: int
    level_done: int
    level_total: int
    rest: int
    is_open: bool
    later_is_open: bool

    @property
    def first(self) -> StepCard:
        """The step to begin with: of those that are offered, else of the later ones."""
        return (*self.steps, *self.later)[0]

    @property
    def later_levels(self) -> tuple[int, ...]:
        """The levels of the steps that are not offered yet, each once."""
        return tuple(sorted({card.step.level for card in self.later}))


@dataclass(frozen=True, slots=True)
class Mark:
    """Which risk mark stands for a practice."""

    risk: Risk
    claim: bool
    claimed_only: bool


@dataclass(frozen=True, slots=True)
class PracticeCard:
    """A practice with its answer, its areas, and how far its steps are. ``share`` is that of the next level."""

    practice: reading.Practice
    item: ItemView
    result: PracticeResult
    mark: Mark
    areas: tuple[AreaCard, ...]
    groups: tuple[tuple[str, ...], ...]
    share: Share | None
    offered: int
    not_looked_at: int
    is_open: bool
    in_hand: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that the cards of one question are made of.

    ``items`` are the review's. ``hand`` is the item in hand: chosen by the reader (``is_chosen``), or what comes next.
    A practice that comes next stays folded, since the quick pass asks for no step.
    """

    question: compiled.Question
    texts: reading.Question
    items: Mapping[Key, Item]
    answers: QuestionAnswers
    result: QuestionResult
    said: Mapping[str, tuple[Tell, ...]]
    reader: User
    round_started: datetime | None
    hand: str
    is_chosen: bool

    def name_of(self, item: str) -> Named:
        """Return an item of the question with the words that name it: a step's title, a practice's short label."""
        for practice in self.texts.practices:
            if practice.id == item:
                return Named(item, practice.short_label)
            for step in practice.steps:
                if step.id == item:
                    return Named(item, step.title)
        raise KeyError(item)

    def view(self, item: str, kind: ItemKind) -> ItemView:
        """Return one item as it stands; the item may never have been answered."""
        row = self.items.get((self.question.id, item))
        return ItemView(
            question=self.question.id,
            item=item,
            kind=kind,
            state=row.state if row else START[kind],
            version=row.version if row else 0,
            reason=row.reason if row else "",
            note=row.note if row else "",
            evidence=tuple(map(backing_of, row.evidence)) if row else (),
            given=self._given(row),
            tells=tuple(
                Told(tell.kind.value, tuple(map(self.name_of, tell.others))) for tell in self.said.get(item, ())
            ),
        )

    def _given(self, row: Item | None) -> Given | None:
        if row is None or row.at is None:
            return None
        return Given(
            name=row.by.name if row.by else "",
            mine=row.by_id == self.reader.pk,
            at=row.at,
            in_round=self.round_started is not None and row.at >= self.round_started,
        )


def cards(sheet: Sheet) -> tuple[PracticeCard, ...]:
    """Return the cards of a question's practices, in its order."""
    rows = zip(sheet.texts.practices, sheet.question.practices, sheet.result.practices, strict=True)
    return tuple(_card(sheet, text, practice, result) for text, practice, result in rows)


def _card(sheet: Sheet, text: reading.Practice, practice: compiled.Practice, result: PracticeResult) -> PracticeCard:
    offered = offered_level(practice, result, sheet.answers)
    ids = {practice.id, *(step.id for step in practice.steps)}
    areas = tuple(_areas(sheet, text, offered))
    following = min((result.maturity.level or 1) + 1, LEVELS[-1])
    return PracticeCard(
        practice=text,
        item=sheet.view(practice.id, ItemKind.PRACTICE),
        result=result,
        mark=_mark(sheet.result, result),
        areas=areas,
        groups=tuple(
            tuple(sheet.answers.step(step.id).value for step in practice.steps if step.level == level)
            for level in LEVELS
        ),
        share=share_of(practice, following, sheet.answers) if practice.steps else None,
        offered=offered,
        not_looked_at=sum(sheet.answers.step(step.id) is StepState.UNANSWERED for step in practice.essential),
        is_open=sheet.hand in ids and (sheet.is_chosen or sheet.hand != practice.id),
        in_hand=sheet.hand in ids,
    )


def _areas(sheet: Sheet, text: reading.Practice, offered: int) -> Iterator[AreaCard]:
    by_area: dict[str, list[reading.Step]] = {}
    for step in text.steps:
        by_area.setdefault(step.area_id, []).append(step)
    for number, (area_id, steps) in enumerate(by_area.items(), start=1):
        yield _area(sheet, f"{text.anchor}.{number}", area_id, steps, offered)


def _area(sheet: Sheet, anchor: str, area_id: str, steps: list[reading.Step], offered: int) -> AreaCard:
    states = {step.id: sheet.answers.step(step.id) for step in steps}
    made = [StepCard(step, sheet.view(step.id, ItemKind.STEP)) for step in steps]
    now = tuple(card for card in made if _is_offered(card, offered))
    later = tuple(card for card in made if not _is_offered(card, offered))
    lowest = min(step.level for step in steps)
    at_level = [states[step.id] for step in steps if step.level == lowest]
    area = steps[0].area
    return AreaCard(
        id=area_id,
        anchor=anchor,
        title=area.title if area else "",
        short=area.short or area.title if area else "",
        steps=now,
        later=later,
        states=tuple(state.value for state in states.values()),
        done=list(states.values()).count(StepState.DONE),
        level=lowest,
        level_done=at_level.count(StepState.DONE),
        level_total=len(at_level),
        rest=sum(states[step.id] is StepState.UNANSWERED and not step.essential for step in steps),
        is_open=sheet.hand in states or any(not card.item.is_answered or card.item.tells for card in now),
        later_is_open=any(card.step.id == sheet.hand for card in later),
    )


def _is_offered(card: StepCard, offered: int) -> bool:
    """Essential steps come first; what was answered or noted before its turn stays in sight."""
    return card.step.essential or card.item.version > 0 or 1 < card.step.level <= offered


def _mark(question: QuestionResult, practice: PracticeResult) -> Mark:
    state = cell_of(question, practice, accepted=False).state
    if state is CellState.UNANSWERED:
        return Mark(Risk.UNANSWERED, claim=False, claimed_only=False)
    if state is CellState.NOT_APPLICABLE:
        return Mark(Risk.NOT_APPLICABLE, claim=False, claimed_only=False)
    risk = Risk(practice.severity.value) if practice.severity is not Severity.NONE else Risk.NONE
    return Mark(
        risk,
        claim=state is CellState.NOT_SUPPORTED,
        claimed_only=state in (CellState.CLAIMED_ONLY, CellState.IN_PART),
    )


def card_of(item: str, made: Iterable[PracticeCard]) -> PracticeCard | None:
    """Return the card that an item is on: the practice's own, or that of its step; None for the question itself."""
    for card in made:
        if item == card.practice.id or any(step.id == item for step in card.practice.steps):
            return card
    return None
