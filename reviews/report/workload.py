"""The report on a workload, put together."""

from collections.abc import Iterator
from datetime import UTC, datetime

from reviews.report import answered, believed, decided, matured
from reviews.report import wording as w
from reviews.report.background import Background
from reviews.report.blocks import Block, Heading, Report
from reviews.report.cover import cover
from reviews.report.held import Held, hold
from reviews.results_document import WorkloadResults


def report(results: WorkloadResults, known: Background, *, at: datetime, by: str = "") -> Report:
    """Return what is to be said of a workload, as of a moment. ``by`` is who made the report, '' to leave that out."""
    reviews = [hold(results, review, known.of(review), at=at) for review in results.reviews]
    return Report(
        title=_title(results, reviews),
        subtitle=f"Architecture review, {w.day_of(at, known.zone)}",
        head=f"{w.cut(results.name, 60)}, {w.cut(results.team, 30)}",
        foot=_foot(reviews),
        day=at.astimezone(UTC).date().isoformat(),
        moment=w.moment(at),
        cover=tuple(cover(results, reviews, known, by=by, at=at)),
        body=tuple(block for held in reviews for block in _review(results, held, known.zone, at, len(reviews))),
    )


def _title(results: WorkloadResults, reviews: list[Held]) -> str:
    if len(reviews) == 1 and len(reviews[0].part.questions) == 1:
        ((_, _, text),) = reviews[0].questions
        if text.short:
            return f"{results.name}: {text.short[:1].lower()}{text.short[1:]}"
    return results.name


def _foot(reviews: list[Held]) -> str:
    if len(reviews) != 1:
        return f"{w.capital(w.counted(len(reviews), 'review'))}" if reviews else "Not reviewed"
    part = reviews[0].part
    return w.cut(f"{part.lens_name}, version {part.lens_version}", 70)


def _review(results: WorkloadResults, held: Held, zone: str, at: datetime, reviews: int) -> Iterator[Block]:
    if reviews > 1:
        yield Heading(1, held.part.lens_name, anchor=f"review-{held.part.lens}", breaks=True)
    yield from believed.picture(held)
    yield from decided.accepted(held, zone)
    yield from decided.plan(held, zone, at)
    yield from answered.questions(held, zone)
    yield from matured.maturity(held)
    yield matured.method(results, held, zone, at)
