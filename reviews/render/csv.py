"""Tables as CSV (RFC 4180), with a header. No cell is ever taken for a formula by a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from reviews.render.cells import Row, cells


def table(columns: Sequence[str], blocks: Iterable[Sequence[Row]]) -> Iterator[str]:
    """Yield the header, and the lines of each block of rows as they come."""
    page = io.StringIO(newline="")
    writer = csv.writer(page)
    writer.writerow(columns)
    yield page.getvalue()
    for block in blocks:
        page.seek(0)
        page.truncate()
        writer.writerows(map(cells, block))
        yield page.getvalue()
