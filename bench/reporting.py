"""Set PDF reports on PostgreSQL beside the bare compile of the same documents: ``python -m bench.reporting``.

A report is read, assessed, put into words, written as JSON and compiled; the bare compile begins with that JSON. Both
take the same workloads in turn, each first in every other round. The typesetter remembers what it has set, so every
document of every round has a moment of its own, and the first ones are not counted.
"""

# isort: off
from bench import own_database
# isort: on

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import median
from time import perf_counter

from accounts.models import User
from accounts.roles import InstallationRole
from bench import half_answered
from reviews.actions import assessing
from reviews.models import Review, Workload
from reviews.portfolio.filters import Filters
from reviews.render import pdf
from reviews.report import portfolio_reading
from reviews.report.background import background
from reviews.report.portfolio import report as portfolio_report
from reviews.report.workload import report as workload_report
from reviews.results_document import WorkloadResults
from reviews.results_reading import results, with_rows

WORKLOADS = 1000
ROUNDS = 25
COLD = 5
NOTE = 2084  # characters


def main() -> None:
    """Measure one workload's report, one with a full note on every item, and the portfolio's; print medians."""
    with own_database.template():
        version, user = half_answered.rel03(), half_answered.contributor()
        half_answered.reviews_of(version, WORKLOADS, by=user)
        at = half_answered.BEGAN + timedelta(days=2)
        due = list(Review.objects.values_list("pk", flat=True))
        for start in range(0, len(due), assessing.BATCH):
            assessing.attempt(due[start : start + assessing.BATCH], at=at)
        user.installation_role = InstallationRole.PORTFOLIO_VIEWER
        user.save(update_fields=["installation_role"])
        _print("a workload", [_workload(number, at, noted=False) for number in range(ROUNDS)])
        _print(f"a workload with 94 notes of {NOTE} characters", [_workload(n, at, noted=True) for n in range(ROUNDS)])
        _print(f"the portfolio of {WORKLOADS} workloads", [_portfolio(number, user, at) for number in range(ROUNDS)])


def _print(what: str, rounds: list[tuple[float, float, float]]) -> None:
    counted = rounds[COLD:]
    report, bare, size = (median(column) for column in zip(*counted, strict=True))
    ratio = median(whole / alone for whole, alone, _ in counted)
    print(f"{what}: {report:.0f} ms, {size / 1024:.0f} KiB; bare compile {bare:.0f} ms; ratio {ratio:.2f}")


def _timed(make: Callable[[], bytes]) -> tuple[float, bytes]:
    begun = perf_counter()
    made = make()
    return (perf_counter() - begun) * 1000, made


def _workload(number: int, at: datetime, *, noted: bool) -> tuple[float, float, float]:
    primary = Workload.objects.order_by("pk").values_list("pk", flat=True)[number]

    def told() -> WorkloadResults:
        found = results(with_rows(Workload.objects.filter(pk=primary)).get(), at=at)
        return _noted(found, number) if noted else found

    def data(moment: datetime) -> str:
        held = told()
        return pdf.data_of(workload_report(held, background(held), at=moment))

    return _beside(number, at, data)


def _portfolio(number: int, user: User, at: datetime) -> tuple[float, float, float]:
    def data(moment: datetime) -> str:
        told = portfolio_reading.read(user, Filters(), at=moment)
        return pdf.data_of(portfolio_report(told, at=moment, by=str(user)))

    return _beside(number, at, data)


def _beside(number: int, at: datetime, data: Callable[[datetime], str]) -> tuple[float, float, float]:
    """Return milliseconds of the report and of its bare compile, and the file's size; who is first takes turns."""
    first, second = (at + timedelta(minutes=2 * number + each) for each in (0, 1))
    ready = data(second)

    both = [lambda: pdf.compiled(data(first), at=first), lambda: pdf.compiled(ready, at=second)]
    took = {which: _timed(both[which]) for which in ((0, 1) if number % 2 else (1, 0))}
    return took[0][0], took[1][0], len(took[0][1])


def _noted(told: WorkloadResults, number: int) -> WorkloadResults:
    """Return results with a full note on every item."""
    words = f"Note {number}: " + "the team looked at this and found what stands here. " * 40

    def noted(part):  # noqa: ANN001, ANN202 - any part that can have a note
        return replace(part, note=words[:NOTE])

    (review,) = told.reviews
    questions = tuple(
        replace(
            noted(question),
            practices=tuple(
                replace(noted(practice), steps=tuple(map(noted, practice.steps))) for practice in question.practices
            ),
        )
        for question in review.questions
    )
    return replace(told, reviews=(replace(review, questions=questions),))


if __name__ == "__main__":
    main()
