"""The sentences of the REL03 lens: complete, of a bearable length, in its own words, and each said once."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

HERE = Path(__file__).parent
LENS: dict[str, Any] = json.loads((Path(settings.BASE_DIR) / "fixtures" / "lenses" / "rel03.json").read_text("utf-8"))
SEED: dict[str, Any] = json.loads((HERE / "rel03_seed.json").read_text("utf-8"))
QUESTION: dict[str, Any] = LENS["pillars"][0]["questions"][0]
PRACTICES: list[dict[str, Any]] = [choice for choice in QUESTION["choices"] if "x-lintel" in choice]
STEPS: list[dict[str, Any]] = [step for choice in PRACTICES for step in choice["x-lintel"]["steps"]]

RUN = 6
"""So many words in a row are somebody's sentence."""

EMPTY_WORDS = re.compile(r"best practice|consider|comprehensive|appropriate|todo|ensure|leverage|robust", re.IGNORECASE)
GUIDANCES = {step["id"]: step["guidance"] for step in STEPS}
TITLE_KEYS = {"title", "name", "short"}
"""Keys whose values are facts (names of practices, areas, products) and may be the seed's own words."""


def _words(text: str) -> list[str]:
    return re.sub(r"[^\w\s]", " ", re.sub(r"['’]", "", text.lower())).split()


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _words(text)
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


def _strings(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text in a document with the key that it stands under."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from _strings(member, name)
    elif isinstance(value, list):
        for member in value:
            yield from _strings(member, key)


def _seed_runs() -> set[tuple[str, ...]]:
    return {run for _, text in _strings(SEED) for run in _runs(text)}


def test_runs_ignore_case_and_punctuation() -> None:
    assert _runs("Five words are no run.") == set()
    assert _runs("Don't say: 'this', or THAT one.") == {("dont", "say", "this", "or", "that", "one")}
    assert len(_runs("one two three four five six seven")) == 2


@pytest.mark.parametrize("step_id", GUIDANCES)
def test_guidance_is_two_or_three_sentences_of_45_to_80_words(step_id: str) -> None:
    text = GUIDANCES[step_id]
    assert 45 <= len(text.split()) <= 80
    assert len(re.findall(r"[.?!]['\"]?(?:\s|$)", text)) in (2, 3)
    assert text.endswith((".", ".'"))


def test_no_guidance_shares_six_words_with_another_or_with_a_statement() -> None:
    holders: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for step in STEPS:
        for part in ("guidance", "statement"):
            for run in _runs(step[part]):
                holders[run].add(f"{part} of {step['id']}")
    shared = {
        " ".join(run): sorted(names)
        for run, names in holders.items()
        if len(names) > 1 and any(name.startswith("guidance") for name in names)
    }
    assert shared == {}


def test_no_text_but_a_title_shares_six_words_with_the_seed() -> None:
    seed = _seed_runs()
    assert len(seed) > 500
    shared = {
        text: [" ".join(run) for run in _runs(text) & seed]
        for key, text in _strings(LENS)
        if key not in TITLE_KEYS and not text.startswith("https://") and _runs(text) & seed
    }
    assert shared == {}


def test_no_two_statements_or_titles_are_the_same() -> None:
    for texts in (
        [step["statement"] for step in STEPS],
        [step["title"] for step in STEPS],
    ):
        assert len(set(texts)) == len(texts)


def test_no_text_is_empty_or_says_an_empty_word() -> None:
    for _, text in _strings(LENS):
        assert text.strip() == text != ""
        assert not EMPTY_WORDS.search(text), text


def test_in_guidance_a_part_of_the_workload_is_no_service() -> None:
    assert [name for name, text in GUIDANCES.items() if re.search(r"\bservices?\b", text, re.IGNORECASE)] == []


def test_guidance_names_no_product_where_a_decision_is_meant() -> None:
    names = [item["name"] for item in LENS["x-lintel"]["services"]]
    assert [step_id for step_id, text in GUIDANCES.items() if any(name in text for name in names)] == []
    assert not any(re.search(r"\b(Amazon|AWS)\b", text) for text in GUIDANCES.values())


@pytest.mark.parametrize("practice", PRACTICES, ids=lambda practice: practice["x-lintel"]["short"])
def test_a_practice_says_all_that_a_card_shows(practice: dict[str, Any]) -> None:
    more = practice["x-lintel"]
    for key in ("why", "outcome", "inPlace", "notInPlace", "notApplicable"):
        assert more[key].endswith(".")
        assert len(more[key].split()) >= 8
    assert 3 <= len(more["antiPatterns"]) <= 5
    assert len(set(more["antiPatterns"])) == len(more["antiPatterns"])


def test_titles_hold_only_plain_characters() -> None:
    titles = [text for key, text in _strings(LENS) if key in TITLE_KEYS]
    assert [title for title in titles if not re.fullmatch(r"[A-Za-z0-9 ,.:;?'()&/-]{3,128}", title)] == []


def test_statements_are_one_sentence_without_the_practices_claim() -> None:
    for step in STEPS:
        assert step["statement"].endswith(".")
        assert len(re.findall(r"[.?!](?:\s|$)", step["statement"])) == 1
    assert QUESTION["description"].endswith(".")
