"""Days that people name lie within what every database, spreadsheet and time zone can reckon with."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.problems import InputProblems
from reviews.actions import findings, improvements
from reviews.actions.improvements import Edit
from reviews.days import FIRST, LAST, in_range
from reviews.models import Acceptance, Finding, Improvement, Review
from tests.reviews.conftest import Answer, Cast, by
from tests.reviews.pages import signed_in

OUTSIDE = [date.min, FIRST - timedelta(days=1), LAST + timedelta(days=1), date.max]


@pytest.fixture
def gap(answer: Answer, review: Review) -> Finding:
    """An open finding of the review, in a team far east of Greenwich."""
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place")
    team = review.workload.team
    team.time_zone = "Pacific/Kiritimati"
    team.save()
    return Finding.objects.select_related("review__workload__team", "review__lens").get()


@pytest.mark.parametrize("day", OUTSIDE)
def test_nothing_is_accepted_until_a_day_outside(gap: Finding, cast: Cast, day: date) -> None:
    with pytest.raises(InputProblems, match="/until: Expected a day from 1970-01-01 to 2199-12-31"):
        findings.accept(finding=gap, reason="Known.", until=day, by=by(cast.reviewer))
    assert not Acceptance.objects.exists()


@pytest.mark.parametrize("day", OUTSIDE)
def test_nothing_is_due_on_a_day_outside(gap: Finding, cast: Cast, day: date) -> None:
    line = Improvement.objects.select_related("review__workload__team", "review__lens").get()
    with pytest.raises(InputProblems, match="/due: Expected a day from 1970-01-01 to 2199-12-31"):
        improvements.edit(improvement=line, edit=Edit(frozenset({"due"}), due=day), by=by(cast.lead))
    line.refresh_from_db()
    assert line.due is None


def test_a_page_says_so_beside_the_field(review: Review, cast: Cast) -> None:
    address = reverse("workload_edit", args=[review.workload.public_id])
    facts = {"name": "Led\tger", "environment": "production", "tier": "2", "interval_days": "180"}
    page = signed_in(cast.lead).post(address, facts | {"go_live": "2200-01-01"})
    assert page.status_code == 422
    told = page.content.decode()
    assert "Expected a day from 1970-01-01 to 2199-12-31." in told
    assert "A text in one line may hold no tabs, line breaks, control characters or hidden ones." in told


def test_the_last_day_can_be_named(gap: Finding, cast: Cast) -> None:
    assert findings.accept(finding=gap, reason="Known.", until=LAST, by=by(cast.reviewer)).until == LAST


@settings(max_examples=50)
@given(st.dates())
def test_a_day_is_in_range_from_1970_to_2199(day: date) -> None:
    assert in_range(day) == (1970 <= day.year <= 2199)
