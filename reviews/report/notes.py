"""Notes are Markdown: read into the parts of a report without losing a word.

What a report cannot draw (pictures, raw HTML) stands in it as the text that was typed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from reviews.report.blocks import (
    Block,
    Bullets,
    Code,
    Note,
    Paragraph,
    Rule,
    Words,
    said,
)

#: Deeper than this nobody can read; such a note is shown as it was typed.
DEEPEST = 16

#: Link definitions are off: a line that looks like one ("[to do]: call the vendor") would leave no trace. So are
#: tables, whose rows would lose every cell that the head has no column for.
_MARKDOWN = (
    MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 100})
    .enable("strikethrough")
    .disable("reference")
)
_SCHEMES = ("http://", "https://", "mailto:")


def blocks(text: str) -> tuple[Block, ...]:
    """Return a note as parts of a report."""
    tokens = _MARKDOWN.parse(text)
    if any(token.level > DEEPEST for token in tokens):
        return tuple(said(row) for row in text.splitlines() if row.strip())
    return tuple(_blocks(_Reader(tokens)))


class _Reader:
    """Gives tokens one by one, or all of them up to the end of what has just begun."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def __iter__(self) -> Iterator[Token]:
        while self._at < len(self._tokens):
            self._at += 1
            yield self._tokens[self._at - 1]

    def inside(self) -> "_Reader":
        """Return what stands inside the token that was given last, and go on behind it."""
        start, depth = self._at, 1
        while depth:
            depth += self._tokens[self._at].nesting
            self._at += 1
        return _Reader(self._tokens[start : self._at - 1])


def _blocks(reader: _Reader) -> Iterator[Block]:
    for token in reader:
        if token.type == "inline":
            yield Paragraph(tuple(_inline(token.children or [])))
        elif token.type == "heading_open":
            yield from (_bold(block) for block in _blocks(reader.inside()))
        elif token.type in ("fence", "code_block"):
            yield Code(token.content.rstrip("\n"), token.info.strip())
        elif token.type == "hr":
            yield Rule()
        elif token.type == "blockquote_open":
            yield Note((), tuple(_blocks(reader.inside())))
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            yield _list(token, reader.inside())


def _bold(block: Block) -> Block:
    """Headings of a note are not headings of the report."""
    if not isinstance(block, Paragraph):
        return block
    words = [part for part in block.line if isinstance(part, Words)]
    return Paragraph(tuple(replace(part, strong=True) for part in words))


def _list(token: Token, inside: _Reader) -> Bullets:
    items = tuple(tuple(_blocks(inside.inside())) for item in inside if item.type == "list_item_open")
    return Bullets(items, int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else None)


_VOICES = {"strong": "strong", "em": "italic", "s": "struck"}


def _inline(tokens: Sequence[Token]) -> Iterator[Words]:
    """Return the words of a paragraph. A link is followed by its address where that is not what it says."""
    voice = {"strong": 0, "italic": 0, "struck": 0}
    links: list[tuple[str, str]] = []
    held: list[str] = []
    for token in tokens:
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if kind in _VOICES:
            voice[_VOICES[kind]] += token.nesting
        elif token.type == "link_open":
            links.append((str(token.attrs.get("href", "")), str(token.attrs.get("title", ""))))
            held = []
        elif token.type == "link_close":
            yield from _address(*links.pop(), "".join(held))
        elif text := _text(token):
            held.append(text)
            url = links[-1][0] if links else ""
            yield Words(
                text,
                code=token.type == "code_inline",
                url=url if url.startswith(_SCHEMES) else "",
                strong=voice["strong"] > 0,
                italic=voice["italic"] > 0,
                struck=voice["struck"] > 0,
            )


def _text(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.type == "image":
        named = [token.content, str(token.attrs.get("title", "")), str(token.attrs.get("src", ""))]
        return ", ".join(part for part in named if part)
    return token.content


def _address(url: str, title: str, text: str) -> Iterator[Words]:
    more = ", ".join(part for part in (title, url if url not in (text, f"mailto:{text}") else "") if part)
    if more:
        yield Words(f" ({more})", quiet=True)
