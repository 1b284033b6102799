"""Tables as JSON Lines: an object a line, with numbers, true and false, null and lists as what they are."""

import json
from collections.abc import Iterable, Iterator, Sequence

from reviews.render.cells import Row, iso


def table(columns: Sequence[str], blocks: Iterable[Sequence[Row]]) -> Iterator[str]:
    """Yield the lines of each block of rows as they come."""
    encode = json.JSONEncoder(ensure_ascii=False, default=iso).encode
    for block in blocks:
        yield "".join(f"{encode(dict(zip(columns, row, strict=True)))}\n" for row in block)
