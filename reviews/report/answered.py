"""Every question with each of its practices: what is in place and what is not, step by step, and all the notes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pillars import reading
from pillars.rules import And, Choice, Default, Not, Or, Risk, Tree
from reviews.assessment import ReviewedQuestion
from reviews.report import wording as w
from reviews.report.believed import anchor, believed, practices_table
from reviews.report.blocks import Block, Bullets, Heading, Line, Mark, Note, Step, Steps, Words, line, said
from reviews.report.held import Held, worst_first
from reviews.report.notes import blocks
from reviews.results_document import Answered, PracticePart, QuestionPart, StepPart
from reviews.states import Claim, QuestionState, StepState

#: Longer than this a rule explains nothing to a reader.
RULE_LENGTH = 400


def questions(held: Held, zone: str) -> Iterator[Block]:
    """Yield every question of a review."""
    for part, reviewed, text in held.questions:
        code = f"{text.code}: " if text.code else ""
        yield Heading(1, f"{code}{text.title}", anchor=anchor(held, part))
        yield said(*_risk(part), _rules(held, part))
        if len(held.part.questions) > 1:
            yield practices_table(held, part, reviewed)
        if part.state == QuestionState.NOT_APPLICABLE:
            yield said(w.strong("Does not apply: "), part.reason or "no reason is given.")
        yield from _note(part, "Note on the question", zone)
        for practice in worst_first(part, reviewed):
            if part.state == QuestionState.NOT_APPLICABLE and not _is_answered(practice):
                continue
            yield from _practice(held, part, practice, reviewed, zone)


def _is_answered(practice: PracticePart) -> bool:
    """Return whether somebody said anything of a practice or of a step of it."""
    return bool(practice.evidence) or any(each.version for each in (practice, *practice.steps))


def _risk(part: QuestionPart) -> Iterator[Words | Mark]:
    so_far = not part.complete and part.answered > 0
    accepted = part.accepted_until is not None
    yield from w.risk_line(part.risk, so_far=so_far, accepted=accepted)
    if part.risk in (Risk.UNANSWERED, Risk.NOT_APPLICABLE):
        yield Words(". ")
        return
    if part.risk == part.supported:
        yield Words(" as claimed and as supported")
    else:
        yield Words(" as claimed, ")
        yield from w.risk_line(part.supported, claim=True, so_far=so_far)
        yield Words(" as supported")
    yield Words(f", so far: {part.answered} of {part.total} practices are answered. " if so_far else ". ")


def _rules(held: Held, part: QuestionPart) -> Words:
    """Say how the answers give the risk, where that can be read."""
    question = held.told.lens.question(part.id)
    text = held.texts.questions[part.id]
    names = {
        practice.id: practice.short_label if practice.code else f"“{practice.title}”" for practice in text.practices
    }
    names |= dict.fromkeys(question.none_choices, "none of these")
    told = []
    for rule in question.rules:
        when = "else" if isinstance(rule.condition, Default) else _condition(rule.condition, names)
        told.append(f"{w.RISK_WORDS[rule.risk].lower()} {when if when == 'else' else f'with {when}'}")
    sentence = f"The risk is {'; '.join(told)}." if told else ""
    return w.quiet(sentence if len(sentence) <= RULE_LENGTH else "")


def _condition(tree: Tree, names: dict[str, str], *, inside: bool = False) -> str:
    if isinstance(tree, Choice):
        return names.get(tree.id, tree.id)
    if isinstance(tree, Not):
        return f"without {_condition(tree.term, names, inside=True)}"
    if isinstance(tree, (And, Or)):
        word = " and " if isinstance(tree, And) else " or "
        told = word.join(_condition(term, names, inside=True) for term in tree.terms).replace("and without", "without")
        return f"({told})" if inside else told
    return "else"


def _practice(
    held: Held, part: QuestionPart, practice: PracticePart, reviewed: ReviewedQuestion, zone: str
) -> Iterator[Block]:
    text = held.practice(part.id, practice.id)
    result = next(each for each in reviewed.result.practices if each.practice == practice.id)
    label = f"{text.short_label}, " if text.code else ""
    yield Heading(2, f"{label}{text.title}", anchor=anchor(held, part, practice))
    state = _state(held, part, practice, believed(reviewed, result))
    yield said(*state, *_level_two(practice), *_answered(practice, zone), tone="kept")
    if practice.state == Claim.NOT_APPLICABLE:
        yield said(w.strong("Does not apply: "), practice.reason or "no reason is given.")
    yield from _note(practice, "Note", zone)
    if practice.evidence:
        yield said(w.strong("Evidence"))
        yield Bullets(tuple((said(*_evidence(link)),) for link in practice.evidence))
    yield from _steps(practice, text, zone)


def _state(held: Held, part: QuestionPart, practice: PracticePart, mark: Line) -> Iterator[Words | Mark]:
    words = {
        Claim.IN_PLACE: "Said to be in place",
        Claim.NOT_IN_PLACE: "Said to be not in place",
    }
    yield from mark
    claim = words.get(Claim(practice.state), "")
    yield Words(f". {claim}. " if claim else ". ")
    fact = held.planned.get((part.id, practice.id))
    if fact and fact.reason:
        reason = fact.reason
        others = [held.short(part.id, name) for name in reason.together if name != practice.id]
        how = "Made true" if practice.state == Claim.IN_PLACE else "In place"
        together = f", together with {w.names(others)}" if others else ""
        before, after = w.RISK_WORDS[reason.risk_now].lower(), w.RISK_WORDS[reason.risk_after].lower()
        yield Words(f"{how}{together}, it takes the question from {before} to {after}. ")


def _level_two(practice: PracticePart) -> Iterator[Words]:
    asked = [step for step in practice.steps if step.level == 2 and step.state != StepState.NOT_APPLICABLE]
    if asked and practice.state != Claim.NOT_APPLICABLE:
        done = sum(step.state == StepState.DONE for step in asked)
        yield Words(
            f"{w.capital(w.number(done)) if done else 'None'} of {w.number(len(asked))} steps of level 2 are done. "
        )


def _answered(part: Answered, zone: str) -> Iterator[Words]:
    if part.at is not None:
        yield w.quiet(f"Answered by {part.by or 'somebody who is gone'}, {w.day_of(part.at, zone)}.")


def _evidence(link: dict[str, str]) -> Iterator[Words]:
    title, url, as_of = link.get("title", ""), link.get("url", ""), link.get("as_of") or ""
    yield Words(title or url, url=url)
    if title and title != url:
        yield w.quiet(f" {url}")
    if as_of:
        yield w.quiet(f", as of {as_of}")


def _note(part: Answered, name: str, zone: str) -> Iterator[Block]:
    if part.note:
        who = f", {part.by}" if part.by else ""
        when = f", {w.day_of(part.at, zone)}" if part.at else ""
        yield Note(line(f"{name}{who}{when}"), blocks(part.note))


@dataclass(frozen=True, slots=True)
class _Group:
    """Steps that stand together; ``asks`` shows what each one asks for."""

    title: str
    steps: Sequence[StepPart]
    asks: bool = False

    @property
    def unanswered(self) -> bool:
        """Whether nobody has said anything of these."""
        return not any(step.version for step in self.steps)


def _groups(practice: PracticePart) -> Iterator[_Group]:
    def those(*states: StepState, essential: bool | None = None) -> list[StepPart]:
        fits = [step for step in practice.steps if step.state in states]
        return [step for step in fits if essential is None or step.essential is essential]

    yield _Group("Left to do, essential", those(StepState.PARTLY, StepState.NOT_DONE, essential=True), asks=True)
    yield _Group("Essential, and not answered yet", those(StepState.UNANSWERED, essential=True), asks=True)
    yield _Group("Open, not essential", those(StepState.PARTLY, StepState.NOT_DONE, essential=False))
    yield _Group("Done", those(StepState.DONE))
    yield _Group("Does not apply", those(StepState.NOT_APPLICABLE))
    yield _Group("Not answered yet", those(StepState.UNANSWERED, essential=False))


def _steps(practice: PracticePart, text: reading.Practice, zone: str) -> Iterator[Block]:
    statements = {step.id: step.statement for step in text.steps}
    settled = practice.state == Claim.NOT_APPLICABLE
    for group in _groups(practice):
        if group.steps and not (settled and group.unanswered):
            yield Heading(3, f"{group.title} ({len(group.steps)})")
            yield Steps(tuple(_step(step, statements[step.id] if group.asks else "", zone) for step in group.steps))


def _step(step: StepPart, statement: str, zone: str) -> Step:
    title = line(Words(step.title, strong=bool(statement)), *_degree(step), "." if statement else "")
    return Step(w.step_mark(step.state), title, statement, tuple(_below(step, zone)))


def _degree(step: StepPart) -> Iterable[Words]:
    told = ["half done"] if step.state == StepState.PARTLY else []
    told += [f"level {step.level}"] if step.level > 2 else []
    return (w.quiet(f", {', '.join(told)}"),) if told else ()


def _below(step: StepPart, zone: str) -> Iterator[Block]:
    if step.reason:
        yield said(w.strong("Why: "), step.reason)
    yield from _note(step, "Note", zone)
