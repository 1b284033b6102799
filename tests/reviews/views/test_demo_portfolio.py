"""The portfolio page on the demo portfolio: what it must say, typed from the demo's design."""

import html
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Team, User
from reviews.actions import answers, assessing, workloads
from reviews.changes import Change
from reviews.models import Item, Review, Workload
from tests.reviews.codes import ITEMS, QUESTION
from tests.reviews.conftest import by
from tests.reviews.demo_portfolio import demo, demo_portfolio  # noqa: F401
from tests.reviews.pages import labels, names, page, rows, signed_in, text_of


def person(name: str) -> Client:
    return signed_in(User.objects.get(name=name))


def day(offset: int) -> date:
    return timezone.now().date() + timedelta(days=offset)


def short(offset: int) -> str:
    return f"{day(offset).day} {day(offset):%b}"


WORST_FIRST = [
    "Warehouse control",
    "Storefront",
    "Courier app",
    "Reporting warehouse",
    "Order desk",
    "Gift cards",
    "Event backbone",
    "Partner API",
    "Customs declarations",
    "Parcel tracking",
    "Payments platform",
    "Identity",
    "Route planner",
    "Loyalty programme",
]


@pytest.mark.usefixtures("demo")
def test_the_demo_reads_as_its_design_says() -> None:
    markup = page(person("Ingrid Solheim"), "portfolio")
    told = text_of(markup)
    for sentence in (
        "2 high risks are open and 1 is accepted.",
        f"2 acceptances in {day(-105):%B}, not work, took the open ones from 3 to 1; 1 has ended and its risk is back.",
        "High risks open 2 and 1 so far 90 d: 1 came back, 0 closed",
        "Risks accepted 2 1 ends in 30 days 90 d: 1 accepted, 1 came back",
        "Not reviewed or stale 3 of 14",
        "Claims not supported 1 Storefront practice",
        "Below target maturity 7 of 11 assessed",
        "Overdue or without owner 4 1 overdue, 3 no owner improvements",
        "In 90 days 0 opened 1 closed 1 accepted 1 came back",
        "BP03: fix it once for 4?",
        "BP03 Contracts absent in 4 of 10 BP02 Domains absent in 2 of 11 BP01 Segments absent in 2 of 12",
        f"31 days late Warehouse control, BP02 Due {short(-31)}, three medium steps",
        "No owner Reporting warehouse, BP01 and BP03 No date either. Ask Mei Chen",
        "No owner Order desk, BP03 No date either. Ask Amara Okafor",
        f"Decide Warehouse control: act, or accept again The acceptance ended on {day(-12).day} {day(-12):%B}",
        "All 10 improvements",
        "To clear all high 4 small, 4 medium with accepted 9 small, 9 medium",
    ):
        assert sentence in told
    assert names(markup) == WORST_FIRST


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("workload", "risk"),
    [
        ("Storefront", "High none as claimed"),
        ("Courier app", "High so far, 1 of 3 answered"),
        ("Reporting warehouse", "High"),
        ("Gift cards", "Medium"),
        ("Partner API", "Unanswered"),
        ("Customs declarations", "None 240 days old"),
        ("Identity", "None"),
        ("Loyalty programme", "Not applicable"),
    ],
)
def test_a_row_says_its_risk(workload: str, risk: str) -> None:
    (row,) = [row for row in rows(page(person("Ingrid Solheim"), "portfolio")) if row[0].startswith(workload)]
    assert row[2] == risk


@pytest.mark.usefixtures("demo")
def test_what_was_accepted_and_what_came_back_carry_their_day() -> None:
    told = {row[0]: row[2] for row in rows(page(person("Ingrid Solheim"), "portfolio"))}
    assert told["Warehouse control T1"] == f"High back since {short(-12)}"
    assert told["Order desk T1"] == f"High accepted until {short(75)}"
    assert told["Event backbone T1"] == f"Medium accepted until {short(20)}"


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("cell", "maturity"),
    [
        ("Warehouse control, BP02: absent, high gap, 2 of 5 essential steps done", "1 target / 2"),
        ("Storefront, BP01: in place but not supported, high, 4 of 5 essential steps done", "1 target / 3"),
        ("Order desk, BP01: absent, high gap, accepted, 0 of 5 essential steps done", "1 target / 2"),
        ("Courier app, BP01: claimed only, 2 of 5 essential steps done", "– none yet target / 2"),
        ("Route planner, BP03: not applicable", "2 target / 2"),
        ("Identity, BP03: in place, 5 of 5 essential steps done", "4 target / 4"),
    ],
)
def test_a_cell_is_a_link_whose_name_says_the_whole_state(cell: str, maturity: str) -> None:
    markup = page(person("Ingrid Solheim"), "portfolio")
    assert cell in labels(markup)
    (row,) = [row for row in rows(markup) if row[0].startswith(cell.partition(",")[0])]
    assert sorted(row[-1].split()) == sorted(maturity.split())


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"risk": "high"}, ["Warehouse control", "Reporting warehouse"]),
        ({"risk": "high_so_far"}, ["Courier app"]),
        ({"risk": "accepted"}, ["Order desk", "Event backbone"]),
        ({"risk": "medium"}, ["Gift cards"]),
        ({"risk": "unanswered"}, ["Partner API"]),
        ({"risk": "not_applicable"}, ["Loyalty programme"]),
        ({"state": "to_review"}, ["Courier app", "Partner API", "Customs declarations"]),
        ({"state": "stale"}, ["Customs declarations"]),
        ({"state": "unsupported"}, ["Storefront"]),
        ({"environment": "pre_production"}, ["Courier app"]),
        ({"tier": "3"}, ["Reporting warehouse", "Gift cards", "Loyalty programme"]),
        ({"tag": "peak-season"}, ["Warehouse control", "Storefront", "Order desk", "Parcel tracking"]),
        ({"tag": "peak-season", "tier": "1", "risk": "high"}, ["Warehouse control"]),
        ({"lens": "rel03", "risk": "medium"}, ["Gift cards"]),
        ({"risk": "nonsense", "tier": "1", "tag": "personal-data"}, ["Payments platform", "Identity"]),
        ({"tag": "nobody-has-this"}, []),
    ],
)
def test_filters_live_in_the_address(query: dict[str, str], expected: list[str]) -> None:
    assert names(page(person("Ingrid Solheim"), "portfolio", **query)) == expected


