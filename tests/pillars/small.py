"""A lens small enough to be read at a glance, with one of everything, for tests to bend."""

import json
from datetime import UTC, datetime
from typing import Any

PUBLISHED = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def small_document() -> dict[str, Any]:
    """Return a fresh copy of the lens."""
    return {
        "schemaVersion": "2021-11-01",
        "name": "Bridges",
        "description": "Whether a bridge carries what crosses it.",
        "x-lintel": {
            "alias": "bridges",
            "concepts": [{"id": "span", "title": "Span", "text": "What lies between two piers.", "practice": "BR-1"}],
            "services": [
                {"id": "old_crane", "name": "Old Crane", "text": "Lifts.", "url": "https://example.com/old",
                 "status": "retired", "retiredOn": "2026-09-30", "successors": ["new_crane"]},
                {"id": "new_crane", "name": "New Crane", "text": "Lifts more.", "status": "active"},
            ],
            "areas": [{"id": "P", "title": "Piers and footings", "short": "Piers"}],
            "levels": [
                {"number": 1, "title": "Planks", "marks": [{"id": "1a", "title": "It sways"}]},
                {"number": 2, "title": "Beams", "marks": [{"id": "2a", "title": "It is measured"}]},
                {"number": 3, "title": "Arches", "marks": [{"id": "3a", "title": "It is watched"}]},
            ],
            "challenges": [{"id": "scour", "title": "Scour", "solution": "Stones around the pier.",
                            "practices": ["BR-1"], "areas": ["P"]}],
            "outcomes": [{"id": "dry_feet", "title": "Dry feet", "text": "People arrive.", "practice": "BR-1"}],
            "resources": [{"id": "manual", "title": "Crane manual", "url": "https://example.com/manual",
                           "service": "new_crane"}],
            "overlaps": [{"title": "weights", "steps": [
                {"step": "load_measured", "difference": "what it carries"},
                {"step": "load_watched", "difference": "what it carried today"}]}],
        },
        "pillars": [{
            "id": "reliability",
            "name": "Reliability",
            "questions": [{
                "id": "carrying",
                "title": "How do you know that it carries?",
                "description": "Before anybody crosses.",
                "x-lintel": {"awsId": "carry-ing", "code": "BR", "short": "Carrying"},
                "choices": [
                    {
                        "id": "carrying_measured",
                        "title": "Measure the load",
                        "helpfulResource": {"displayText": "How to weigh", "url": "https://example.com/weigh"},
                        "improvementPlan": {"displayText": "Buy a scale"},
                        "x-lintel": {
                            "code": "BR-1", "short": "Load", "risk": "HIGH", "why": "It falls otherwise.",
                            "outcome": "It stands.", "inPlace": "Every load is known.", "notInPlace": "One is not.",
                            "notApplicable": "Nothing crosses.", "antiPatterns": ["Hoping.", "Counting sheep."],
                            "steps": [
                                {"id": "load_measured", "title": "Load measured", "statement": "The load is written.",
                                 "guidance": "Weigh it twice.", "area": "P", "level": 2, "effort": "S",
                                 "essential": True, "mark": "2a", "services": ["new_crane"], "suggests": [],
                                 "seed": [1, 1, 1]},
                                {"id": "load_watched", "title": "Load watched", "statement": "A gauge is read daily.",
                                 "guidance": "Read it at noon.", "area": "P", "level": 3, "effort": "L",
                                 "essential": False, "mark": "3a", "services": [], "suggests": ["load_measured"],
                                 "seed": [1, 1, 2]},
                            ],
                        },
                    },
                    {"id": "carrying_railing", "title": "Build a railing", "x-lintel": {"risk": "MEDIUM"}},
                    {"id": "carrying_no", "title": "None of these"},
                ],
                "riskRules": [
                    {"condition": "carrying_measured && carrying_railing", "risk": "NO_RISK"},
                    {"condition": "carrying_measured", "risk": "MEDIUM_RISK"},
                    {"condition": "default", "risk": "HIGH_RISK"},
                ],
            }],
        }],
    }  # fmt: skip


def as_source(document: object) -> bytes:
    """Return a document as the bytes of a file."""
    return json.dumps(document, indent=2).encode()


def small_source() -> bytes:
    """Return the lens as the bytes of a file."""
    return as_source(small_document())
