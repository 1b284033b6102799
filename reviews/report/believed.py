"""What is claimed beside what supports it: the risk picture of a review."""

from collections import Counter
from collections.abc import Iterator

from pillars.rules import Risk
from reviews.assessment import ReviewedQuestion
from reviews.heat_map import CellState, cell_of
from reviews.question_results import PracticeResult
from reviews.report import wording as w
from reviews.report.blocks import Block, Cell, Column, Heading, Line, Mark, Strip, Table, Words, cell, line, said
from reviews.report.held import Held
from reviews.results_document import PracticePart, QuestionPart
from reviews.states import Claim, Severity, StepState, Support

CLAIMS = {
    Claim.IN_PLACE: "In place",
    Claim.NOT_IN_PLACE: "Not in place",
    Claim.NOT_APPLICABLE: "Not applicable",
    Claim.UNANSWERED: "Unanswered",
}


def picture(held: Held) -> Iterator[Block]:
    """Yield the risk picture of a review: its practices, or its questions where there are many."""
    yield Heading(1, "What is claimed, and what supports it", anchor=f"claimed-{held.part.lens}")
    asked = list(held.questions)
    practices = sum(len(part.practices) for part, _, _ in asked)
    answer = "answers" if practices == 1 else "answer"
    whole = "the one question" if len(asked) == 1 else f"the {w.number(len(asked))} questions"
    believed_when = (
        "What a team claims is believed when none of the practice's essential steps is known to be not done."
    )
    if not held.texts.steps:
        believed_when = "This lens has no steps, so that every claim is believed."
    yield said(f"{w.capital(w.counted(practices, 'practice'))} {answer} {whole} of this review. {believed_when}")
    if len(asked) == 1:
        part, reviewed, _ = asked[0]
        yield practices_table(held, part, reviewed)
        both = "".join(_both(held, part))
        if both:
            yield said(both, tone="quiet")
    elif asked:
        yield _questions_table(held)


def _questions_table(held: Held) -> Table:
    rows = []
    for part, reviewed, text in held.questions:
        place = sum(practice.state == Claim.IN_PLACE for practice in part.practices)
        so_far = not part.complete and part.answered > 0
        rows.append(
            (
                cell(line(Words(text.title, to=anchor(held, part)))),
                cell(w.risk_line(part.risk, so_far=so_far, accepted=reviewed.accepted_until is not None)),
                cell(w.risk_line(part.supported, so_far=so_far, claim=part.risk != part.supported)),
                cell(f"{place} of {part.total}"),
                cell(f"{part.answered} of {part.total}"),
            )
        )
    columns = (Column("Question", 1), *map(Column, ("Claimed", "Supported", "In place", "Answered")))
    return Table("Questions, with their risk as claimed and as supported", columns, tuple(rows))


def practices_table(held: Held, part: QuestionPart, reviewed: ReviewedQuestion) -> Table:
    """Return a question's practices: claim, essential steps, support, and the steps of level 2."""
    stepped = any(practice.steps for practice in part.practices)
    rows = []
    for practice, result in zip(part.practices, reviewed.result.practices, strict=True):
        text = held.practice(part.id, practice.id)
        code = w.quiet(f"{text.short_label} ") if text.code else ""
        name = cell(line(code, Words(text.title, to=anchor(held, part, practice))))
        claim, support = cell(CLAIMS[Claim(practice.state)]), cell(believed(reviewed, result))
        rows.append(
            (name, claim, _essential(practice), support, _level_two(practice)) if stepped else (name, claim, support)
        )
    titles = ("Claimed", "Essential", "Supported", "Level 2") if stepped else ("Claimed", "Supported")
    return Table("Practices, as claimed and as supported", (Column("Practice", 1), *map(Column, titles)), tuple(rows))


def _essential(practice: PracticePart) -> Cell:
    return cell(f"{practice.essential_done} of {practice.essential_total}" if practice.essential_total else "–")


def anchor(held: Held, part: QuestionPart, practice: PracticePart | None = None) -> str:
    """Return the anchor of a question's or a practice's heading."""
    return ".".join([held.part.lens, part.id, *([practice.id] if practice else [])])


def believed(reviewed: ReviewedQuestion, result: PracticeResult) -> Line:
    """Return what is believed of a practice, with the mark that the heat map has for it."""
    state = cell_of(reviewed.result, result, accepted=False).state
    severity = result.severity
    risk = Risk(severity) if severity else Risk.NONE
    level = severity.lower()
    if state == CellState.ABSENT:
        return w.risk_line(risk, word=f"{level.capitalize()} gap" if severity else "Absent, no gap")
    if state == CellState.NOT_SUPPORTED:
        return w.risk_line(risk, word=f"Not supported, {level}" if severity else "Not supported", claim=True)
    if state == CellState.CLAIMED_ONLY:
        return line(Mark("m-claimed", "none"), Words("Claimed only", strong=True))
    if state == CellState.IN_PART:
        return line(Mark("m-claimed", "none"), Words("In part", strong=True))
    if state == CellState.IN_PLACE:
        return w.risk_line(Risk.NONE, word="In place")
    return w.risk_line(Risk.NOT_APPLICABLE if state == CellState.NOT_APPLICABLE else Risk.UNANSWERED)


_COUNTED = {
    StepState.DONE: "done",
    StepState.PARTLY: "partly",
    StepState.NOT_DONE: "not done",
    StepState.NOT_APPLICABLE: "not applicable",
    StepState.UNANSWERED: "unanswered",
}


def _level_two(practice: PracticePart) -> Cell:
    states = [StepState(step.state) for step in practice.steps if step.level == 2]
    if not states:
        return cell("–")
    counts = Counter(states)
    words = ", ".join(f"{counts[state]} {name}" for state, name in _COUNTED.items() if counts[state])
    return Cell((), picture=Strip(tuple(map(w.symbol_of, states)), f"Level 2: {words}"))


def _both(held: Held, part: QuestionPart) -> Iterator[str]:
    """Say whether claims and steps agree, and why not."""
    risk, supported = Risk(part.risk), Risk(part.supported)
    if risk in (Risk.UNANSWERED, Risk.NOT_APPLICABLE):
        return
    so_far = "" if part.complete else " so far"
    if risk == supported:
        yield f"The two agree: {w.RISK_WORDS[risk].lower()} either way{so_far}."
    else:
        was, is_now = w.RISK_WORDS[risk].lower(), w.RISK_WORDS[supported].lower()
        yield f"The two differ: {was} as claimed, {is_now} as supported{so_far}."
    for practice in part.practices:
        name = held.short(part.id, practice.id)
        missing = [s.title for s in practice.steps if s.essential and s.state == StepState.NOT_DONE]
        if practice.support == Support.NOT_SUPPORTED:
            yield f" {name} is said to be in place, and this is not done: {'; '.join(missing)}."
        elif practice.support == Support.CLAIMED_ONLY:
            left = sum(step.essential and step.state == StepState.UNANSWERED for step in practice.steps)
            yield f" {name} is claimed only: {w.counted(left, 'essential step')} of it has no answer."
        elif practice.support == Support.IN_PART:
            yield f" {name} is supported in part."
        elif practice.state == Claim.NOT_IN_PLACE and 0 < practice.essential_total == practice.essential_done:
            yield f" {name} looks in place, since all its essential steps are done: confirm it before work is planned."


def severity_word(severity: str) -> str:
    """Return high or medium, '' for none."""
    return Severity(severity).lower()
