"""The REL03 lens against its design: the question, its rules, and the steps with what they suggest.

``rel03_table.json`` is typed data: of each step its code (area and position in the seed), id, practice, level, effort,
whether it is essential, and mark; then what each suggests, and the overlaps.
"""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.conf import settings

TEXT = (Path(settings.BASE_DIR) / "fixtures" / "lenses" / "rel03.json").read_text(encoding="utf-8")
LENS: dict[str, Any] = json.loads(TEXT)
MORE: dict[str, Any] = LENS["x-lintel"]
QUESTION: dict[str, Any] = LENS["pillars"][0]["questions"][0]
PRACTICES: list[dict[str, Any]] = [choice for choice in QUESTION["choices"] if "x-lintel" in choice]
STEPS: list[dict[str, Any]] = [step for choice in PRACTICES for step in choice["x-lintel"]["steps"]]
TABLE: dict[str, Any] = json.loads(Path(__file__).with_name("rel03_table.json").read_text(encoding="utf-8"))


class Row(NamedTuple):
    """One line of the table of steps."""

    code: str
    id: str
    practice: int
    level: int
    effort: str
    essential: bool
    mark: str

    @property
    def place(self) -> list[int]:
        """Where the bullet stands: section (the code's letter), subsection, bullet, each counted from 1."""
        return ["APDMS".index(self.code[0]) + 1, int(self.code[1]), int(self.code[3])]


ROWS = [Row(*cells) for cells in TABLE["steps"]]
ID_OF = {row.code: row.id for row in ROWS}

BP01, BP02, BP03 = "REL03-BP01", "REL03-BP02", "REL03-BP03"

CHOICES = [
    ("rel_service_architecture_monolith_soa_microservice", BP01, "Segments", "Choose how to segment your workload"),
    (
        "rel_service_architecture_business_domains",
        BP02,
        "Domains",
        "Build services focused on specific business domains and functionality",
    ),
    ("rel_service_architecture_api_contracts", BP03, "Contracts", "Provide service contracts per API"),
]

RULES = [
    (
        "rel_service_architecture_monolith_soa_microservice && rel_service_architecture_business_domains"
        " && rel_service_architecture_api_contracts",
        "NO_RISK",
    ),
    (
        "rel_service_architecture_monolith_soa_microservice && rel_service_architecture_business_domains"
        " && (!rel_service_architecture_api_contracts)",
        "MEDIUM_RISK",
    ),
    ("default", "HIGH_RISK"),
]

MARKS = dict(
    zip(
        ("2a", "2b", "2c", "2d", "3a", "3b", "3c", "3d", "4a", "4b", "4c", "4d"),
        (9, 4, 8, 9, 23, 6, 7, 8, 5, 4, 4, 3),
        strict=True,
    )
)

ESSENTIAL = {
    BP01: ["A1.1", "A1.3", "A1.5", "A2.5", "D2.2"],
    BP02: ["A1.2", "A1.4", "D1.1", "D1.2", "D1.5"],
    BP03: ["A3.1", "A3.2", "A3.5", "D3.3", "S1.2"],
}


def test_the_file_is_kept_in_one_form() -> None:
    assert json.dumps(LENS, indent=2, ensure_ascii=False) + "\n" == TEXT


def test_the_question_and_its_choices() -> None:
    assert LENS["schemaVersion"] == "2021-11-01"
    assert MORE["alias"] == "rel03"
    assert [pillar["id"] for pillar in LENS["pillars"]] == ["reliability"]
    assert [question["id"] for question in LENS["pillars"][0]["questions"]] == ["service_architecture"]
    assert QUESTION["x-lintel"] == {"awsId": "service-architecture", "code": "REL03", "short": "Service architecture"}
    assert QUESTION["title"] == "How do you design your workload service architecture?"
    told = [(item["id"], item["x-lintel"]["code"], item["x-lintel"]["short"], item["title"]) for item in PRACTICES]
    assert told == CHOICES
    none = QUESTION["choices"][3]
    assert (len(QUESTION["choices"]), none["id"], none["title"]) == (4, "rel_service_architecture_no", "None of these")


