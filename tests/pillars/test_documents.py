"""Reading a lens document: every problem, with its place, its value and what was expected, at once."""

import json
from typing import Any

import pytest

from pillars.documents import LensProblems, Problem, read
from pillars.documents.source import MAX_BYTES
from pillars.rules import Risk
from tests.pillars.small import as_source, small_document, small_source

QUESTION = ("pillars", 0, "questions", 0)
CHOICE = (*QUESTION, "choices", 0)
STEP = (*CHOICE, "x-lintel", "steps", 0)
LENS = ("x-lintel",)
MISSING = object()


def bent(place: tuple[str | int, ...], value: object) -> dict[str, Any]:
    """Return the small lens with another value at a place; MISSING takes what is there away."""
    document = small_document()
    target: Any = document
    for key in place[:-1]:
        target = target[key]
    if value is MISSING:
        del target[place[-1]]
    else:
        target[place[-1]] = value
    return document


def problems(source: bytes) -> list[Problem]:
    """Return what is wrong with a document that has to be refused."""
    with pytest.raises(LensProblems) as refused:
        read(source)
    return list(refused.value.problems)


Q = "$.pillars[0].questions[0]"
C = f"{Q}.choices[0]"
S = f"{C}['x-lintel'].steps[0]"
L = "$['x-lintel']"
ID = "an id of 3 to 128 letters, digits and underscores"

