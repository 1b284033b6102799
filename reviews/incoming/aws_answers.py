"""What the answers of an AWS review mean for the items of a lens."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pillars.compiled import Practice, Question
from reviews.incoming.aws_review import Answer, Choice, Status
from reviews.incoming.said import Parts, Path, Said, Trouble
from reviews.states import Claim, QuestionState

_NO_REASON = "Not applicable in the AWS Well-Architected Tool"


@dataclass
class Meaning:
    """What is said of a lens's items, the answers to questions that the lens does not have, and what is wrong."""

    said: list[Said] = field(default_factory=list)
    left_out: list[Answer] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def meaning(
    answers: Sequence[Answer], questions: Mapping[str, Question], claims: Mapping[tuple[str, str], str]
) -> Meaning:
    """Return what the answers say.

    ``questions`` finds a question by its id and by AWS's own; ``claims`` are the present states of practices, by
    question and practice, for "None of these" leaves alone what is not applicable.
    """
    found = Meaning()
    seen: set[str] = set()
    for answer in answers:
        question = questions.get(answer.question)
        if question is None:
            found.left_out.append(answer)
        elif question.id in seen:
            place = Path(answer.parts).at("")
            found.troubles.append(Trouble(place, f"The question {answer.question!r} is answered twice in the file."))
        else:
            seen.add(question.id)
            found.troubles += _wrong(answer, question)
            found.said += _said(answer, question, claims)
    return found


def _wrong(answer: Answer, question: Question) -> Iterator[Trouble]:
    known = {practice.id for practice in question.practices} | question.none_choices
    for choice_id, choice in answer.choices.items():
        if choice_id not in known:
            place = Path((*answer.parts, *choice.parts)).at("")
            yield Trouble(place, f"The question has no choice {choice_id!r}.")
    none = _none(answer, question)
    others = [each for each, choice in answer.choices.items() if choice.status is Status.SELECTED]
    if none is not None and len(others) > 1:
        place = Path((*answer.parts, *none.parts)).at("")
        yield Trouble(place, "“None of these” is selected together with other choices.")


def _said(answer: Answer, question: Question, claims: Mapping[tuple[str, str], str]) -> Iterator[Said]:
    yield _of_question(answer, question)
    if answer.applicable is False or not answer.is_given:
        return
    is_none = _none(answer, question) is not None
    for practice in question.practices:
        choice = answer.choices.get(practice.id)
        is_named = choice is not None and choice.status is not Status.UNSELECTED
        if is_none and not is_named and claims.get((question.id, practice.id)) == Claim.NOT_APPLICABLE:
            continue
        yield _of_practice(answer, question, practice, choice)


def _of_question(answer: Answer, question: Question) -> Said:
    inner: dict[str, Parts] = {"state": ("IsApplicable",), "reason": ("Reason",), "note": ("Notes",)}
    state, reason = None, None
    if answer.applicable is False:
        state, reason = QuestionState.NOT_APPLICABLE.value, answer.reason or _NO_REASON
    elif answer.applicable:
        state = QuestionState.APPLICABLE.value
    note = answer.notes or None
    return Said(Path(answer.parts, inner), question.id, "", state=state, reason=reason, note=note)


def _of_practice(answer: Answer, question: Question, practice: Practice, choice: Choice | None) -> Said:
    place: Parts = choice.parts if choice else ("SelectedChoices",)
    inner: dict[str, Parts] = dict.fromkeys(("", "item", "state"), place)
    if choice is None or choice.status is Status.UNSELECTED:
        state, reason = Claim.NOT_IN_PLACE, None
    elif choice.status is Status.SELECTED:
        state, reason = Claim.IN_PLACE, None
    else:
        state = Claim.NOT_APPLICABLE
        reason = ": ".join(filter(None, (choice.reason, choice.notes))) or _NO_REASON
        inner["reason"] = (*place, "Reason")
    note = choice.notes or None if choice and state is not Claim.NOT_APPLICABLE else None
    inner["note"] = (*place, "Notes")
    return Said(Path(answer.parts, inner), question.id, practice.id, state=state.value, reason=reason, note=note)


def _none(answer: Answer, question: Question) -> Choice | None:
    """Return the selected "None of these" of an answer."""
    chosen = (answer.choices.get(choice) for choice in question.none_choices)
    return next((choice for choice in chosen if choice is not None and choice.status is Status.SELECTED), None)
