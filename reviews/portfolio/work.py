"""The open work on the portfolio's risks: who must act, and what would clear the high ones."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from reviews.models import Improvement, Review
from reviews.portfolio.deadlines import days_late
from reviews.portfolio.decisions import Decisions
from reviews.portfolio.heat import short_code
from reviews.states import Severity

MOST = 6
EACH = 2
"""How many of one kind stand in the list before others had their turn."""


class OpenWork(NamedTuple):
    """A line of the plan; ``state`` is what people say of it, also where its finding still holds."""

    review_id: int
    question: str
    practice: str
    label: str
    severity: str
    accepted: bool
    state: str
    due: date | None
    owner: str | None
    plan: dict[str, Any]
    workload: str
    workload_id: str
    workload_owner: str | None
    zone: str


def open_work(reviews: QuerySet[Review]) -> list[OpenWork]:
    """Return the open lines of these reviews' plans, in order. One statement."""
    rows = Improvement.objects.filter(review__in=reviews).open().in_order()
    columns = ["review_id", "question", "practice", "practice_label", "severity", "accepted", "state", "due"]
    columns += ["owner__name", "plan", *(f"review__workload__{name}" for name in ("name", "public_id", "owner__name"))]
    return [OpenWork(*row) for row in rows.values_list(*columns, "review__workload__team__time_zone")]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many steps of each size are left to do."""

    small: int = 0
    medium: int = 0
    large: int = 0

    @classmethod
    def of(cls, plans: Iterable[dict[str, Any]]) -> "Sizes":
        """Add up the open steps of plans."""
        kept = list(plans)
        return cls(*(sum(plan.get(size, 0) for plan in kept) for size in ("small", "medium", "large")))

    @property
    def parts(self) -> list[tuple[int, str]]:
        """The sizes that occur, smallest first: (number of steps, size)."""
        numbers = ((self.small, "small"), (self.medium, "medium"), (self.large, "large"))
        return [(number, size) for number, size in numbers if number]

    @property
    def count(self) -> int:
        """How many steps there are."""
        return self.small + self.medium + self.large


@dataclass(frozen=True, slots=True)
class Clearing:
    """What takes every question out of HIGH, as supported, by its cheapest way; ``whole`` counts accepted ones too."""

    open: Sizes
    whole: Sizes

    @classmethod
    def of(cls, work: Sequence[OpenWork]) -> "Clearing":
        """Take each question's cheapest set that leaves HIGH."""
        questions: defaultdict[tuple[int, str], dict[str, OpenWork]] = defaultdict(dict)
        for line in work:
            if line.severity == Severity.HIGH and line.plan.get("reason"):
                questions[line.review_id, line.question][line.practice] = line
        cheapest = [_cheapest(lines) for lines in questions.values()]
        return cls(
            Sizes.of(line.plan for lines in cheapest if not all(one.accepted for one in lines) for line in lines),
            Sizes.of(line.plan for lines in cheapest for line in lines),
        )


def _cheapest(lines: dict[str, OpenWork]) -> list[OpenWork]:
    best = min((line.plan["reason"] for line in lines.values()), key=lambda reason: int(reason["halves"]))
    return [lines[practice] for practice in best["together"] if practice in lines]


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that waits for somebody. ``kind`` is "overdue", "unowned" or "decide".

    ``who`` is whom it waits for ('' for nobody yet); ``late`` counts days; ``on`` is the due date, or the day on which
    the acceptance ended; ``turn_to`` owns the workload.
    """

    kind: str
    workload: str
    workload_id: str
    practices: tuple[str, ...]
    who: str = ""
    late: int = 0
    on: date | None = None
    sizes: Sizes = Sizes()
    turn_to: str = ""


@dataclass(frozen=True, slots=True)
class Acting:
    """Who must act, the most pressing of each kind first, and how many improvements ask for it."""

    deeds: tuple[Deed, ...]
    improvements: int
    overdue: int
    unowned: int
    either: int


def acting(work: Sequence[OpenWork], made: Decisions, at: datetime, *, most: int = MOST) -> Acting:
    """Pick who must act: overdue improvements, those without an owner, risks whose acceptance ended; at most so many
    of these together.
    """
    to_do = [line for line in work if line.state != Improvement.State.DONE]
    late = [(days_late(line.due, line.zone, at), line) for line in to_do]
    overdue = sorted(((days, line) for days, line in late if days), key=lambda pair: -pair[0])
    unowned = [line for line in to_do if line.owner is None]
    kinds = [[_overdue(line, days) for days, line in overdue], _unowned(unowned), _to_decide(made)]
    return Acting(
        deeds=tuple(_in_turn(kinds, most)),
        improvements=len(work),
        overdue=len(overdue),
        unowned=len(unowned),
        either=sum(days > 0 or line.owner is None for days, line in late),
    )


def _in_turn(kinds: Sequence[Sequence[Deed]], most: int) -> list[Deed]:
    """Take some of each kind, then what still fits, kind by kind."""
    room = max(0, most - sum(min(len(deeds), EACH) for deeds in kinds))
    taken: list[Deed] = []
    for deeds in kinds:
        extra = min(room, max(0, len(deeds) - EACH))
        taken += deeds[: min(len(deeds), EACH) + extra]
        room -= extra
    return taken[:most]


def _overdue(line: OpenWork, days: int) -> Deed:
    return Deed(
        "overdue",
        line.workload,
        line.workload_id,
        (name_of(line),),
        who=line.owner or "",
        late=days,
        on=line.due,
        sizes=Sizes.of([line.plan]),
    )


def _unowned(lines: Iterable[OpenWork]) -> list[Deed]:
    """One entry a workload: who looks for an owner looks once."""
    by_workload: defaultdict[str, list[OpenWork]] = defaultdict(list)
    for line in lines:
        by_workload[line.workload_id].append(line)
    return [
        Deed(
            "unowned",
            group[0].workload,
            workload_id,
            tuple(name_of(line) for line in group),
            on=min((line.due for line in group if line.due), default=None),
            turn_to=group[0].workload_owner or "",
        )
        for workload_id, group in by_workload.items()
    ]


def _to_decide(made: Decisions) -> list[Deed]:
    newest = {back.workload_id: back for back in reversed(made.back)}
    found = [
        Deed("decide", back.workload, back.workload_id, (), who=back.accepted_by, on=back.on)
        for back in newest.values()
    ]
    return found[::-1]


def name_of(line: OpenWork) -> str:
    """Return what names an improvement beside its workload: BP02, or a choice's id where there is no code."""
    return short_code(line.label)