BAD = [
    (("schemaVersion",), "2020-01-01", "$.schemaVersion", '"2020-01-01"', '"2021-11-01"'),
    (("name",), MISSING, "$.name", "nothing", "a text of 1 to 128 characters"),
    (("name",), "  ", "$.name", '"  "', "a text of 1 to 128 characters"),
    (("description",), 7, "$.description", "7", "a text of at most 10000 characters"),
    (("pillars",), [], "$.pillars", "[]", "a list of 1 to 50 items"),
    (("pillars", 0), "reliability", "$.pillars[0]", '"reliability"', "an object"),
    (("pillars", 0, "id"), "re", "$.pillars[0].id", '"re"', ID),
    ((*QUESTION, "id"), "service-architecture", f"{Q}.id", '"service-architecture"', ID),
    ((*QUESTION, "id"), "carryingé", f"{Q}.id", '"carrying\\u00e9"', ID),
    ((*QUESTION, "title"), "x" * 256, f"{Q}.title", '"' + "x" * 76 + "...", "a text of 1 to 255 characters"),
    ((*QUESTION, "choices"), {}, f"{Q}.choices", "{}", "a list of 1 to 15 items"),
    ((*QUESTION, "riskRules"), MISSING, f"{Q}.riskRules", "nothing", "a list of 1 to 3 items"),
    ((*CHOICE, "id"), "carrying_railing", f"{Q}.choices[1].id", '"carrying_railing"',
     f"something else: it stands at {C}.id already"),
    ((*QUESTION, "riskRules", 0, "risk"), "LOW_RISK", f"{Q}.riskRules[0].risk", '"LOW_RISK"',
     '"NO_RISK" or "MEDIUM_RISK" or "HIGH_RISK"'),
    ((*QUESTION, "riskRules", 1, "risk"), "NO_RISK", f"{Q}.riskRules[1].risk", '"NO_RISK"',
     "each risk once in a question"),
    ((*QUESTION, "riskRules", 0, "condition"), "carrying_measured &&", f"{Q}.riskRules[0].condition",
     '"carrying_measured &&"',
     "a condition that can be read: expected a choice id, '!' or '(', but the condition ends at character 21"),
    ((*QUESTION, "riskRules", 0, "condition"), "carrying_measured && carrying_lamps", f"{Q}.riskRules[0].condition",
     '"carrying_measured && carrying_lamps"', "ids of choices of this question: carrying_lamps is none"),
    ((*QUESTION, "riskRules", 0, "condition"), True, f"{Q}.riskRules[0].condition", "true",
     "a condition, or the word default"),
    ((*CHOICE, "helpfulResource"), "https://example.com", f"{C}.helpfulResource", '"https://example.com"', "an object"),
    ((*CHOICE, "x-lintel", "risk"), "LOW", f"{C}['x-lintel'].risk", '"LOW"', '"HIGH" or "MEDIUM"'),
    ((*CHOICE, "x-lintel", "antiPatterns"), ["Hoping.", 3], f"{C}['x-lintel'].antiPatterns[1]", "3",
     "a text of 1 to 10000 characters"),
    ((*STEP, "id"), "carrying_railing", f"{S}.id", '"carrying_railing"',
     f"an id that is not that of a choice: {Q}.choices[1].id"),
    ((*STEP, "level"), 1, f"{S}.level", "1", "a whole number from 2 to 4"),
    ((*STEP, "level"), True, f"{S}.level", "true", "a whole number from 2 to 4"),
    ((*STEP, "effort"), "XL", f"{S}.effort", '"XL"', '"S" or "M" or "L"'),
    ((*STEP, "essential"), "yes", f"{S}.essential", '"yes"', "true or false"),
    ((*STEP, "area"), "Q", f"{S}.area", '"Q"', "the id of an area of this lens"),
    ((*STEP, "mark"), "9z", f"{S}.mark", '"9z"', "the id of a mark of this lens"),
    ((*STEP, "mark"), "3a", f"{S}.mark", '"3a"', "the id of a mark of level 2, which is the step's own"),
    ((*STEP, "services"), ["hammer"], f"{S}.services[0]", '"hammer"', "the id of a service of this lens"),
    ((*STEP, "services"), ["new_crane", "new_crane"], f"{S}.services[1]", '"new_crane"', "each id once"),
    ((*STEP, "suggests"), ["load_measured"], f"{S}.suggests", '["load_measured"]',
     "other steps than the step itself"),
    ((*STEP, "suggests"), ["load_guessed"], f"{S}.suggests[0]", '"load_guessed"', "the id of a step of this lens"),
    ((*STEP, "seed"), [1, 2], f"{S}.seed", "[1, 2]", "[section, subsection, bullet], three whole numbers"),
    ((*LENS, "alias"), "Bridges!", f"{L}.alias", '"Bridges!"',
     "1 to 64 small letters, digits, underscores and single hyphens"),
    ((*LENS, "services", 0, "retiredOn"), MISSING, f"{L}.services[0].retiredOn", "nothing",
     'a day such as "2026-09-30"'),
    ((*LENS, "services", 0, "retiredOn"), "2026-02-30", f"{L}.services[0].retiredOn", '"2026-02-30"',
     'a day such as "2026-09-30"'),
    ((*LENS, "services", 0, "successors"), [], f"{L}.services[0].successors", "[]",
     "at least one service to use instead of a retired one"),
    ((*LENS, "services", 0, "successors"), ["old_crane"], f"{L}.services[0].successors[0]", '"old_crane"',
     "the id of an active service of this lens"),
    ((*LENS, "services", 1, "retiredOn"), "2026-09-30", f"{L}.services[1].retiredOn", '"2026-09-30"',
     'nothing, where "status" is not "retired"'),
    ((*LENS, "services", 0, "url"), "javascript:alert(1)", f"{L}.services[0].url", '"javascript:alert(1)"',
     "one address that begins with https:// or http://"),
    ((*LENS, "concepts", 0, "practice"), "BR-9", f"{L}.concepts[0].practice", '"BR-9"',
     "the id of a practice of this lens"),
    ((*LENS, "challenges", 0, "areas"), ["Z"], f"{L}.challenges[0].areas[0]", '"Z"', "the id of an area of this lens"),
    ((*LENS, "resources", 0, "service"), "hammer", f"{L}.resources[0].service", '"hammer"',
     "the id of a service of this lens"),
    ((*LENS, "overlaps", 0, "steps", 1, "step"), "load_measured", f"{L}.overlaps[0].steps[1].step",
     '"load_measured"', "each step once in a group"),
    ((*LENS, "levels", 0, "number"), 5, f"{L}.levels[0].number", "5", "a whole number from 1 to 4"),
    ((*LENS, "levels", 0, "number"), True, f"{L}.levels[0].number", "true", "a whole number from 1 to 4"),
    ((*LENS, "levels", 0, "number"), 2, f"{L}.levels[1].number", "2",
     f"something else: it stands at {L}.levels[0].number already"),
    (("x-lintel",), [], L, "[]", "an object"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "value", "path", "shown", "expected"), BAD)
