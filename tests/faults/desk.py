"""A process that goes on saving answers, as a web server does: one line of JSON in for each save, one out.

``python -m tests.faults.desk``; a line is ``{"review": id, "states": {"BP01": "in_place"}}``, the reply
``{"seconds": how long the save took}``.
"""

import json
import os
import sys
import time

import django


def save(*, review: int, states: dict[str, str]) -> float:
    """Answer items by their short codes; return how many seconds that took."""
    from django.utils import timezone

    from accounts.by import By
    from accounts.models import User, Via
    from reviews.actions import answers
    from reviews.changes import Change
    from reviews.models import Item, Review
    from tests.reviews.codes import ITEMS, QUESTION

    target = Review.objects.select_related("workload__team", "lens").get(pk=review)
    versions = dict(Item.objects.filter(review=target).values_list("item", "version"))
    changes = [
        Change(question=QUESTION, item=ITEMS[code], version=versions.get(ITEMS[code], 0), state=state)
        for code, state in states.items()
    ]
    who = By(user=User.objects.get(email="contributor@example.org"), via=Via.PAGE, at=timezone.now())
    began = time.monotonic()
    answers.save(review=target, changes=changes, by=who)
    return time.monotonic() - began


def main() -> None:
    """Save until the input ends."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    for line in sys.stdin:
        print(json.dumps({"seconds": save(**json.loads(line))}), flush=True)


if __name__ == "__main__":
    main()
