"""Texts that people type: names in one line, descriptions in several, control characters in neither."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.texts import in_lines, in_one_line

LETTERS = st.characters(categories=["L", "M", "N", "P", "S", "Zs"])


@pytest.mark.parametrize("letter", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9f"])
def test_control_characters_stand_nowhere(letter: str) -> None:
    assert not in_one_line(f"a{letter}b")
    assert not in_lines(f"a{letter}b")


@pytest.mark.parametrize("letter", ["\t", "\n", "\r", "\u2028", "\u2029"])
def test_tabs_and_line_breaks_stand_where_there_are_lines(letter: str) -> None:
    assert not in_one_line(f"a{letter}b")
    assert in_lines(f"a{letter}b")


@pytest.mark.parametrize("letter", ["\u200b", "\ufeff", "\u202e", "\u2066"])
def test_no_name_hides_or_turns_its_letters(letter: str) -> None:
    assert not in_one_line(f"a{letter}b")
    assert in_lines(f"a{letter}b")


@settings(max_examples=50)
@given(st.text(LETTERS))
def test_what_can_be_read_is_fine_in_any_script(text: str) -> None:
    assert in_one_line(text)
    assert in_lines(text)


@settings(max_examples=50)
@given(st.lists(st.text(LETTERS)))
def test_lines_of_readable_text_are_fine(lines: list[str]) -> None:
    assert in_lines("\n".join(lines))