def test_the_rules_and_what_they_give_when_only_one_practice_is_missing() -> None:
    assert [(rule["condition"], rule["risk"]) for rule in QUESTION["riskRules"]] == RULES
    # Worked out by hand from RULES: without BP01 or BP02 only the default is true, without BP03 the second rule is.
    assert {item["x-lintel"]["code"]: item["x-lintel"]["risk"] for item in PRACTICES} == {
        BP01: "HIGH",
        BP02: "HIGH",
        BP03: "MEDIUM",
    }


@pytest.mark.parametrize("practice", [1, 2, 3])
def test_each_practice_has_the_steps_of_the_table(practice: int) -> None:
    told = [
        (step["id"], step["area"], step["level"], step["effort"], step["essential"], step["mark"], step["seed"])
        for step in PRACTICES[practice - 1]["x-lintel"]["steps"]
    ]
    assert told == [
        (row.id, row.code[:2], row.level, row.effort, row.essential, row.mark, row.place)
        for row in ROWS
        if row.practice == practice
    ]


def test_the_totals() -> None:
    levels = [Counter(step["level"] for step in item["x-lintel"]["steps"]) for item in PRACTICES]
    assert levels == [{2: 9, 3: 18, 4: 5}, {2: 10, 3: 13, 4: 6}, {2: 11, 3: 13, 4: 5}]
    assert Counter(step["effort"] for step in STEPS) == {"S": 31, "M": 50, "L": 9}
    assert Counter(step["mark"] for step in STEPS) == MARKS
    assert Counter(step["area"] for step in STEPS) == dict.fromkeys([area["id"] for area in MORE["areas"]], 5)
    assert len(MORE["areas"]) == 18


def test_the_essential_steps_are_five_a_practice_and_at_level_2() -> None:
    told = {
        item["x-lintel"]["code"]: [step["id"] for step in item["x-lintel"]["steps"] if step["essential"]]
        for item in PRACTICES
    }
    assert told == {code: [ID_OF[step] for step in steps] for code, steps in ESSENTIAL.items()}
    assert {step["level"] for step in STEPS if step["essential"]} == {2}


def test_a_mark_is_of_its_steps_level_and_level_1_has_no_steps() -> None:
    assert all(step["mark"][0] == str(step["level"]) for step in STEPS)
    told = [(level["number"], [mark["id"] for mark in level["marks"]]) for level in MORE["levels"]]
    assert told == [(number, [f"{number}{letter}" for letter in "abcd"]) for number in (1, 2, 3, 4)]


def test_ids_are_unique_and_fit_the_format() -> None:
    for kind in ("concepts", "services", "challenges", "outcomes", "resources"):
        ids = [item["id"] for item in MORE[kind]]
        assert len(set(ids)) == len(ids)
    ids = [step["id"] for step in STEPS] + [choice["id"] for choice in QUESTION["choices"]]
    assert len(set(ids)) == 94
    for name in [*ids, QUESTION["id"], LENS["pillars"][0]["id"], *(item["id"] for item in MORE["services"])]:
        assert re.fullmatch(r"[A-Za-z0-9_]{3,128}", name)


def test_suggestions_stand_as_designed() -> None:
    told = {step["id"]: step["suggests"] for step in STEPS if step["suggests"]}
    assert told == {ID_OF[code]: [ID_OF[other] for other in others] for code, others in TABLE["suggests"].items()}


def test_no_suggestion_leads_to_a_higher_level_or_in_a_circle() -> None:
    level = {step["id"]: step["level"] for step in STEPS}
    left = {step["id"]: set(step["suggests"]) for step in STEPS}
    assert all(level[other] <= level[name] for name, others in left.items() for other in others)
    # Take away whatever suggests nothing that is left; what remains in the end suggests itself by a detour.
    while ends := {name for name, others in left.items() if not others & left.keys()}:
        left = {name: others for name, others in left.items() if name not in ends}
    assert left == {}


def test_overlaps_hold_the_designed_steps_and_tell_each_apart() -> None:
    told = {group["title"].lower(): {member["step"] for member in group["steps"]} for group in MORE["overlaps"]}
    assert told == {title: {ID_OF[code] for code in codes} for title, codes in TABLE["overlaps"].items()}
    assert len(MORE["overlaps"]) == 21
    for group in MORE["overlaps"]:
        differences = [member["difference"] for member in group["steps"]]
        assert len(set(differences)) == len(TABLE["overlaps"][group["title"].lower()])
        assert all(differences)
