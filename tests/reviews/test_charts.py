"""The geometry of rulers, bars, strips and trends: typed by hand from the drawn reference."""

from datetime import date
from itertools import pairwise

import pytest

from reviews.charts.scales import bar, ruler
from reviews.charts.strip import SMALL, strip
from reviews.charts.trend import grid_counts, month_starts, trend
from reviews.states import StepState

D, P, X, N, U = (
    StepState.DONE,
    StepState.PARTLY,
    StepState.NOT_DONE,
    StepState.NOT_APPLICABLE,
    StepState.UNANSWERED,
)


@pytest.mark.parametrize(
    ("level", "target", "width", "got", "goal"),
    [
        (1, 2, 44, 10.75, 22.0),
        (3, 3, 44, 32.25, 32.75),
        (4, 4, 44, 43.0, 43.25),
        (None, 3, 44, 0, 32.75),
        (2, None, 64, 31.5, None),
    ],
)
def test_a_ruler_is_filled_to_its_level_and_ticked_at_its_target(
    level: int | None, target: int | None, width: int, got: float, goal: float | None
) -> None:
    drawn = ruler(level, target, width=width)
    assert (drawn.got, drawn.goal) == (got, goal)


def test_a_ruler_shows_the_share_of_the_next_level() -> None:
    drawn = ruler(1, 3, width=64, part=0.72)
    assert drawn.ticks == (0.5, 16.25, 32.0, 47.75, 63.5)
    assert (drawn.part_from, drawn.part) == (16.25, 11.34)
    assert ruler(4, 4, part=0.5).part == 0


@pytest.mark.parametrize(("level", "target", "part"), [(5, 2, 0), (-1, 2, 0), (1, 0, 0), (1, 5, 0), (1, 2, 1.1)])
def test_a_ruler_refuses_what_is_not_on_it(level: int, target: int, part: float) -> None:
    with pytest.raises(ValueError, match="A ruler goes from 0 to 4"):
        ruler(level, target, part=part)


@pytest.mark.parametrize(
    ("value", "of", "widest", "drawn"),
    [(4, 10, 13, (40.0, 100.0)), (2, 12, 13, (20.0, 120.0)), (0, 0, None, (0, 0)), (3, 4, None, (97.5, 130.0))],
)
def test_bars_share_the_widest(value: int, of: int, widest: int | None, drawn: tuple[float, float]) -> None:
    laid_out = bar(value, of, widest=widest)
    assert (laid_out.bar, laid_out.track) == drawn


def test_a_bar_refuses_more_than_it_is_of() -> None:
    with pytest.raises(ValueError, match="0 <= value <= of <= widest"):
        bar(5, 4)


def test_a_strip_has_one_mark_a_step_and_says_how_many() -> None:
    drawn = strip([[D, D, N, D, P, X, U]])
    assert (drawn.width, drawn.height) == (62, 7)
    assert [(r.kind, r.x, r.y, r.width) for r in drawn.rects] == [
        ("d", 0.5, 0.5, 6),
        ("d", 9.5, 0.5, 6),
        ("n", 18, 2.75, 7),
        ("d", 27.5, 0.5, 6),
        ("", 36.5, 0.5, 6),
        ("h", 36, 0, 3.5),
        ("", 45.5, 0.5, 6),
        ("u", 56.5, 2.5, 2),
    ]
    assert drawn.words == "3 of 7 done, 1 partly, 1 not done, 1 not applicable, 1 unanswered"


def test_groups_stand_apart_and_empty_ones_take_no_room() -> None:
    assert strip([[D] * 3, [D], [D] * 2, [D] * 2, [D]]).width == 100
    assert strip([[D] * 9, [], [U] * 13, [U] * 7], size=SMALL).width == 229
    assert strip([]).width == 0


def test_what_rose_stands_higher_and_what_fell_lower() -> None:
    after = [[D, P, X, P, U, N]]
    drawn = strip(after, before=[[X, X, D, D, D, D]])
    assert drawn.height == 11
    assert [(r.kind, r.y) for r in drawn.rects] == [
        ("up", 0.5),
        ("up-p", 0.5),
        ("up-h", 0),
        ("down", 4.5),
        ("down", 4.5),
        ("h", 4),
        ("down", 4.5),
        ("u", 6.5),
        ("n", 4.75),
    ]
    assert drawn.words.endswith("2 rose, 3 fell")


def test_two_times_of_a_strip_need_the_same_groups() -> None:
    with pytest.raises(ValueError, match="same groups"):
        strip([[D, D]], before=[[D], [D]])


SIX_MONTHS = [
    (date(2026, 5, 28), 4, 0, 1, 0),
    (date(2026, 8, 10), 3, 0, 4, 0),
    (date(2026, 8, 14), 1, 2, 4, 0),
    (date(2026, 11, 12), 2, 1, 1, 1),
    (date(2026, 11, 24), 2, 1, 1, 1),
]


