"""Lines of answers held against the reviews that they name."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from django.core.exceptions import PermissionDenied

from accounts.models import User
from accounts.permissions import Rights
from accounts.roles import Action
from pillars.compiling import compiled
from reviews.imports.report import Report, Wanted
from reviews.incoming.plan import Key, settle
from reviews.incoming.said import Line, Said, Trouble
from reviews.models import Item, Review, Workload

#: How many workloads are read at once.
BATCH = 50

Progress = Callable[[int, int], None]


def report(lines: Sequence[Line], wanted: Wanted, user: User, progress: Progress) -> Report:
    """Return what the lines would change.

    ``progress`` is told how many workloads are done, and of how many. Raises PermissionDenied where a workload may be
    seen and not be answered for.
    """
    found = Report()
    by_workload = _by_workload(lines, wanted, found)
    ids = list(by_workload)
    progress(0, len(ids))
    rights = Rights.of(user)
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        _report_part({workload: by_workload[workload] for workload in part}, wanted, rights, found)
        progress(min(start + BATCH, len(ids)), len(ids))
    stateless = sum(line.said.state is None for line in lines)
    if stateless:
        found.remarks.append(f"{stateless} line{'s' if stateless > 1 else ''} without a state left it as it is.")
    return found


def _by_workload(lines: Iterable[Line], wanted: Wanted, found: Report) -> dict[str, list[Line]]:
    """Return the lines by workload; those of another one than was wanted are told, the first of each."""
    by_workload: dict[str, list[Line]] = defaultdict(list)
    asked = wanted.workload.public_id if wanted.workload else ""
    strangers: set[str] = set()
    for line in lines:
        workload = line.workload or asked
        if workload and asked in ("", workload):
            by_workload[workload].append(line)
        elif workload not in strangers:
            strangers.add(workload)
            detail = (
                f"The line is of another workload than {wanted.workload}."
                if workload
                else "The line names no workload."
            )
            found.troubles.append(Trouble(line.said.spot.at("workload_id"), detail))
    return by_workload


def _report_part(part: dict[str, list[Line]], wanted: Wanted, rights: Rights, found: Report) -> None:
    visible = Workload.objects.visible_to(rights.user).filter(public_id__in=[each for each in part if len(each) == 32])
    workloads = {workload.public_id: workload for workload in visible}
    _check_rights(workloads.values(), rights)
    reviews = Review.objects.filter(workload__in=[workload.pk for workload in workloads.values()])
    of_workload: dict[int, list[Review]] = defaultdict(list)
    for review in reviews.select_related("lens").order_by("pk"):
        of_workload[review.workload_id].append(review)
    said: dict[int, list[Said]] = defaultdict(list)
    for public_id, lines in part.items():
        workload = workloads.get(public_id)
        if workload is None:
            spot = lines[0].said.spot
            found.troubles.append(Trouble(spot.at("workload_id"), "There is no such workload, or you may not see it."))
        else:
            _by_review(lines, of_workload[workload.pk], wanted, said, found)
    _settle([each for of_one in of_workload.values() for each in of_one], said, workloads, found)


def _check_rights(workloads: Iterable[Workload], rights: Rights) -> None:
    closed = sorted(str(each) for each in workloads if not rights.may(Action.ANSWER, each.team_id))
    if closed:
        msg = f"You may not {Action.ANSWER.value} in {', '.join(closed[:5])}{' and others' if len(closed) > 5 else ''}."
        raise PermissionDenied(msg)


def _by_review(
    lines: Iterable[Line], reviews: Sequence[Review], wanted: Wanted, said: dict[int, list[Said]], found: Report
) -> None:
    by_alias = {review.lens.alias: review for review in reviews}
    only = reviews[0].lens.alias if len(reviews) == 1 else ""
    strangers: set[str] = set()
    for line in lines:
        alias = line.lens or wanted.lens or only
        review = by_alias.get(alias)
        if review is not None:
            said[review.pk].append(line.said)
        elif alias not in strangers:
            strangers.add(alias)
            detail = f"The workload has no review against a lens {alias[:64]!r}." if alias else "Name the lens."
            found.troubles.append(Trouble(line.said.spot.at("lens"), detail))


def _settle(
    reviews: Sequence[Review], said: dict[int, list[Said]], workloads: dict[str, Workload], found: Report
) -> None:
    items = items_of([review.pk for review in reviews if review.pk in said])
    names = {workload.pk: workload for workload in workloads.values()}
    for review in reviews:
        if review.pk in said:
            workload = names[review.workload_id]
            settled = settle(compiled(review.version_id), items[review.pk], said[review.pk])
            found.add(settled, workload=workload.public_id, name=workload.name, lens=review.lens.alias)


def items_of(reviews: Sequence[int]) -> dict[int, dict[Key, Item]]:
    """Return the stored items of reviews, by review and key. One statement."""
    found: dict[int, dict[Key, Item]] = defaultdict(dict)
    for item in Item.objects.filter(review__in=reviews).order_by():
        found[item.review_id][item.question, item.item] = item
    return found
