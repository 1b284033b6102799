"""Notes become parts of a report without losing a word, whatever Markdown stands around them."""

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reviews.report.blocks import Block, Bullets, Code, Note, Paragraph, Words
from reviews.report.notes import blocks


def words(found: Iterable[Block]) -> Iterator[str]:
    """Every text in these parts."""
    for block in found:
        if isinstance(block, Paragraph):
            yield "".join(part.text for part in block.line if isinstance(part, Words))
        elif isinstance(block, Code):
            yield block.language
            yield block.text
        elif isinstance(block, Note):
            yield from words(block.blocks)
        elif isinstance(block, Bullets):
            for item in block.items:
                yield from words(item)


MARKUP = [
    "# ",
    "## ",
    "- ",
    "1. ",
    "> ",
    "    ",
    "```",
    "~~~",
    "***",
    "---",
    "===",
    "*",
    "**",
    "_",
    "`",
    "~~",
    "[",
    "](",
    ")",
]
MARKUP += [
    "](http://e.org '",
    "')",
    "![",
    "]: ",
    "|",
    "|-|-|\n",
    "\n",
    "\n\n",
    "<b>",
    "</b>",
    "<!--",
    "-->",
    "&amp;",
    "\\",
    "\t",
]
PIECES = st.lists(st.one_of(st.sampled_from(MARKUP), st.just("WORD")), max_size=40)


@settings(max_examples=150, deadline=None)
@given(PIECES)
@example(["[", "WORD", "]: ", "WORD"])
@example(["|", "WORD", "|\n|-|\n|", "WORD", "|", "WORD", "|"])
def test_no_word_is_lost(pieces: list[str]) -> None:
    marked = [f"word{at}x" if piece == "WORD" else piece for at, piece in enumerate(pieces)]
    told = " ".join(words(blocks("".join(marked))))
    assert [piece for piece in marked if piece.startswith("word") and piece not in told] == []


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("plain", [Paragraph((Words("plain"),))]),
        ("**b** *i*", [Paragraph((Words("b", strong=True), Words(" "), Words("i", italic=True)))]),
        ("# Title", [Paragraph((Words("Title", strong=True),))]),
        ("one\ntwo", [Paragraph((Words("one"), Words("\n"), Words("two")))]),
        ("3. c", [Bullets(((Paragraph((Words("c"),)),),), 3)]),
        ("> q", [Note((), (Paragraph((Words("q"),)),))]),
        ("```py\na\n```", [Code("a", "py")]),
        ("<https://e.org>", [Paragraph((Words("https://e.org", url="https://e.org"),))]),
        (
            "[here](https://e.org 'why')",
            [Paragraph((Words("here", url="https://e.org"), Words(" (why, https://e.org)", quiet=True)))],
        ),
        ("[x](javascript:a)", [Paragraph((Words("[x](javascript:a)"),))]),
        ("<script>a</script>", [Paragraph((Words("<script>a</script>"),))]),
        ("", []),
    ],
)
def test_each_kind_of_markdown(note: str, expected: list[Block]) -> None:
    assert list(blocks(note)) == expected


def test_what_is_nested_too_deeply_is_shown_as_it_was_typed() -> None:
    (shown,) = blocks(">" * 200 + " deep")
    assert isinstance(shown, Paragraph)
    assert "".join(words([shown])) == ">" * 200 + " deep"
