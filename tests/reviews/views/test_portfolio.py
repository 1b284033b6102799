"""The portfolio page: empty states, visibility, rows without a review, statements."""

import re
from datetime import timedelta

from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Membership, Team
from pillars.loading import load_lens
from pillars.models import LensVersion
from reviews.actions import answers, assessing, reviews, workloads
from reviews.changes import Change
from reviews.models import Improvement, Review, Workload
from tests.pillars.small import as_source, small_document
from tests.reviews.codes import ITEMS, QUESTION
from tests.reviews.conftest import START, Answer, Cast, by
from tests.reviews.pages import labels, names, page, rows, signed_in, text_of


def test_a_new_installation_says_what_to_do_next(cast: Cast, rel03: LensVersion) -> None:
    for user, words, may in (
        (cast.contributor, "Begin with a workload", True),
        (cast.viewer, "No workload yet", False),
        (cast.outsider, "You are in no team yet", False),
    ):
        markup = page(signed_in(user), "portfolio")
        assert words in text_of(markup)
        assert (reverse("workload_new") in markup) is may


def test_without_a_lens_the_page_says_how_to_get_one(cast: Cast) -> None:
    assert "No lens is loaded yet" in text_of(page(signed_in(cast.contributor), "portfolio"))


def test_filters_that_nothing_fits_are_no_new_installation(cast: Cast, review: Review) -> None:
    told = text_of(page(signed_in(cast.viewer), "portfolio", tag="none-such"))
    assert "No workload fits these filters" in told


def test_a_workload_without_a_review_stands_in_the_list_and_counts_as_not_reviewed(
    cast: Cast, workload: Workload, rel03: LensVersion
) -> None:
    markup = page(signed_in(cast.viewer), "portfolio")
    assert rows(markup)[0][:3] == ["Ledger T2", "Blue", "Not reviewed"]
    assert "Not reviewed or stale 1 of 1 workload" in text_of(markup)
    assert names(page(signed_in(cast.viewer), "portfolio", state="not_reviewed")) == ["Ledger"]
    assert names(page(signed_in(cast.viewer), "portfolio", risk="high")) == []


def test_a_reader_gets_no_control_that_makes(cast: Cast, review: Review) -> None:
    for user, may in ((cast.viewer, False), (cast.portfolio_viewer, False), (cast.contributor, True)):
        assert (reverse("workload_new") in page(signed_in(user), "portfolio")) is may


def test_what_was_left_blank_leaves_the_address(cast: Cast, review: Review) -> None:
    response = signed_in(cast.viewer).get("/?team=&tier=2&risk=")
    assert (response.status_code, response["Location"]) == (302, "/?tier=2")


def test_a_claim_accepted_is_drawn_as_a_claim(cast: Cast, review: Review, answer: Answer) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place", A2_5="not_done")
    told = labels(page(signed_in(cast.viewer), "portfolio"))
    assert "Ledger, BP01: in place but not supported, high, 0 of 5 essential steps done" in told


def many(cast: Cast, rel03: LensVersion, number: int) -> None:
    """Make workloads until there are so many, each with a review, gaps, improvements and a tag."""
    here = Workload.objects.count()
    made = []
    for place in range(here, number):
        facts = workloads.Facts(name=f"Workload {place:03}", tags=(f"tag-{place % 3}",))
        workload = workloads.create(team=cast.team, facts=facts, by=by(cast.lead))
        review = reviews.start(workload=workload, version=rel03, by=by(cast.lead))
        states = {"BP01": "in_place", "BP02": "not_in_place", "BP03": "not_in_place", "A2_5": "not_done"}
        changes = [Change(QUESTION, ITEMS[code], 0, state=state) for code, state in states.items()]
        answers.save(review=review, changes=changes, by=by(cast.lead, START + timedelta(minutes=1)))
        made.append(review.pk)
    for first in range(0, len(made), 50):
        assessing.assess(made[first : first + 50], at=START + timedelta(minutes=2))


def test_a_longer_portfolio_costs_no_more_statements(
    cast: Cast, rel03: LensVersion, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # session, user; teams, lenses, tags; decisions, workloads, plans; the page's reviews and records; moves, claims.
    client = signed_in(cast.contributor)
    for number in (14, 100):
        many(cast, rel03, number)
        page(client, "portfolio")
        with django_assert_num_queries(12):
            markup = page(client, "portfolio")
        assert f"High risks open {number}" in text_of(markup)
        assert len(rows(markup)) == min(number, 50)
    assert names(page(client, "portfolio", page="2"))[0] == "Workload 050"
    assert Improvement.objects.count() == 300


def test_a_lens_with_many_practices_has_its_pillars_across(cast: Cast, workload: Workload) -> None:
    document = small_document()
    choices = document["pillars"][0]["questions"][0]["choices"]
    choices[2:2] = [{"id": f"carrying_{i}", "title": f"Check the part {i}"} for i in range(8)]
    version = load_lens(as_source(document), at=START).version
    review = reviews.start(workload=workload, version=version, by=by(cast.lead))
    change = Change("carrying", "carrying_measured", 0, state="not_in_place")
    answers.save(review=review, changes=[change], by=by(cast.lead))
    assessing.assess([review.pk], at=START)
    markup = page(signed_in(cast.viewer), "portfolio")
    assert "Ledger, Reliability: high so far, 1 question" in labels(markup)
    assert "High so far, 1 of 10 answered" in text_of(markup)


def test_a_member_of_two_teams_sees_both(cast: Cast, review: Review) -> None:
    other = Team.objects.create(name="Red")
    Membership.objects.create(team=other, user=cast.viewer, role="lead")
    workloads.create(team=other, facts=workloads.Facts(name="Kiln"), by=by(cast.viewer))
    assert names(page(signed_in(cast.viewer), "portfolio")) == ["Kiln", "Ledger"]
    assert names(page(signed_in(cast.viewer), "portfolio", team=other.public_id)) == ["Kiln"]
    assert names(page(signed_in(cast.contributor), "portfolio")) == ["Ledger"]


def test_answers_kept_below_a_question_that_does_not_apply_are_not_missing(
    cast: Cast, review: Review, answer: Answer
) -> None:
    answer(BP01="not_in_place", BP02="in_place")
    told = text_of(page(signed_in(cast.viewer), "portfolio"))
    assert "BP01 Segments absent in 1 of 1" in told
    answer(REL03="not_applicable")
    told = text_of(page(signed_in(cast.viewer), "portfolio"))
    assert "No practice is absent where it is answered and applies." in told


def test_the_usual_lens_stays_out_of_the_address(cast: Cast, review: Review) -> None:
    other = load_lens(as_source(small_document()), at=START).version
    markup = page(signed_in(cast.viewer), "portfolio")
    assert re.findall(r'<option value="([^"]*)"[^>]*>(?:Bridges|REL03[^<]*)<', markup) == ["bridges", ""]
    markup = page(signed_in(cast.viewer), "portfolio", lens=other.lens.alias)
    assert rows(markup)[0][:3] == ["Ledger T2", "Blue", "Not reviewed"]
    assert "Clear 1" in text_of(markup)
