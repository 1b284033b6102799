"""The plan's pages on the demo portfolio: order, reasons, deadlines and services, typed from the demo's design."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from reviews.models import Improvement, Workload
from tests.reviews.demo_portfolio import demo, demo_portfolio  # noqa: F401
from tests.reviews.pages import page, rows, signed_in, text_of


def person(name: str) -> Client:
    return signed_in(User.objects.get(name=name))


def day(offset: int) -> date:
    return timezone.now().date() + timedelta(days=offset)


def told(offset: int) -> str:
    return f"{day(offset).day} {day(offset):%b %Y}"


def lines(markup: str) -> dict[str, list[str]]:
    """The plan's lines by workload and practice, without the groups' heads."""
    return {re.sub(r" T[123].*", "", row[2]): row for row in rows(markup, "plan") if len(row) == 9}


@pytest.mark.usefixtures("demo")
def test_the_order_its_reasons_and_scores() -> None:
    markup = page(person("Tomas Varga"), "plan")
    why = [(name, row[3]) for name, row in lines(markup).items()]
    assert why == [
        ("Storefront, BP01 Segments", "→ Lowers high to none by itself 9 / 1 × 4 = 36.00"),
        ("Warehouse control, BP02 Domains", "→ Lowers high to none by itself 9 / 7.5 × 4 = 4.80"),
        ("Reporting warehouse, BP01 Segments", "→ Lowers high to medium by itself 6 / 6 = 1.00"),
        ("Order desk, BP01 Segments", "→ Lowers high to medium together with BP02 6 / 18 × 4 = 1.33"),
        ("Order desk, BP02 Domains", "→ Lowers high to medium together with BP01 6 / 18 × 4 = 1.33"),
        ("Gift cards, BP03 Contracts", "→ Lowers medium to none by itself 3 / 4 = 0.75"),
        ("Order desk, BP03 Contracts", "→ Lowers medium to none after BP01 and BP02 3 / 13 × 4 = 0.92"),
        ("Reporting warehouse, BP03 Contracts", "→ Lowers medium to none after BP01 3 / 10 = 0.30"),
        ("Event backbone, BP03 Contracts", "→ Lowers medium to none by itself 3 / 7 × 4 = 1.71"),
        ("Customs declarations, BP01 Segments", "Closes no finding added by hand"),
    ]
    groups = [row[0] for row in rows(markup, "plan") if len(row) == 1]
    assert groups == ["High, 5", "Medium, 4", "Added by hand, 1"]


@pytest.mark.usefixtures("demo")
def test_the_sentence_counts() -> None:
    assert (
        "10 open improvements in 7 workloads. 1 is overdue, 3 have no owner, 1 is due after its acceptance ends. "
        "The first is one small step that takes Storefront from high to none."
    ) in text_of(page(person("Ingrid Solheim"), "plan"))


@pytest.mark.usefixtures("demo")
def test_steps_efforts_owners_and_deadlines() -> None:
    # Sam Whitlock may not edit Logistics' or Platform's plans and doesn't see them; a portfolio viewer reads all.
    ingrid = User.objects.get(name="Ingrid Solheim")
    ingrid.memberships.all().delete()
    found = lines(page(signed_in(ingrid), "plan"))
    warehouse, order_desk = found["Warehouse control, BP02 Domains"], found["Order desk, BP02 Domains"]
    assert "Bounded contexts (half), Data ownership and transaction boundaries, What changes" in warehouse[2]
    assert warehouse[4:8] == ["7.5 three medium", "JL Jonas Lindqvist", f"{told(-31)} 31 days late", "In progress"]
    assert order_desk[4:8] == [
        "10.5 two small, three medium",
        "AO Amara Okafor",
        f"{told(160)} 85 days after the acceptance ends",
        "To do",
    ]
    assert f"accepted until {told(75)}" in order_desk[2]
    assert found["Order desk, BP01 Segments"][6] == f"{told(70)} 5 days before the acceptance ends"
    assert found["Event backbone, BP03 Contracts"][6] == f"{told(18)} 2 days before the acceptance ends"
    assert found["Reporting warehouse, BP01 Segments"][5:7] == ["? No owner", "No date"]
    assert "claim not supported" in text_of(page(signed_in(ingrid), "plan"))


@pytest.mark.usefixtures("demo")
def test_a_retired_service_is_named_only_with_what_took_its_place() -> None:
    found = lines(page(person("Ingrid Solheim"), "plan"))
    assert found["Customs declarations, BP01 Segments"][8] == (
        "Amazon ECS Service Connect Amazon VPC Lattice AWS App Mesh, retired "
        "Use Amazon ECS Service Connect or Amazon VPC Lattice in its place"
    )
    assert found["Warehouse control, BP02 Domains"][8] == "none: design"
    assert found["Gift cards, BP03 Contracts"][8] == "Amazon API Gateway Amazon VPC Lattice"
    assert "App Mesh" not in " ".join(row[8] for name, row in found.items() if "Customs" not in name)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"severity": "medium"}, ["Gift cards", "Order desk", "Reporting warehouse", "Event backbone"]),
        ({"severity": "none"}, ["Customs declarations"]),
        ({"owner": "nobody"}, ["Reporting warehouse", "Order desk", "Reporting warehouse"]),
        ({"due": "overdue"}, ["Warehouse control"]),
        ({"due": "attention"}, ["Warehouse control", "Reporting warehouse", "Order desk", "Reporting warehouse"]),
        ({"due": "after_acceptance"}, ["Order desk"]),
        ({"due": "soon"}, ["Storefront", "Gift cards", "Event backbone"]),
        ({"due": "none"}, ["Reporting warehouse", "Order desk", "Reporting warehouse"]),
        ({"state": "to_do", "severity": "high"}, ["Reporting warehouse", "Order desk"]),
        ({"state": "done", "practice": "REL03-BP03"}, ["Payments platform", "Parcel tracking", "Warehouse control"]),
        ({"practice": "REL03-BP03", "tier": "3"}, ["Gift cards", "Reporting warehouse"]),
        ({"lens": "rel03", "tag": "peak-season", "due": "attention"}, ["Warehouse control", "Order desk"]),
        ({"risk": "high"}, ["Warehouse control", "Reporting warehouse", "Reporting warehouse"]),
        ({"review": "stale"}, ["Customs declarations"]),
        ({"lens": "another"}, []),
    ],
)
def test_filters_live_in_the_address(query: dict[str, str], expected: list[str]) -> None:
    found = rows(page(person("Ingrid Solheim"), "plan", **query), "plan")
    shown = [row[2].partition(",")[0] for row in found if len(row) == 9]
    assert shown == expected


@pytest.mark.usefixtures("demo")
def test_the_plan_of_one_workload_and_of_an_owner() -> None:
    client = person("Noor Haddad")
    workload = Workload.objects.get(name="Order desk")
    found = lines(page(client, "workload_plan", workload.public_id))
    assert list(found) == ["Order desk, BP01 Segments", "Order desk, BP02 Domains", "Order desk, BP03 Contracts"]
    noor = User.objects.get(name="Noor Haddad")
    assert list(lines(page(client, "plan", owner=noor.public_id))) == ["Storefront, BP01 Segments"]
    elsewhere = Workload.objects.get(name="Identity")
    assert client.get(reverse("workload_plan", args=[elsewhere.public_id])).status_code == 404


@pytest.mark.usefixtures("demo")
def test_the_picture_puts_lines_where_little_work_removes_much() -> None:
    picture = rows(page(person("Ingrid Solheim"), "plan"), "matrix")
    assert picture == [
        ["→ High to none", "1", "2", "– none"],
        ["→ High to medium", "– none", "3", "4 5"],
        ["→ Medium to none", "6", "8 9", "7"],
        ["Closes no finding", "10", "– none", "– none"],
    ]


@pytest.mark.usefixtures("demo")
def test_what_is_done_is_neither_overdue_nor_without_owner() -> None:
    Improvement.objects.filter(review__workload__name="Warehouse control").update(state="done")
    assert "1 is overdue" not in text_of(page(person("Ingrid Solheim"), "plan"))
    assert "10 open improvements" in text_of(page(person("Ingrid Solheim"), "plan"))
