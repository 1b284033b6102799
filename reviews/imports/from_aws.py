"""An AWS review held against the lenses that are loaded, and the workload that it goes to."""

from collections import defaultdict
from collections.abc import Sequence

from accounts.models import User
from pillars.compiled import Question as CompiledQuestion
from pillars.compiling import compiled
from pillars.models import LensVersion, Question
from reviews.imports.from_lines import Progress, items_of
from reviews.imports.report import Report, Wanted
from reviews.incoming import aws_review
from reviews.incoming.aws_answers import meaning
from reviews.incoming.plan import settle
from reviews.incoming.said import Trouble, Unreadable, place_of, unreadable
from reviews.models import Review, Workload

_CUT_OFF = "The last list of answers goes on in a further page (NextToken) that the file does not have."

_UNVERSIONED = "The file names no version: every answer that differs is written."


def report(review: aws_review.Review, wanted: Wanted, user: User, progress: Progress) -> Report:
    """Return what the answers would change.

    They go to the workload that is wanted, or to a new one of the wanted team, which the labs script's file names; a
    review that is not there yet is begun. Questions that no loaded lens has are left out. Raises Unreadable where it
    cannot be told which workload or lens is meant, or no lens has any of the questions.
    """
    found = Report(remarks=[_CUT_OFF] if review.cut_off else [])
    if wanted.workload is None:
        found.creates = _new_workload(review, wanted)
    reviews = {each.lens_id: each for each in _reviews(wanted.workload)}
    progress(0, 1)
    for version, answers in _by_lens(review, wanted, reviews, found).items():
        _add(version, answers, wanted, reviews.get(version.lens_id), found)
    if not found.changes and not found.unchanged and not found.troubles:
        raise unreadable("No lens that is loaded has any of these questions.", "$")
    if any(change["version"] for change in found.changes):
        found.remarks.append(_UNVERSIONED)
    progress(1, 1)
    return found


def _new_workload(review: aws_review.Review, wanted: Wanted) -> dict[str, str]:
    if wanted.team is None:
        raise unreadable("Name the workload that the answers are for, or a team that a new one is made in.")
    if review.workload is None or not review.workload.name:
        raise unreadable("Only the file of AWS's labs script names its workload: name one that is there.")
    told = review.workload
    if Workload.objects.filter(team=wanted.team, name__iexact=told.name[:120].strip()).exists():
        place = place_of(("workload", 0, "WorkloadName"))
        raise Unreadable([Trouble(place, f"The team has a workload {told.name[:120]!r} already.")])
    environment = Workload.Environment.PRODUCTION if told.production else Workload.Environment.PRE_PRODUCTION
    return {
        "team": wanted.team.public_id,
        "name": told.name[:120],
        "description": told.description[:2000],
        "environment": environment.value,
        "industry": told.industry[:80],
        "regions": told.regions[:200],
    }


def _reviews(workload: Workload | None) -> list[Review]:
    return list(Review.objects.filter(workload=workload).select_related("lens", "version")) if workload else []


def _by_lens(
    review: aws_review.Review, wanted: Wanted, reviews: dict[int, Review], found: Report
) -> dict[LensVersion, list[aws_review.Answer]]:
    """Return the answers by the lens version that they go to; those of lenses that are not loaded are left out."""
    versions = _versions(reviews)
    questions = _questions(versions)
    by_lens: dict[LensVersion, list[aws_review.Answer]] = defaultdict(list)
    for lens in review.lenses:
        asked = {answer.question for answer in lens.answers}
        known = {version: len(asked & questions[version.pk]) for version in versions}
        best = max(known.values(), default=0)
        named = wanted.lens or lens.alias.rpartition("/")[2]
        fitting = [each for each in versions if each.lens.alias == named] if named else []
        if wanted.lens and not fitting:
            raise unreadable(f"There is no lens {wanted.lens!r}.")
        fitting = fitting or [each for each, count in known.items() if count == best > 0]
        fitting = [each for each in fitting if each.lens_id in reviews] or fitting
        if len(fitting) > 1:
            aliases = ", ".join(sorted(each.lens.alias for each in fitting))
            found.troubles.append(Trouble(place_of(lens.parts), f"These lenses fit, name one of them: {aliases}."))
        elif fitting:
            by_lens[fitting[0]] += lens.answers
        else:
            found.left_out += [_left_out(answer, lens.alias) for answer in lens.answers]
    return by_lens


def _versions(reviews: dict[int, Review]) -> list[LensVersion]:
    """Return each lens's version: that of the review that is there, else the newest."""
    begun = {lens: review.version for lens, review in reviews.items()}
    current = LensVersion.objects.current().select_related("lens").order_by("lens__alias")
    versions = [begun.get(version.lens_id, version) for version in current]
    for version in versions:
        if version.lens_id in reviews:
            version.lens = reviews[version.lens_id].lens
    return versions


def _questions(versions: Sequence[LensVersion]) -> dict[int, set[str]]:
    """Return the ids by which each version's questions are found: its own and AWS's. One statement."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = Question.objects.filter(version__in=versions).values_list("version_id", "key", "aws_id")
    for version, key, aws_id in rows:
        found[version] |= {key, aws_id} - {""}
    return found


def _add(
    version: LensVersion, answers: Sequence[aws_review.Answer], wanted: Wanted, review: Review | None, found: Report
) -> None:
    lens = compiled(version.pk)
    by_id: dict[str, CompiledQuestion] = {question.id: question for question in lens.questions}
    for key, aws_id in Question.objects.filter(version=version).exclude(aws_id="").values_list("key", "aws_id"):
        by_id.setdefault(aws_id, by_id[key])
    items = items_of([review.pk])[review.pk] if review else {}
    meant = meaning(answers, by_id, {key: item.state for key, item in items.items()})
    found.left_out += [_left_out(answer, version.lens.alias) for answer in meant.left_out]
    found.troubles += meant.troubles
    workload = wanted.workload
    name = workload.name if workload else (found.creates or {})["name"]
    public_id = workload.public_id if workload else ""
    if review is None and meant.said:
        found.begins.append({"workload": public_id, "workload_name": name, "lens": version.lens.alias})
    found.add(settle(lens, items, meant.said), workload=public_id, name=name, lens=version.lens.alias)


def _left_out(answer: aws_review.Answer, lens: str) -> dict[str, str]:
    place = place_of(answer.parts).text
    return {"lens": lens, "question": answer.question, "title": answer.title, "place": place}
