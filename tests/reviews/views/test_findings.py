"""The pages of findings: the list, accepting, renewing, withdrawing."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from pillars.models import LensVersion
from reviews.actions import answers as saving
from reviews.actions import assessing, reviews, workloads
from reviews.changes import Change
from reviews.models import Acceptance, Finding, QuestionRecord, Review
from tests.reviews.codes import PRACTICES, QUESTION
from tests.reviews.conftest import START, Answer, Cast, by


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def tomorrow(days: int = 1) -> date:
    return timezone.now().date() + timedelta(days=days)


@pytest.fixture
def gap(review: Review, answer: Answer) -> Finding:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place")
    return Finding.objects.get()


def accept(client: Client, finding: Finding, **more: object) -> int:
    data = {"reason": "Known and watched.", "until": tomorrow(30).isoformat(), **more}
    return client.post(reverse("finding_accept", args=[finding.public_id]), data).status_code


def test_the_list_shows_the_gap_with_its_workload(cast: Cast, gap: Finding) -> None:
    page = signed_in(cast.viewer).get(reverse("findings")).content.decode()
    assert "0 high and 1 medium finding open" in page
    assert "Provide service contracts per API" in page
    assert "Ledger" in page
    assert "Accept for a while" not in page


def test_a_reviewer_accepts_and_the_list_says_until_when(cast: Cast, gap: Finding) -> None:
    client = signed_in(cast.reviewer)
    assert accept(client, gap) == 302
    acceptance = Acceptance.objects.get()
    assert (acceptance.severity, acceptance.by, acceptance.until) == ("MEDIUM", cast.reviewer, tomorrow(30))
    page = client.get(reverse("findings") + "?state=accepted").content.decode()
    assert "Known and watched." in page
    assert "1 accepted" in page
    assert QuestionRecord.objects.get().accepted_until is not None


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"reason": " "}, "This field is required."),
        ({"until": "2020-01-01"}, "The day must lie ahead"),
        ({"until": "someday"}, "Enter a valid date."),
    ],
)
def test_a_bad_acceptance_is_refused_at_its_field(cast: Cast, gap: Finding, data: dict[str, str], said: str) -> None:
    client = signed_in(cast.reviewer)
    full = {"reason": "Known.", "until": tomorrow(30).isoformat(), **data}
    answer = client.post(reverse("finding_accept", args=[gap.public_id]), full)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Acceptance.objects.exists()


def test_a_resolved_finding_cannot_be_accepted(cast: Cast, gap: Finding, answer: Answer) -> None:
    answer(BP03="in_place")
    assert accept(signed_in(cast.reviewer), gap) == 422
    assert not Acceptance.objects.exists()


def test_renewing_keeps_the_old_decision_on_record(cast: Cast, gap: Finding) -> None:
    client = signed_in(cast.reviewer)
    accept(client, gap)
    accept(client, gap, reason="Longer.", until=tomorrow(60).isoformat())
    assert list(Acceptance.objects.values_list("reason", "ended")) == [
        ("Known and watched.", "renewed"),
        ("Longer.", ""),
    ]


def test_withdrawing_opens_the_finding_again(cast: Cast, gap: Finding) -> None:
    client = signed_in(cast.reviewer)
    accept(client, gap)
    client.post(reverse("finding_withdraw", args=[gap.public_id]))
    assert Acceptance.objects.get().ended == "withdrawn"
    assert QuestionRecord.objects.get().accepted_until is None
    again = client.post(reverse("finding_withdraw", args=[gap.public_id]), follow=True).content.decode()
    assert "Nobody accepts this finding at present." in again


def test_filters_narrow_the_list(cast: Cast, gap: Finding) -> None:
    client = signed_in(cast.viewer)
    for query, shown in [
        ("severity=HIGH", False),
        ("severity=MEDIUM", True),
        ("kind=stale", False),
        ("state=all", True),
    ]:
        page = client.get(f"{reverse('findings')}?{query}").content.decode()
        assert ("Provide service contracts per API" in page) is shown, query


# session, user, count of the list, its page with reviews and lenses, acceptances, roles, counts, what is due, teams
STATEMENTS = 9


@pytest.mark.parametrize("number", [1, 30])
def test_the_statements_do_not_grow(
    cast: Cast, rel03: LensVersion, number: int, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    for index in range(number):
        made = workloads.create(team=cast.team, facts=workloads.Facts(name=f"W{index}"), by=by(cast.lead))
        review = reviews.start(workload=made, version=rel03, by=by(cast.lead))
        changes = [Change(QUESTION, item, 0, state="not_in_place") for item in PRACTICES.values()]
        saving.save(review=review, changes=changes, by=by(cast.lead))
    assessing.sweep(at=START)
    client = signed_in(cast.reviewer)
    client.get(reverse("findings"))
    with django_assert_num_queries(STATEMENTS):  # type: ignore[operator]
        client.get(reverse("findings"))
