"""Save one answer at 10 and at 1,000 reviews on PostgreSQL: ``python -m bench.saving``.

One save changes one step and is timed from the action's call to its return: permission, transaction, event, commit, and
the message to a broker that is a folder.
"""

# isort: off
from bench import own_database
# isort: on

from datetime import timedelta
from statistics import median
from time import perf_counter

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.by import By
from accounts.models import User, Via
from bench import half_answered
from reviews.actions import answers
from reviews.changes import Change
from reviews.models import Item, Review

FEW, MANY = 10, 1000
SAVES = 100
ROUNDS = 5


def main() -> None:
    """Measure at both sizes in turn, on a fresh copy each round, and print statements, medians and their ratio."""
    few: list[float] = []
    many: list[float] = []
    with own_database.template():
        version, user = half_answered.rel03(), half_answered.contributor()
        half_answered.reviews_of(version, FEW, by=user)
        for _ in range(ROUNDS):
            with own_database.copy():
                few.append(_measure(user))
                half_answered.reviews_of(version, MANY - FEW, by=user, first=FEW)
                many.append(_measure(user))
                statements = _statements(user)
    print(f"one save: {statements} statements, transaction control aside")
    print(f"at {FEW:5} reviews: {median(few):6.2f} ms, median of {ROUNDS} rounds of {SAVES} saves")
    print(f"at {MANY:5} reviews: {median(many):6.2f} ms, {median(many) / median(few):.2f} times as long")


def _measure(user: User) -> float:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return median(_save(user, number) for number in range(SAVES))


def _save(user: User, number: int) -> float:
    """Set another step of another review back and forth; return the milliseconds."""
    reviews = Review.objects.select_related("workload__team", "lens").order_by("pk")
    review = reviews[number % FEW]
    item = Item.objects.filter(review=review, kind="step").order_by("item")[number // FEW]
    state = "partly" if item.state == "done" else "done"
    change = Change(question=item.question, item=item.item, version=item.version, state=state)
    by = By(user=user, via=Via.PAGE, at=half_answered.BEGAN + timedelta(days=1, minutes=number))
    begun = perf_counter()
    answers.save(review=review, changes=[change], by=by)
    return (perf_counter() - begun) * 1000


def _statements(user: User) -> int:
    with CaptureQueriesContext(connection) as caught:
        _save(user, 0)
    # Two of them read the review and the item that are changed.
    control = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not query["sql"].startswith(control) for query in caught.captured_queries) - 2


if __name__ == "__main__":
    main()