def test_an_acceptance_moves_risk_within_the_stack_and_lowers_nothing() -> None:
    drawn = trend(SIX_MONTHS)
    high, accepted, medium, _ = drawn.bands
    # 7 risks at most, 12.5 px each: 3 high end at 70.5; from 14 August 1 is open and 2 are accepted.
    assert high.edge == "M14.0 58.0H127.5V70.5H133.6V95.5H271.6V83.0H290.0V83.0"
    assert accepted.edge == "M14.0 58.0H127.5V70.5H133.6V70.5H271.6V70.5H290.0V70.5"
    assert medium.edge.startswith("M14.0 45.5H127.5V20.5H133.6V20.5")


def test_an_area_is_closed_along_the_edge_below_it() -> None:
    drawn = trend([(date(2026, 1, 1), 1, 0, 1, 0), (date(2026, 1, 11), 2, 0, 0, 0)])
    assert drawn.bands[0].area == "M14.0 64.2H290.0V20.5L290.0 108.0H290.0V108.0H14.0Z"
    assert drawn.bands[2].area == "M14.0 20.5H290.0V20.5L290.0 20.5H290.0V64.2H14.0Z"


def test_the_ends_are_named_from_the_top_and_never_touch() -> None:
    ends = trend(SIX_MONTHS).ends
    assert [end.text for end in ends] == ["1 accepted", "1 medium", "1 accepted", "2 high open"]
    assert [end.symbol for end in ends] == ["medium-accepted", "medium", "high-accepted", "high"]
    assert [end.is_accepted for end in ends] == [True, False, True, False]
    assert all(below.y - above.y >= 15.5 for above, below in pairwise(ends))


def test_ends_stay_on_the_picture_where_one_band_fills_it() -> None:
    ends = trend([(date(2026, 1, 1), 97, 1, 1, 1)]).ends
    assert ends[0].y == 12
    assert all(below.y - above.y >= 15.5 for above, below in pairwise(ends))


def test_without_accepted_risk_nothing_is_said_of_it() -> None:
    drawn = trend([(date(2026, 1, 1), 0, 0, 0, 0)])
    assert [end.text for end in drawn.ends] == ["0 medium", "0 high open"]
    assert [band.seen for band in drawn.bands] == [False] * 4
    assert drawn.bands[0].edge == "M14.0 108.0H290.0"


def test_months_are_named_where_they_begin() -> None:
    labels = trend(SIX_MONTHS).months
    assert [label.text for label in labels] == ["Jun", "Jul", "Aug", "Sep", "Oct", "Nov"]
    assert labels[0].x == 20.1
    two_years = trend([(date(2024, 11, 24), 1, 0, 0, 0), (date(2026, 11, 24), 1, 0, 0, 0)]).months
    assert all(b.x - a.x >= 34 for a, b in pairwise(two_years))
    assert [label.text for label in trend([(date(2026, 11, 3), 1, 0, 0, 0)]).months] == ["3 Nov"]


def test_notes_stand_above_the_stack_of_their_day() -> None:
    early, late, outside = (date(2026, 5, 30), "first"), (date(2026, 11, 12), "1 came back"), (date(2027, 1, 1), "no")
    first, second = trend(SIX_MONTHS, notes=[early, late, outside]).notes
    assert (first.label.ends, second.label.ends) == (False, True)
    assert (second.x, second.until, second.label.x) == (271.6, 45.5, 267.6)


def test_the_picture_is_also_said_in_words() -> None:
    words = trend(SIX_MONTHS).words
    assert words.startswith("Risks from 28 May 2026 to 24 November 2026")
    assert "High, open: 4, 4, 4, 4, 1, 1, 1, 2." in words
    assert "High, accepted: 0, 0, 0, 0, 2, 2, 2, 1." in words


@pytest.mark.parametrize(
    ("most", "lines"),
    [(1, [0, 1]), (2, [0, 1, 2]), (3, [0, 2]), (7, [0, 4]), (14, [0, 5, 10]), (100, [0, 40, 80])],
)
def test_the_grid_has_round_numbers(most: int, lines: list[int]) -> None:
    assert grid_counts(most) == lines


def test_month_starts_cross_a_year() -> None:
    assert month_starts(date(2025, 12, 1), date(2026, 2, 1)) == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]


@pytest.mark.parametrize("series", [[], [(date(2026, 1, 2), 0, 0, 0, 0), (date(2026, 1, 2), 1, 0, 0, 0)]])
def test_a_trend_needs_days_in_their_order(series: list[tuple[date, int, int, int, int]]) -> None:
    with pytest.raises(ValueError, match="oldest first"):
        trend(series)
