"""The pages of a workload, as the people of a team use them."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Event, User
from reviews.models import Review, Workload
from tests.reviews.conftest import Answer, Cast

FORM = {
    "name": "Till",
    "description": "Takes the money.",
    "environment": "production",
    "tier": "1",
    "target": "3",
    "owner": "",
    "interval_days": "90",
    "go_live": "2026-12-01",
    "industry": "retail",
    "regions": "eu-west-1",
    "tags": "Peak-Season, personal-data",
    "links": "Context map https://example.org/map",
}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, workload: Workload) -> str:
    return reverse(name, args=[workload.public_id])


def test_a_contributor_registers_a_workload(cast: Cast) -> None:
    client = signed_in(cast.contributor)
    answer = client.post(reverse("workload_new"), {**FORM, "team": cast.team.public_id})
    made = Workload.objects.get(name="Till")
    assert answer.status_code == 302
    assert answer["Location"] == url("workload", made)
    assert (made.tier, made.target, made.interval_days, made.description) == (1, 3, 90, "Takes the money.")
    assert [tag.name for tag in made.tags.all()] == ["peak-season", "personal-data"]
    assert [(link.title, link.url) for link in made.links.all()] == [("Context map", "https://example.org/map")]
    assert Event.objects.get(verb="registered").actor == cast.contributor


def test_a_viewer_has_no_team_to_register_for(cast: Cast) -> None:
    client = signed_in(cast.viewer)
    answer = client.post(reverse("workload_new"), {**FORM, "team": cast.team.public_id})
    assert answer.status_code == 422
    assert not Workload.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "This field is required."),
        ("name", "LEDGER", "The team has a workload of this name already."),
        ("tier", "7", "Select a valid choice"),
        ("interval_days", "0", "greater than or equal to 1"),
        ("links", "Map javascript:alert(1)", "is not an http or https address"),
        ("go_live", "soon", "Enter a valid date."),
    ],
)
def test_bad_input_is_named_at_its_field_and_stores_nothing(
    cast: Cast, workload: Workload, field: str, value: str, said: str
) -> None:
    client = signed_in(cast.contributor)
    answer = client.post(reverse("workload_new"), {**FORM, "team": cast.team.public_id, field: value})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Workload.objects.count() == 1


def test_an_edit_stores_what_differs_and_tells_it(cast: Cast, workload: Workload) -> None:
    client = signed_in(cast.contributor)
    client.post(url("workload_edit", workload), {**FORM, "name": "Ledger", "owner": cast.lead.public_id})
    workload.refresh_from_db()
    assert (workload.owner, workload.tier) == (cast.lead, 1)
    told = Event.objects.get(verb="edited").changes
    assert told["owner"] == [None, "Lead"]
    assert told["tier"] == [2, 1]


def test_a_new_tier_makes_the_review_due(cast: Cast, review: Review, answer: Answer) -> None:
    answer(BP01="in_place")
    signed_in(cast.contributor).post(url("workload_edit", review.workload), {**FORM, "name": "Ledger"})
    review.refresh_from_db()
    assert review.is_due


def test_a_copy_has_the_facts_and_no_answers(cast: Cast, review: Review, answer: Answer) -> None:
    answer(BP01="in_place")
    signed_in(cast.contributor).post(url("workload_copy", review.workload), {"name": "Ledger two"})
    made = Workload.objects.get(name="Ledger two")
    assert made.team == cast.team
    assert not Review.objects.filter(workload=made).exists()


def test_an_archived_workload_can_be_brought_back(cast: Cast, workload: Workload) -> None:
    client = signed_in(cast.contributor)
    client.post(url("workload_archive", workload))
    assert not Workload.objects.current().exists()
    page = client.get(url("workload", workload)).content.decode()
    assert "it counts nowhere" in page
    client.post(url("workload_bring_back", workload))
    assert Workload.objects.current().exists()


def test_deleting_asks_for_the_name(cast: Cast, review: Review) -> None:
    client = signed_in(cast.lead)
    address = url("workload_delete", review.workload)
    answer = client.post(address, {"name": "Lodger"})
    assert answer.status_code == 422
    assert Workload.objects.exists()
    client.post(address, {"name": "Ledger"})
    assert not Workload.objects.exists()
    assert Event.objects.get(verb="deleted").object_name == "Ledger"


def test_the_page_says_why_and_what_to_do_first(cast: Cast, review: Review, answer: Answer) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="in_place", A3_5="not_done")
    page = signed_in(cast.viewer).get(url("workload", review.workload)).content.decode()
    assert "None" in page
    assert "the claim is not supported" in page
    assert "Contract tests" in page


def test_older_events_are_one_link_away(cast: Cast, review: Review, answer: Answer) -> None:
    for number in range(31):
        answer(A1_1="done" if number % 2 else "partly", assess=False)
    client = signed_in(cast.viewer)
    page = client.get(url("workload", review.workload)).content.decode()
    assert "All events" in page
    assert "Registered by Lead" not in page
    page = client.get(url("workload", review.workload) + "?events=all").content.decode()
    assert "Registered by Lead" in page


# session, user, workload with team and owner, its reviews, items, acceptances, lens versions, improvements, milestone,
# events, tags, links, role for "may edit", role for "may delete"
STATEMENTS = 14


@pytest.mark.parametrize("events", [1, 40])
def test_the_statements_do_not_grow(
    cast: Cast,
    review: Review,
    answer: Answer,
    events: int,
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    answer(BP01="not_in_place", BP02="not_in_place", BP03="not_in_place")
    for number in range(events):
        answer(A1_1="done" if number % 2 else "partly")
    client = signed_in(cast.contributor)
    client.get(url("workload", review.workload))
    with django_assert_num_queries(STATEMENTS):  # type: ignore[operator]
        client.get(url("workload", review.workload))
