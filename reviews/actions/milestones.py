"""Freezing a workload's reviews as they stand."""

from django.db import IntegrityError, transaction

from accounts.by import By, record
from accounts.permissions import require
from accounts.problems import refuse
from accounts.roles import Action
from accounts.texts import NO_STEERING, in_one_line
from reviews.actions import assessing, feed
from reviews.models import Milestone, MilestoneReview, Review, Workload
from reviews.snapshots import snapshot


def make(*, workload: Workload, name: str, by: By) -> Milestone:
    """Store and return a milestone of all the workload's reviews; what is due is assessed first.

    Raises InputProblems for an empty or taken name, and where the workload has no review.
    """
    require(by, Action.MAKE_MILESTONE, workload.team)
    name = name.strip()
    if not name or len(name) > 120:
        raise refuse("name", "A milestone's name has 1 to 120 characters.")
    if not in_one_line(name):
        raise refuse("name", NO_STEERING)
    ids = list(Review.objects.filter(workload=workload).values_list("pk", flat=True))
    if not ids:
        raise refuse("name", "There is no review yet that a milestone could keep.")
    assessing.assess(ids, at=by.at)
    try:
        with transaction.atomic():
            milestone = Milestone.objects.create(
                workload=workload, name=name, at=by.at, by=by.user, by_name=by.user.name if by.user else "Lintel"
            )
            reviews = Review.objects.select_for_update().filter(pk__in=ids).select_related("lens").order_by("pk")
            MilestoneReview.objects.bulk_create(
                MilestoneReview(milestone=milestone, version_id=review.version_id, snapshot=snapshot(review))
                for review in reviews
            )
            record("made milestone", milestone.subject, by=by)
            feed.touch(feed.of(workload, (feed.Kind.MILESTONE, milestone.public_id)), at=by.at)
    except IntegrityError as error:
        raise refuse("name", f"This workload has a milestone {name} already.") from error
    return milestone
