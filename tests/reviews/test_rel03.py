"""The tests' own table of REL03 is the shipped lens's."""

import json
from pathlib import Path

from django.conf import settings

from pillars.rules import RISK_NAMES, Rule, parse
from tests.reviews.rel03 import QUESTION


def test_the_typed_table_is_the_shipped_lens() -> None:
    document = json.loads((Path(settings.BASE_DIR) / "fixtures" / "lenses" / "rel03.json").read_text())
    (pillar,) = document["pillars"]
    (question,) = pillar["questions"]
    shipped = [
        (choice["id"], step["id"], step["level"], step["effort"], step["essential"])
        for choice in question["choices"]
        for step in choice.get("x-lintel", {}).get("steps", [])
    ]
    typed = [
        (practice.id, step.id, step.level, step.effort.value, step.essential)
        for practice in QUESTION.practices
        for step in practice.steps
    ]
    assert sorted(typed) == sorted(shipped)
    assert (question["id"], pillar["id"]) == (QUESTION.id, QUESTION.pillar)
    rules = tuple(Rule(parse(rule["condition"]), RISK_NAMES[rule["risk"]]) for rule in question["riskRules"])
    assert rules == QUESTION.rules