@pytest.mark.usefixtures("demo")
def test_each_figure_leads_to_the_list_behind_it_and_keeps_the_filters() -> None:
    client = person("Ingrid Solheim")
    team = Team.objects.get(name="Logistics")
    markup = page(client, "portfolio", team=team.public_id)
    links = [html.unescape(href) for href in re.findall(r'class="fact" href="([^"]*)"', markup)]
    lists = [
        names(client.get(link if link.startswith("/") else reverse("portfolio") + link).content.decode())
        for link in links[:5]
    ]
    assert lists == [
        ["Warehouse control"],
        [],
        ["Courier app", "Customs declarations"],
        [],
        ["Warehouse control", "Parcel tracking"],
    ]
    told = text_of(markup)
    assert "1 high risk is open." in told
    assert "Below target maturity 2 of 4 assessed" in told
    plan = client.get(links[5]).content.decode()
    assert "1 open improvement in 1 workload. 1 is overdue." in text_of(plan)


@pytest.mark.usefixtures("demo")
def test_the_report_says_what_its_accepted_risks_are() -> None:
    client = person("Ingrid Solheim")
    markup = page(client, "portfolio_report")
    assert "Accepted 2 1 high, 1 medium 1 ends within 30 days" in text_of(markup)
    assert not re.search("<dt>Accepted</dt><dd class=.v.><svg", markup)
    assert "Of ten open improvements: one overdue, three without an owner." in text_of(markup)
    tier = text_of(page(client, "portfolio_report", tier="2"))
    assert "Accepted 0 nothing is accepted" in tier
    commerce = text_of(page(client, "portfolio_report", team=Team.objects.get(name="Commerce").public_id))
    assert "Accepted 1 1 high none ends within 30 days" in commerce
    assert "none overdue, one without an owner" in commerce


@pytest.mark.usefixtures("demo")
def test_somebody_sees_the_teams_they_are_in() -> None:
    shown = names(page(person("Sam Whitlock"), "portfolio"))
    assert shown == ["Storefront", "Order desk", "Gift cards", "Payments platform", "Loyalty programme"]
    told = text_of(page(person("Sam Whitlock"), "portfolio"))
    assert "No high risk is open and 1 is accepted." in told
    assert "Logistics" not in told


@pytest.mark.usefixtures("demo")
def test_an_archived_workload_leaves_every_count() -> None:
    workload = Workload.objects.get(name="Warehouse control")
    workloads.archive(workload=workload, by=by(User.objects.get(name="Luis Prieto"), timezone.now()))
    markup = page(person("Ingrid Solheim"), "portfolio")
    told = text_of(markup)
    assert "Warehouse control" not in told
    assert "1 high risk is open and 1 is accepted." in told
    assert "High risks open 1 and 1 so far 90 d: 0 opened, 0 closed" in told
    assert "Overdue or without owner 3 0 overdue, 3 no owner" in told
    assert "BP02 Domains absent in 1 of 10" in told


def change(review: Review, user: User, **states: str) -> None:
    versions = dict(Item.objects.filter(review=review).values_list("item", "version"))
    changes = [Change(QUESTION, ITEMS[code], versions.get(ITEMS[code], 0), state=s) for code, s in states.items()]
    answers.save(review=review, changes=changes, by=by(user, timezone.now()))


@pytest.mark.usefixtures("demo")
def test_an_answer_moves_every_figure_at_once_and_the_rest_when_it_is_assessed() -> None:
    review = Review.objects.select_related("workload__team", "lens").get(workload__name="Identity")
    change(review, User.objects.get(name="Mei Chen"), BP02="not_in_place")
    markup = page(person("Ingrid Solheim"), "portfolio")
    told = text_of(markup)
    assert "3 high risks are open and 1 is accepted." in told
    assert "High risks open 3 and 1 so far 90 d: 1 came back, 1 opened, 0 closed" in told
    assert "BP02 Domains absent in 3 of 11" in told
    (row,) = [row for row in rows(markup) if row[0].startswith("Identity")]
    assert row[2] == "High assessing"
    assessing.assess([review.pk], at=timezone.now())
    markup = page(person("Ingrid Solheim"), "portfolio")
    assert names(markup)[:2] == ["Identity", "Warehouse control"]
    assert "assessing" not in text_of(markup)
    assert "All 11 improvements" in text_of(markup)
