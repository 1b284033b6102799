"""Export the answers of 10,000 workloads on PostgreSQL: ``python -m bench.exporting``.

The same rows go the same way to a file twice, in turn: as our export writes them, and as PostgreSQL's COPY does, from
one statement with the same joins. Each export runs in a process of its own, which tells the most memory that it held.
"""

# isort: off
from bench import own_database
# isort: on

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import psycopg2
from django.db import connection

from bench import half_answered
from reviews.exports import columns

SIZES = (1_000, 10_000)
ROUNDS = 5

#: One process that exports everything and tells its seconds and the most memory that it held, in KiB. What getrusage
#: tells would begin with the memory of the process that started this one.
EXPORT = """
import json, re, sys, time
from pathlib import Path
import django
django.setup()
from django.db import connection
from django.utils import timezone
from accounts.models import User
from reviews.exports import files, making
from reviews.exports.contents import Asked
connection.settings_dict["NAME"] = sys.argv[1]
asked = Asked(User.objects.get(), "answers", sys.argv[3])
asked.user.installation_role = "portfolio_viewer"
began = time.perf_counter()
ids = asked.workload_ids()
files.write(Path(sys.argv[2]), making.parts(asked, ids, at=timezone.now()))
seconds = time.perf_counter() - began
most = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(json.dumps([seconds, int(most[1])]))
"""

#: Every item of the lens, by its place in the review.
LAYOUT = (
    "CREATE TABLE bench_layout (place int, question text, practice text, kind text, item text, title text, level int, "
    "essential text)"
)

COPY = """
COPY (
  SELECT w.public_id AS workload_id, w.name AS workload, t.name AS team, l.alias AS lens, v.number AS lens_version,
    b.question, b.practice, b.kind, b.item, b.title, b.level, b.essential,
    coalesce(i.state, CASE b.kind WHEN 'question' THEN 'applicable' ELSE 'unanswered' END) AS state,
    coalesce(i.reason, '') AS reason, coalesce(i.note, '') AS note, coalesce(i.evidence, '[]') AS evidence,
    coalesce(u.name, '') AS by, i.at, coalesce(i.version, 0) AS version
  FROM reviews_review r
  JOIN reviews_workload w ON w.id = r.workload_id
  JOIN accounts_team t ON t.id = w.team_id
  JOIN pillars_lens l ON l.id = r.lens_id
  JOIN pillars_lensversion v ON v.id = r.version_id
  CROSS JOIN bench_layout b
  LEFT JOIN reviews_item i ON i.review_id = r.id AND i.question = b.question AND i.item = b.item
  LEFT JOIN accounts_user u ON u.id = i.by_id
  ORDER BY r.rank, w.name, w.id, b.place
) TO STDOUT (FORMAT csv, HEADER)
"""


def main() -> None:
    """Make the database, measure in turn, and print medians and ratios."""
    with own_database.template(), TemporaryDirectory() as folder:
        version, by = half_answered.rel03(), half_answered.contributor()
        made, memory = 0, {}
        for size in SIZES:
            half_answered.reviews_of(version, size - made, by=by, first=made)
            made = size
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
            memory[size] = {form: _export(Path(folder), form)[1] / 1024 for form in ("csv", "xlsx")}
        _make_layout(version.pk)
        rounds = [(_export(Path(folder), "csv"), _copy(Path(folder))) for _ in range(ROUNDS)]
        rows = _compare(Path(folder))
    print(f"{rows} rows of {made} workloads, medians of {ROUNDS} rounds")
    print(f"export, CSV  {median(rows / export[0] for export, _ in rounds):9.0f} rows/s")
    print(f"COPY         {median(rows / copy for _, copy in rounds):9.0f} rows/s")
    print(f"ratio        {median(export[0] / copy for export, copy in rounds):9.2f}")
    for form in ("csv", "xlsx"):
        print(f"memory, {form}: " + ", ".join(f"{each[form]:.1f} MiB at {size}" for size, each in memory.items()))


def _export(folder: Path, form: str) -> tuple[float, int]:
    name = connection.settings_dict["NAME"]
    command = [sys.executable, "-c", EXPORT, name, str(folder / f"export.{form}"), form]
    ran = subprocess.run(command, env=os.environ, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    seconds, memory = json.loads(ran.stdout)
    return seconds, memory


def _copy(folder: Path) -> float:
    own = psycopg2.connect(own_database.url(connection.settings_dict["NAME"]))
    with own, own.cursor() as cursor, (folder / "copy.csv").open("wb") as file:
        began = perf_counter()
        cursor.copy_expert(COPY, file)
        file.flush()
        os.fsync(file.fileno())
        seconds = perf_counter() - began
    own.close()
    return seconds


def _make_layout(version_id: int) -> None:
    from pillars.compiling import compiled
    from reviews.exports.answers import layout

    with connection.cursor() as cursor:
        cursor.execute(LAYOUT)
        for place, (_, about, _) in enumerate(layout(compiled(version_id))):
            essential = None if about[6] is None else str(about[6]).lower()
            cursor.execute(
                "INSERT INTO bench_layout VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", [place, *about[:6], essential]
            )
        cursor.execute("ANALYZE bench_layout")


def _compare(folder: Path) -> int:
    """Check that both wrote the same rows, but for how a moment and no evidence are written; return how many."""
    rows = 0
    told = {name: index for index, name in enumerate(columns.ANSWERS)}
    with (folder / "export.csv").open(newline="") as ours, (folder / "copy.csv").open(newline="") as theirs:
        for one, other in zip(csv.reader(ours), csv.reader(theirs), strict=True):
            for name in ("workload_id", "item", "title", "state", "version", "by"):
                assert one[told[name]] == other[told[name]], (rows, name, one, other)
            rows += 1
    return rows - 1


if __name__ == "__main__":
    main()