def test_a_problem_names_its_place_its_value_and_what_was_expected(
    place: tuple[str | int, ...], value: object, path: str, shown: str, expected: str
) -> None:
    assert Problem(path, shown, expected) in problems(as_source(bent(place, value)))


def test_a_good_document_has_no_problem_and_no_warning() -> None:
    assert read(small_source()).warnings == ()


def test_every_problem_is_told_at_once() -> None:
    document = bent((*STEP, "level"), 9)
    document["name"] = None
    document["pillars"][0]["questions"][0]["riskRules"][0]["condition"] = "((carrying_measured)"
    assert [problem.path for problem in problems(as_source(document))] == [
        "$.name",
        f"{S}.level",
        f"{Q}.riskRules[0].condition",
    ]


def test_sixteen_choices_are_one_too_many() -> None:
    choices = [{"id": f"carrying_{number}", "title": f"Pier {number}"} for number in range(16)]
    document = bent((*QUESTION, "choices"), choices)
    document["pillars"][0]["questions"][0]["riskRules"] = [{"condition": "default", "risk": "HIGH_RISK"}]
    del document["x-lintel"]
    assert [(problem.path, problem.expected) for problem in problems(as_source(document))] == [
        (f"{Q}.choices", "a list of 1 to 15 items")
    ]


def test_a_question_of_none_of_these_alone_is_refused() -> None:
    document = bent((*QUESTION, "choices"), [{"id": "carrying_no", "title": "None of these"}])
    document["pillars"][0]["questions"][0]["riskRules"] = [{"condition": "default", "risk": "HIGH_RISK"}]
    del document["x-lintel"]
    assert [problem.expected for problem in problems(as_source(document))] == [
        'at least one choice that is not "None of these"'
    ]


BYTES = [
    (b"", "$", "line 1, column 1: Expecting value", "a JSON document"),
    (b"\xff\xfe", "$", "byte 0 is 0xff", "a text in UTF-8"),
    (b"[]", "$", "[]", "an object"),
    (b'{"name": 1, "name": 2}', "$.name", "given more than once", "each key once"),
    (b'{"pillars": [{"id": NaN}]}', "$.pillars[0].id", "NaN", "a value that JSON has"),
    (b'{"a b": {"c": -Infinity}}', "$['a b'].c", "-Infinity", "a value that JSON has"),
    (b'{"name": 1e999}', "$.name", "Infinity", "a value that JSON has"),
    (b'{"name": ' + b"9" * 5000 + b"}", "$.name", "Infinity", "a value that JSON has"),
    (b'{"name": "a\\u0000b"}', "$.name", '"a\\u0000b"', "a text without NUL and lone surrogates"),
    (b'{"name": "\\ud800"}', "$.name", '"\\ud800"', "a text without NUL and lone surrogates"),
    (b"[" * 10_000 + b"]" * 10_000, "$", "10000 levels of objects and lists", "at most 30"),
    (b'{"a":' * 40 + b'"[[["' + b"}" * 40, "$", "40 levels of objects and lists", "at most 30"),
    (b'{"name": "' + b'\\"' * 500_000, "$", "line 1, column 10: Unterminated string starting at", "a JSON document"),
    (b" " * (MAX_BYTES + 1), "$", f"{MAX_BYTES + 1} bytes", f"at most {MAX_BYTES} bytes"),
]


@pytest.mark.parametrize(("source", "path", "shown", "expected"), BYTES)
def test_bytes_that_are_no_document_are_refused(source: bytes, path: str, shown: str, expected: str) -> None:
    assert Problem(path, shown, expected) in problems(source)


def test_a_byte_order_mark_is_skipped() -> None:
    assert read(b"\xef\xbb\xbf" + small_source()).document.name == "Bridges"


def test_a_plain_aws_file_is_a_lens_and_its_alias_the_slug_of_its_name() -> None:
    plain = json.loads(small_source(), object_hook=lambda found: {k: v for k, v in found.items() if k != "x-lintel"})
    document = read(as_source(plain | {"name": "Bridges & Tunnels (v2)"})).document
    assert document.alias == "bridges-tunnels-v2"
    assert [practice.steps for practice in document.questions[0].practices] == [(), ()]


