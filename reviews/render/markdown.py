"""Reports as Markdown (CommonMark with tables). What people wrote is escaped: it is never taken for markup."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from reviews.report.background import background
from reviews.report.blocks import (
    Bar,
    Block,
    Bullets,
    Cell,
    Code,
    Facts,
    Figures,
    Heading,
    Levels,
    Line,
    Mark,
    Note,
    Paragraph,
    Picture,
    Report,
    Rule,
    Step,
    Steps,
    Strip,
    Table,
    Together,
    Words,
)
from reviews.report.workload import report as report_of
from reviews.results_document import WorkloadResults

_MARKUP = re.compile(r"([\\`*\[\]<|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;))")
#: What begins a block at the start of a line: lists, quotations, headings and those by underline.
_OPENING = re.compile(r"^(\s*)([-+=>#])", re.MULTILINE)
_NUMBER = re.compile(r"^(\s*\d+)([.)])", re.MULTILINE)

#: A step's square says its state; so does the word in brackets, which is what Markdown has for it.
_STATES = {
    "s-d": "done",
    "s-p": "partly",
    "s-x": "not done",
    "s-n": "not applicable",
    "s-u": "unanswered",
}


def workload(results: WorkloadResults, *, at: datetime, by: str = "") -> Iterator[str]:
    """Yield the report on a workload in pieces, the same content as the PDF. ``by`` is who made it, '' for nobody.

    Reads what the report knows beside the results: three statements.
    """
    return written(report_of(results, background(results), at=at, by=by))


def written(report: Report) -> Iterator[str]:
    """Yield a report in pieces, each one or more whole lines."""
    yield f"# {_text(report.title)}\n\n{_text(report.subtitle)}\n\n"
    for block in (*report.cover, *report.body):
        yield "\n".join(_block(block)) + "\n\n"
    yield f"---\n\n{_text(report.foot)}. {_text(report.moment)}.\n"


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"{'#' * (block.level + 1)} {_text(block.text)}"
    elif isinstance(block, Paragraph):
        yield _line(block.line)
    elif isinstance(block, (Facts, Figures)):
        yield from _facts(block)
    elif isinstance(block, Table):
        yield from _table(block)
    elif isinstance(block, Steps):
        yield from _steps(block.items)
    elif isinstance(block, Bullets):
        yield from _bullets(block)
    elif isinstance(block, Note):
        yield from _quoted(block)
    elif isinstance(block, Together):
        yield from _joined(block.blocks)
    else:
        yield from _drawn(block)


def _drawn(block: Code | Rule | Levels | Picture) -> Iterator[str]:
    if isinstance(block, Code):
        fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", block.text)), default=0))
        yield from (fence, *block.text.split("\n"), fence)
        if block.language:
            yield f"({_text(block.language)})"
    elif isinstance(block, Rule):
        yield "---"
    elif isinstance(block, Levels):
        yield from (f"- {_text(level.name)}. {_text(level.below)}" for level in block.items)
    else:
        yield _text(block.trend.words)


def _facts(block: Facts | Figures) -> Iterator[str]:
    if isinstance(block, Facts):
        yield from (f"- **{_text(name)}:** {_line(value)}" for name, value in block.pairs)
        return
    for item in block.items:
        told = ", ".join(part for part in (item.value, item.beside) if part)
        yield f"- **{_text(item.name)}:** {_text(told)}" + (f" ({_text(item.below)})" if item.below else "")


def _table(table: Table) -> Iterator[str]:
    yield _row(_text(column.title) for column in table.columns)
    yield _row("---" for _ in table.columns)
    for row in table.rows:
        yield _row(map(_cell, row))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    told = [_line(line).replace("\n", " ") for line in cell.lines]
    if isinstance(cell.picture, Strip):
        told.append(_text(cell.picture.words))
    elif isinstance(cell.picture, Bar) and not told:
        told.append(f"{cell.picture.share:.0%}")
    return "<br>".join(told)


def _steps(items: Iterable[Step]) -> Iterator[str]:
    for item in items:
        said = f" {_text(item.said)}" if item.said else ""
        yield f"- ({_STATES[item.mark.symbol]}) {_line(item.title)}{said}"
        if item.below:
            yield ""
            yield from _indented(item.below, 2)


def _bullets(block: Bullets) -> Iterator[str]:
    for place, item in enumerate(block.items):
        mark = "-" if block.start is None else f"{block.start + place}."
        for at, row in enumerate(_joined(item) if item else [""]):
            indent = f"{mark} " if at == 0 else " " * (len(mark) + 1)
            yield f"{indent}{row}".rstrip()


def _quoted(note: Note) -> Iterator[str]:
    if note.head:
        yield f"> *{_line(note.head)}*"
        yield ">"
    yield from (f"> {row}".rstrip() for row in _joined(note.blocks))


def _indented(blocks: Iterable[Block], width: int) -> Iterator[str]:
    yield from ((" " * width + row).rstrip() for row in _joined(blocks))
    yield ""


def _joined(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the lines of parts with an empty line between each two."""
    for at, block in enumerate(blocks):
        if at:
            yield ""
        for piece in _block(block):
            yield from piece.split("\n")


def _line(line: Line) -> str:
    return "".join(_words(part) for part in line if not isinstance(part, Mark)).strip()


def _words(words: Words) -> str:
    """Return a stretch of text; emphasis stands inside of the spaces around it, else it would be none."""
    core = words.text.strip(" \n")
    if not core:
        return words.text.replace("\n", "  \n")
    before, _, after = words.text.partition(core)
    told = _code(core) if words.code else _text(core)
    if words.strong:
        told = f"**{told}**"
    if words.italic:
        told = f"*{told}*"
    if words.struck:
        told = f"~~{told}~~"
    if words.url:
        told = f"[{told}](<{_address(words.url)}>)"
    return before.replace("\n", "  \n") + told + after.replace("\n", "  \n")


def _code(text: str) -> str:
    fence = "`" * (1 + max(map(len, re.findall(r"`+", text)), default=0))
    return f"{fence} {text} {fence}" if "`" in text else f"{fence}{text}{fence}"


def _address(url: str) -> str:
    return url.replace("<", "%3C").replace(">", "%3E").replace("\n", "%0A").replace("\\", "%5C")


def _text(text: str) -> str:
    r"""Return a text in which nothing is markup: what would be stands behind a \."""
    escaped = _OPENING.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", text))
    return _NUMBER.sub(r"\1\\\2", escaped).replace("\r", "").replace("\n", "  \n")
