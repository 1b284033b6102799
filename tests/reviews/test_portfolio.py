"""What moved, what fell without work, and what clears the high risks: typed tables of small histories."""

from datetime import date, timedelta

import pytest

from pillars.rules import Risk
from reviews.portfolio.deadlines import days_late
from reviews.portfolio.ledger import AT_RISK, HIGH, Fall, Ledger, kind_of, last_fall, ledger, marks, series
from reviews.portfolio.work import Clearing, OpenWork, Sizes
from reviews.trend import Footing, Move, State
from tests.reviews.conftest import START

TODAY = date(2026, 11, 24)
OPEN, ACCEPTED, SO_FAR = Footing.OPEN, Footing.ACCEPTED, Footing.SO_FAR
NOTHING: State = (Risk.NONE, OPEN)
HIGH_OPEN: State = (Risk.HIGH, OPEN)
HIGH_ACCEPTED: State = (Risk.HIGH, ACCEPTED)
MEDIUM_OPEN: State = (Risk.MEDIUM, OPEN)


def move(ago: int, before: State | None, after: State, review: int = 1) -> Move:
    return Move(review, "q", TODAY - timedelta(days=ago), before, after)


@pytest.mark.parametrize(
    ("before", "after", "high", "at_risk"),
    [
        (None, HIGH_OPEN, "opened", "opened"),
        (None, NOTHING, "", ""),
        ((Risk.HIGH, SO_FAR), HIGH_OPEN, "opened", "opened"),
        (HIGH_OPEN, MEDIUM_OPEN, "closed", ""),
        (MEDIUM_OPEN, HIGH_OPEN, "opened", ""),
        (HIGH_OPEN, NOTHING, "closed", "closed"),
        (HIGH_OPEN, HIGH_ACCEPTED, "accepted", "accepted"),
        (HIGH_ACCEPTED, HIGH_OPEN, "came_back", "came_back"),
        (HIGH_ACCEPTED, NOTHING, "closed", "closed"),
        (HIGH_ACCEPTED, MEDIUM_OPEN, "closed", "came_back"),
        ((Risk.MEDIUM, ACCEPTED), HIGH_OPEN, "opened", "came_back"),
        (HIGH_OPEN, (Risk.UNANSWERED, OPEN), "closed", "closed"),
        ((Risk.UNANSWERED, OPEN), (Risk.NOT_APPLICABLE, OPEN), "", ""),
    ],
)
def test_what_a_move_is(before: State | None, after: State, high: str, at_risk: str) -> None:
    assert kind_of(move(1, before, after), HIGH) == high
    assert kind_of(move(1, before, after), AT_RISK) == at_risk


def test_the_ledger_counts_after_its_first_day_only() -> None:
    told = [move(90, None, HIGH_OPEN), move(89, HIGH_OPEN, HIGH_ACCEPTED), move(3, HIGH_ACCEPTED, HIGH_OPEN)]
    assert ledger(told, HIGH, since=TODAY - timedelta(days=90)) == Ledger(0, 0, 1, 1)


def test_the_last_fall_that_was_no_progress() -> None:
    history = [
        *(move(170, None, HIGH_OPEN, review) for review in (1, 2, 3)),
        move(120, HIGH_OPEN, NOTHING, 3),
        move(105, HIGH_OPEN, HIGH_ACCEPTED, 1),
        move(70, None, MEDIUM_OPEN, 4),
        move(60, HIGH_OPEN, HIGH_ACCEPTED, 2),
        move(12, HIGH_ACCEPTED, HIGH_OPEN, 2),
    ]
    assert last_fall(history, today=TODAY) == Fall(TODAY - timedelta(days=105), 2, 2, 0, 1)


def test_work_between_two_acceptances_parts_them() -> None:
    history = [
        *(move(170, None, HIGH_OPEN, review) for review in (1, 2, 3)),
        move(105, HIGH_OPEN, HIGH_ACCEPTED, 1),
        move(100, HIGH_OPEN, NOTHING, 3),
        move(60, HIGH_OPEN, HIGH_ACCEPTED, 2),
    ]
    assert last_fall(history, today=TODAY) == Fall(TODAY - timedelta(days=60), 1, 1, 0, 0)


def test_without_an_acceptance_there_is_no_such_fall() -> None:
    assert last_fall([move(5, None, HIGH_OPEN), move(2, HIGH_OPEN, NOTHING)], today=TODAY) is None
    assert last_fall([move(300, None, HIGH_OPEN), move(200, HIGH_OPEN, HIGH_ACCEPTED)], today=TODAY) is None


def test_the_picture_keeps_the_days_on_which_something_changed() -> None:
    first, fifth = TODAY - timedelta(days=180), TODAY - timedelta(days=5)
    history = [move(200, None, HIGH_OPEN), move(5, HIGH_OPEN, HIGH_ACCEPTED)]
    assert series(history, today=TODAY) == [(first, 1, 0, 0, 0), (fifth, 0, 1, 0, 0), (TODAY, 0, 1, 0, 0)]
    assert series([], today=TODAY) == [(first, 0, 0, 0, 0), (TODAY, 0, 0, 0, 0)]


def test_words_on_the_picture_keep_apart() -> None:
    history = [
        move(150, HIGH_OPEN, HIGH_ACCEPTED, 1),
        move(105, HIGH_OPEN, HIGH_ACCEPTED, 2),
        move(102, HIGH_OPEN, HIGH_ACCEPTED, 3),
        move(50, HIGH_ACCEPTED, HIGH_OPEN, 2),
        move(12, HIGH_ACCEPTED, HIGH_OPEN, 3),
        move(1, None, MEDIUM_OPEN, 4),
    ]
    assert marks(history, today=TODAY) == [
        (TODAY - timedelta(days=105), "accepted", 2),
        (TODAY - timedelta(days=12), "came_back", 1),
    ]


def work(
    practice: str, small: int, halves: int, together: tuple[str, ...], *, severity: str = "HIGH", accepted: bool = False
) -> OpenWork:
    plan = {"small": small, "medium": 0, "large": 0, "reason": {"halves": halves, "together": list(together)}}
    line = OpenWork(1, "q", practice, practice, "HIGH", False, "to_do", None, None, plan, "Ledger", "x", None, "UTC")
    return line._replace(severity=severity, accepted=accepted)


def test_clearing_takes_each_questions_cheapest_way_out_of_high() -> None:
    lines = [
        work("A", 1, 6, ("A", "B")),
        work("B", 2, 6, ("A", "B")),
        work("C", 4, 8, ("C",)),
        work("D", 5, 10, ("D",), severity="MEDIUM"),
        work("E", 7, 14, ("E",), accepted=True)._replace(review_id=2),
    ]
    assert Clearing.of(lines) == Clearing(Sizes(small=3), Sizes(small=10))
    assert Clearing.of([]) == Clearing(Sizes(), Sizes())


@pytest.mark.parametrize(
    ("due", "zone", "late"),
    [
        (date(2026, 3, 1), "UTC", 1),
        (date(2026, 3, 2), "UTC", 0),
        (date(2026, 3, 2), "Pacific/Kiritimati", 0),
        (date(2026, 3, 1), "Pacific/Kiritimati", 1),
        (date(2026, 3, 1), "Etc/GMT+12", 0),
        (None, "UTC", 0),
    ],
)
def test_a_due_date_is_over_at_its_end_in_the_teams_zone(due: date | None, zone: str, late: int) -> None:
    # START is 09:00 UTC on 2 March: 23:00 on the same day at +14, 21:00 on the day before at -12.
    assert days_late(due, zone, START) == late