@pytest.mark.parametrize(
    ("choice_id", "title", "is_none"),
    [
        ("carrying_no", "Nothing", True),
        ("carrying_x", "None of these", True),
        ("carrying_x", "NONE OF THE ABOVE apply", True),
        ("carrying_x", "None of above", True),
        ("carrying_not", "Some of these", False),
        ("no_carrying", "A none of these", False),
    ],
)
def test_none_of_these_is_no_practice(choice_id: str, title: str, is_none: bool) -> None:
    question = read(as_source(bent((*QUESTION, "choices", 2), {"id": choice_id, "title": title}))).document.questions[0]
    assert (choice_id in [choice.id for choice in question.none_choices]) is is_none
    assert (choice_id in [practice.id for practice in question.practices]) is not is_none


def rules(*conditions: str) -> list[dict[str, str]]:
    """Return rules for NONE, MEDIUM and HIGH, in this order."""
    names = ("NO_RISK", "MEDIUM_RISK", "HIGH_RISK")
    return [{"condition": condition, "risk": name} for condition, name in zip(conditions, names, strict=False)]


R = f"{Q}.riskRules"
BOTH = "carrying_measured && carrying_railing"
NEVER = "is never the first true rule, so that it never gives the risk"
WARNED = [
    ([BOTH, "carrying_measured", "!carrying_measured && carrying_railing"],
     [(R, "no rule is true where nothing is in place: the question is HIGH then")]),
    ([BOTH, "carrying_measured", "carrying_no"],
     [(R, "no rule is true where only carrying_railing is in place: the question is HIGH then")]),
    ([BOTH, "carrying_measured", "!carrying_measured"],
     [(R, "no rule is default: where practices do not apply, the question can turn out HIGH")]),
    (["carrying_measured || carrying_railing", "carrying_measured", "default"],
     [(f"{R}[1].condition", NEVER),
      (f"{Q}.choices", "carrying_measured says HIGH if absent, the rules give NONE"),
      (f"{Q}.choices", "carrying_railing says MEDIUM if absent, the rules give NONE")]),
]  # fmt: skip


@pytest.mark.parametrize(("conditions", "warnings"), WARNED)
def test_rules_that_hardly_say_what_was_meant_are_warned_of(
    conditions: list[str], warnings: list[tuple[str, str]]
) -> None:
    checked = read(as_source(bent((*QUESTION, "riskRules"), rules(*conditions))))
    assert [(warning.path, warning.text) for warning in checked.warnings] == warnings


def test_a_misspelt_member_is_warned_of() -> None:
    (warning,) = read(as_source(bent((*LENS, "service"), []))).warnings
    assert str(warning).startswith("$['x-lintel'].service: nothing reads this; known here: alias, concepts")


def test_an_address_that_is_none_is_shown_as_text_and_never_linked_to() -> None:
    document = bent((*CHOICE, "helpfulResource"), {"displayText": "Weigh", "url": "javascript:alert(1)"})
    checked = read(as_source(document))
    link = checked.document.questions[0].practices[0].links[0]
    assert (link.text, link.url) == ("Weigh javascript:alert(1)", "")
    assert [warning.path for warning in checked.warnings] == [f"{C}.helpfulResource.url"]


def test_additional_resources_are_links_of_their_kind() -> None:
    more = [
        {"type": "HELPFUL_RESOURCE", "content": [{"displayText": "Tables", "url": "https://example.com/tables"}]},
        {"type": "IMPROVEMENT_PLAN", "content": [{"displayText": "Ask somebody"}]},
    ]
    links = read(as_source(bent((*CHOICE, "additionalResources"), more))).document.questions[0].practices[0].links
    assert [(link.kind, link.text, link.url) for link in links] == [
        ("help", "How to weigh", "https://example.com/weigh"),
        ("plan", "Buy a scale", ""),
        ("help", "Tables", "https://example.com/tables"),
        ("plan", "Ask somebody", ""),
    ]


def test_a_rule_is_kept_as_written_and_as_a_tree() -> None:
    document = bent((*QUESTION, "riskRules", 0, "condition"), " (carrying_measured)&&carrying_railing ")
    rule = read(as_source(document)).document.questions[0].rules[0]
    assert rule.text == " (carrying_measured)&&carrying_railing "
    assert rule.risk is Risk.NONE
