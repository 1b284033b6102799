"""The results of a workload as rows: its items, or its practices, with what was found on each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from reviews.exports import columns
from reviews.render.cells import Row, Value
from reviews.results_document import Answered, PracticePart, QuestionPart, ReviewPart, WorkloadResults

_Cells = dict[str, Value]


def items(results: WorkloadResults) -> list[Row]:
    """Return a row for each item of each review."""
    return [_row(columns.WORKLOAD, cells) for cells in _items(results)]


def practices(results: WorkloadResults) -> list[Row]:
    """Return a row for each practice of each review; a workload without a review has one of its own."""
    return [_row(columns.PORTFOLIO, cells) for cells in _practices(results)]


def _row(names: Sequence[str], cells: _Cells) -> Row:
    return tuple(cells.get(name, _EMPTY.get(name)) for name in names)


#: What a text is where there is nothing to say; every other cell is null then.
_EMPTY: _Cells = dict.fromkeys(
    (
        *("lens", "question", "practice", "kind", "item", "title", "state", "reason", "note", "by"),
        *("code", "risk", "supported", "finding", "severity", "improvement", "owner", "maturity_state"),
    ),
    "",
) | {"evidence": []}


@dataclass(frozen=True, slots=True)
class _Work:
    """What was found on the practices of a review, by (question, practice), as cells."""

    cells: dict[tuple[str, str], _Cells] = field(default_factory=dict)

    @classmethod
    def of(cls, review: ReviewPart) -> "_Work":
        work = cls()
        for finding in review.findings:
            if finding.resolved_at is None:
                running = [each.ends_at for each in finding.acceptances if each.ended_at is None]
                accepted = running[0] if running else None
                found: _Cells = {"finding": finding.kind, "severity": finding.severity}
                found["finding_accepted_until"] = accepted
                work.cells.setdefault((finding.question, finding.practice), {}).update(found)
        for line in review.improvements:
            if line.closed_at is None:
                planned: _Cells = {"improvement": line.state, "owner": line.owner, "due": line.due}
                work.cells.setdefault((line.question, line.practice), {}).update(planned)
        return work

    def on(self, question: str, practice: str) -> _Cells:
        return self.cells.get((question, practice), {})


def _items(results: WorkloadResults) -> Iterator[_Cells]:
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


def _practices(results: WorkloadResults) -> Iterator[_Cells]:
    facts: _Cells = {name: getattr(results, name) for name in ("environment", "tier", "target")}
    facts |= {"owner_of_workload": results.owner, "tags": list(results.tags)}
    if not results.reviews:
        yield _place(results) | facts
    for review in results.reviews:
        work = _Work.of(review)
        names = ("maturity_state", "maturity", "below_target", "stale")
        whole = _place(results, review) | facts | {name: getattr(review, name) for name in names}
        whole["due_for_assessment"] = review.due
        for question in review.questions:
            for practice in question.practices:
                found: _Cells = {"practice": practice.id, "code": practice.code, "title": practice.title}
                found |= {"state": practice.state, "level": practice.level} | _support(practice)
                yield whole | {"question": question.id} | _risk(question) | found | work.on(question.id, practice.id)


def _place(results: WorkloadResults, review: ReviewPart | None = None) -> _Cells:
    place: _Cells = {"workload_id": results.id, "workload": results.name, "team": results.team}
    return place | ({"lens": review.lens, "lens_version": review.lens_version} if review else {})


def _said(kind: str, part: Answered) -> _Cells:
    names = ("title", "state", "reason", "note", "by", "at", "version")
    return {"kind": kind, "item": part.id} | {name: getattr(part, name) for name in names}


def _risk(question: QuestionPart) -> _Cells:
    return {name: getattr(question, name) for name in ("risk", "supported", "complete", "accepted_until")}


def _support(practice: PracticePart) -> _Cells:
    return {name: getattr(practice, name) for name in ("support", "essential_done", "essential_total")}


def _practice(practice: PracticePart) -> _Cells:
    maturity: dict[str, Any] = {"evidence": practice.evidence, "maturity": practice.level}
    return maturity | _support(practice)
