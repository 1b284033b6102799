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
STEPS = 45  # answered in each review
SAVES = 20
ROUNDS = 20


def main() -> None:
    """Measure at both sizes in turn, in a database for each, and print statements, medians and their ratio."""
    with own_database.template():
        version, user = half_answered.rel03(), half_answered.contributor()
        half_answered.reviews_of(version, FEW, by=user)
        with own_database.copy("few") as few, own_database.copy("many") as many:
            half_answered.reviews_of(version, MANY - FEW, by=user, first=FEW)
            statements = _statements(user)
            rounds = [(_measure(few, user, number), _measure(many, user, number)) for number in range(ROUNDS)]
    print(f"one save: {statements} statements, transaction control aside")
    print(f"at {FEW:4} reviews: {median(at_few for at_few, _ in rounds):5.1f} ms")
    print(f"at {MANY:4} reviews: {median(at_many for _, at_many in rounds):5.1f} ms")
    print(f"ratio {median(at_many / at_few for at_few, at_many in rounds):.2f}, of {ROUNDS} rounds of {SAVES} saves")


def _measure(name: str, user: User, number: int) -> float:
    own_database.connect(name)
    if not number:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return median(_save(user, number * SAVES + save) for save in range(SAVES))


def _save(user: User, number: int) -> float:
    """Set another step of another review back and forth; return the milliseconds."""
    reviews = Review.objects.select_related("workload__team", "lens").order_by("pk")
    review = reviews[number % FEW]
    item = Item.objects.filter(review=review, kind="step").order_by("item")[number // FEW % STEPS]
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
