"""The REL03 lens against the page that it is made from: every heading and bullet once, in its place.

``rel03_seed.json`` is typed data: the page's headings, bullets and longer sentences. A concept, service, challenge,
outcome or resource is a pair of title and text or address, a level one of title and marks.
"""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings

TEXT = (Path(settings.BASE_DIR) / "fixtures" / "lenses" / "rel03.json").read_text(encoding="utf-8")
LENS: dict[str, Any] = json.loads(TEXT)
MORE: dict[str, Any] = LENS["x-lintel"]
STEPS: list[dict[str, Any]] = [
    step
    for choice in LENS["pillars"][0]["questions"][0]["choices"]
    for step in choice.get("x-lintel", {}).get("steps", [])
]
SEED: dict[str, Any] = json.loads(Path(__file__).with_name("rel03_seed.json").read_text(encoding="utf-8"))

BP01, BP02, BP03 = "REL03-BP01", "REL03-BP02", "REL03-BP03"

SERVICES_BY_AREA = {
    "amazon_ecs": ["A2", "P1", "D2", "D4", "M1"],
    "amazon_eks": ["A2", "P1", "D2", "D4", "M1"],
    "aws_lambda": ["A2", "P1", "D2", "D3"],
    "amazon_api_gateway": ["A3", "P3", "D3", "D4.1", "M1.3", "S2"],
    "amazon_eventbridge": ["A4.2", "P2"],
    "aws_app_mesh": [],
    "amazon_ecs_service_connect": ["A2.3", "A2.5", "A4.4", "P4"],
    "amazon_vpc_lattice": ["A4.4", "P4", "S1.2", "S1.4"],
}


def _titles(items: list[dict[str, Any]], key: str = "title") -> list[str]:
    return [item[key].casefold() for item in items]


def _of_seed(part: str) -> list[str]:
    return [title.casefold() for title, _ in SEED[part]]


def test_every_bullet_of_the_seed_is_a_step_once_and_in_its_area() -> None:
    places = Counter(tuple(step["seed"]) for step in STEPS)
    bullets = [
        (section, subsection, bullet)
        for section, part in enumerate(SEED["sections"], 1)
        for subsection, heading in enumerate(part["subsections"], 1)
        for bullet, _ in enumerate(heading["bullets"], 1)
    ]
    assert places == dict.fromkeys(bullets, 1)
    assert list(Counter(place[0] for place in bullets).values()) == [20, 20, 20, 15, 15]
    titles = {area["id"]: area["title"] for area in MORE["areas"]}
    for step in STEPS:
        section, subsection, _ = step["seed"]
        assert titles[step["area"]] == SEED["sections"][section - 1]["subsections"][subsection - 1]["heading"]


def test_concepts_and_outcomes_of_the_seed_stand_at_their_practice() -> None:
    assert _titles(MORE["concepts"]) == _of_seed("concepts")
    assert [item["practice"] for item in MORE["concepts"]] == [BP01, BP02, BP02, BP01, BP01, BP03, BP02, BP01]
    assert _titles(MORE["outcomes"]) == _of_seed("outcomes")
    assert [item["practice"] for item in MORE["outcomes"]] == [BP01, BP01, BP01, BP02, BP03, BP03]


def test_challenges_of_the_seed_stand_at_their_practices_and_areas() -> None:
    assert _titles(MORE["challenges"]) == _of_seed("challenges")
    assert [(item["practices"], item["areas"]) for item in MORE["challenges"]] == [
        ([BP01, BP02], ["A1", "D1"]),
        ([BP02], ["A2", "D3"]),
        ([BP01], ["A2", "A4", "P4"]),
        ([BP03], ["A3", "P3", "S2"]),
        ([BP01], ["M1", "M2"]),
    ]


def test_levels_of_the_seed_with_as_many_marks() -> None:
    assert _titles(MORE["levels"]) == _of_seed("levels")
    assert [len(level["marks"]) for level in MORE["levels"]] == [len(marks) for _, marks in SEED["levels"]]
    assert sum(len(level["marks"]) for level in MORE["levels"]) == 16


def test_resources_of_the_seed_with_the_product_that_they_are_about() -> None:
    assert [[item["title"], item["url"]] for item in MORE["resources"]] == SEED["resources"]
    names = {item["id"]: item["name"] for item in MORE["services"]}
    for resource in MORE["resources"]:
        guide = re.match(r"(.+) (?:Developer|User) Guide$", resource["title"])
        assert names.get(resource.get("service", "")) == (guide and guide[1])


def test_services_of_the_seed_and_the_two_that_follow_the_retired_one() -> None:
    assert _titles(MORE["services"], "name") == [
        *_of_seed("services"),
        "amazon ecs service connect",
        "amazon vpc lattice",
    ]
    retired = [item for item in MORE["services"] if item["status"] != "active"]
    assert [(item["id"], item["status"], item["retiredOn"], item["successors"]) for item in retired] == [
        ("aws_app_mesh", "retired", "2026-09-30", ["amazon_ecs_service_connect", "amazon_vpc_lattice"])
    ]


def test_a_step_recommends_only_what_helps_in_its_area_and_nothing_retired() -> None:
    used: dict[str, set[str]] = {item["id"]: set() for item in MORE["services"]}
    for step in STEPS:
        for service in step["services"]:
            used[service].add(f"{step['area']}.{step['seed'][2]}")
    for service, places in SERVICES_BY_AREA.items():
        assert {code for code in used[service] if code[:2] not in places and code not in places} == set(), service
        assert {place for place in places if not any(code.startswith(place) for code in used[service])} == set()
    assert used.keys() == SERVICES_BY_AREA.keys()


def _without_extension(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {key: value for key, value in pairs if key != "x-lintel"}


def test_without_its_own_parts_the_file_is_a_plain_custom_lens() -> None:
    plain: dict[str, Any] = json.loads(TEXT, object_pairs_hook=_without_extension)
    assert "x-lintel" not in json.dumps(plain)
    assert set(plain) == {"schemaVersion", "name", "description", "pillars"}
    pillar = plain["pillars"][0]
    assert set(pillar) == {"id", "name", "questions"}
    question = pillar["questions"][0]
    assert set(question) == {"id", "title", "description", "choices", "riskRules"}
    for choice in question["choices"]:
        assert set(choice) == {"id", "title", "helpfulResource", "improvementPlan"}
        for link in (choice["helpfulResource"], choice["improvementPlan"]):
            assert set(link) == {"displayText", "url"}
            assert link["url"].startswith("https://docs.aws.amazon.com/wellarchitected/latest/framework/rel")
            assert 0 < len(link["displayText"]) <= 2048
    assert all(set(rule) == {"condition", "risk"} for rule in question["riskRules"])
    # The AWS tool's limits: 128 characters for a name or title, 2,048 for a description, 500 KB for the file.
    named = [plain["name"], pillar["name"], question["title"], *(choice["title"] for choice in question["choices"])]
    assert max(map(len, named)) <= 128
    assert max(len(plain["description"]), len(question["description"])) <= 2048
    assert len(TEXT.encode()) < 500_000
