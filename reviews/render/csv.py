"""Results as CSV (RFC 4180), with a header. No cell is ever taken for a formula by a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reviews.render.json import iso
from reviews.results_document import Answered, PracticePart, QuestionPart, ReviewPart, WorkloadResults

Row = dict[str, Any]

ITEM_COLUMNS = (
    *("workload_id", "workload", "team", "lens", "lens_version", "question", "practice", "kind", "item", "title"),
    *("level", "essential", "state", "reason", "note", "evidence", "by", "at", "version"),
    *("risk", "supported", "complete", "accepted_until", "support", "maturity", "essential_done", "essential_total"),
    *("finding", "severity", "finding_accepted_until", "improvement", "owner", "due"),
)

PRACTICE_COLUMNS = (
    *("workload_id", "workload", "team", "environment", "tier", "target", "owner_of_workload", "tags"),
    *("lens", "lens_version", "due_for_assessment", "maturity_state", "maturity", "below_target", "stale"),
    *("question", "risk", "supported", "complete", "accepted_until"),
    *("practice", "code", "title", "state", "support", "level", "essential_done", "essential_total"),
    *("finding", "severity", "finding_accepted_until", "improvement", "owner", "due"),
)

#: A spreadsheet reads a cell that begins with one of these as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(value: object) -> str:
    """Return a value as a cell: an apostrophe stands before what would be a formula, yes and no are true and false."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value) if isinstance(value, (str, int, float)) else iso(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def lines(columns: Iterable[str], rows: Iterable[Row]) -> Iterator[str]:
    """Yield the header and a line for each row; a column that a row does not have is empty."""
    names = list(columns)
    writer = csv.writer(_Line())
    yield writer.writerow(names)
    for row in rows:
        yield writer.writerow([cell(row.get(name)) for name in names])


class _Line:
    """What the writer writes to: gives each line back."""

    def write(self, line: str) -> str:
        return line


def workload(results: WorkloadResults) -> Iterator[str]:
    """Yield a line for each item of each review of a workload."""
    return lines(ITEM_COLUMNS, _items(results))


def portfolio(workloads: Iterable[WorkloadResults]) -> Iterator[str]:
    """Yield a line for each practice of each review; a workload without a review has a line of its own."""
    return lines(PRACTICE_COLUMNS, (row for results in workloads for row in _practices(results)))


@dataclass(frozen=True, slots=True)
class _Work:
    """What was found on the practices of a review, by (question, practice), as cells."""

    review: ReviewPart
    cells: dict[tuple[str, str], Row] = field(default_factory=dict)

    @classmethod
    def of(cls, review: ReviewPart) -> "_Work":
        work = cls(review)
        for finding in review.findings:
            if finding.resolved_at is None:
                running = [each.ends_at for each in finding.acceptances if each.ended_at is None]
                accepted = running[0] if running else None
                found = {"finding": finding.kind, "severity": finding.severity, "finding_accepted_until": accepted}
                work.cells.setdefault((finding.question, finding.practice), {}).update(found)
        for line in review.improvements:
            if line.closed_at is None:
                planned = {"improvement": line.state, "owner": line.owner, "due": line.due}
                work.cells.setdefault((line.question, line.practice), {}).update(planned)
        return work

    def on(self, question: str, practice: str) -> Row:
        return self.cells.get((question, practice), {})


def _items(results: WorkloadResults) -> Iterator[Row]:
    for review in results.reviews:
        work = _Work.of(review)
        top = _place(results, review)
        for question in review.questions:
            here = top | {"question": question.id}
            yield here | _said("question", question) | _risk(question) | work.on(question.id, "") | {"item": ""}
            for practice in question.practices:
                here["practice"] = practice.code or practice.id
                yield here | _said("practice", practice) | _practice(practice) | work.on(question.id, practice.id)
                for step in practice.steps:
                    yield here | _said("step", step) | {"level": step.level, "essential": step.essential}


def _practices(results: WorkloadResults) -> Iterator[Row]:
    facts: Row = {name: getattr(results, name) for name in ("environment", "tier", "target")}
    facts |= {"owner_of_workload": results.owner, "tags": " ".join(results.tags)}
    if not results.reviews:
        yield _place(results) | facts
    for review in results.reviews:
        work = _Work.of(review)
        names = ("maturity_state", "maturity", "below_target", "stale")
        whole = _place(results, review) | facts | {name: getattr(review, name) for name in names}
        whole["due_for_assessment"] = review.due
        for question in review.questions:
            for practice in question.practices:
                found: Row = {"practice": practice.id, "code": practice.code, "title": practice.title}
                found |= {"state": practice.state, "level": practice.level} | _support(practice)
                yield whole | {"question": question.id} | _risk(question) | found | work.on(question.id, practice.id)


def _place(results: WorkloadResults, review: ReviewPart | None = None) -> Row:
    place: Row = {"workload_id": results.id, "workload": results.name, "team": results.team}
    return place | ({"lens": review.lens, "lens_version": review.lens_version} if review else {})


def _said(kind: str, part: Answered) -> Row:
    names = ("title", "state", "reason", "note", "by", "at", "version")
    return {"kind": kind, "item": part.id} | {name: getattr(part, name) for name in names}


def _risk(question: QuestionPart) -> Row:
    return {name: getattr(question, name) for name in ("risk", "supported", "complete", "accepted_until")}


def _support(practice: PracticePart) -> Row:
    return {name: getattr(practice, name) for name in ("support", "essential_done", "essential_total")}


def _practice(practice: PracticePart) -> Row:
    evidence = "\n".join(_link(link) for link in practice.evidence)
    return {"evidence": evidence, "maturity": practice.level} | _support(practice)


def _link(link: Mapping[str, Any]) -> str:
    as_of = f" ({link['as_of']})" if link.get("as_of") else ""
    return f"{link['title']}: {link['url']}{as_of}"
