"""Rows of pillars, questions, rules and practices."""

from collections.abc import Iterator

from pillars.documents import shapes
from pillars.models import AntiPattern, LensVersion, Link, NoneChoice, Pillar, Practice, Question, RiskRule
from pillars.rules import unparse

Practices = dict[tuple[str, str], Practice]
"""The rows of practices by question id and choice id."""


def held(document: shapes.Document, practices: Practices) -> Iterator[tuple[Practice, shapes.Practice]]:
    """Yield each practice's row with what the document says of it, in order."""
    for question in document.questions:
        for practice in question.practices:
            yield practices[question.id, practice.id], practice


def write(document: shapes.Document, version: LensVersion) -> Practices:
    """Write everything that a review asks but for the steps; returns the practices."""
    questions = _questions(document, version)
    _rules(document, version, questions)
    rows = Practice.objects.bulk_create(
        _practice(version, questions[question.id], position, said)
        for question in document.questions
        for position, said in enumerate(question.practices)
    )
    keys = [(question.id, said.id) for question in document.questions for said in question.practices]
    practices = dict(zip(keys, rows, strict=True))
    AntiPattern.objects.bulk_create(
        AntiPattern(version=version, practice=practice, position=position, text=text)
        for practice, said in held(document, practices)
        for position, text in enumerate(said.anti_patterns)
    )
    _links(document, version, questions, practices)
    return practices


def _questions(document: shapes.Document, version: LensVersion) -> dict[str, Question]:
    pillars = Pillar.objects.bulk_create(
        Pillar(version=version, position=position, key=said.id, name=said.name)
        for position, said in enumerate(document.pillars)
    )
    rows = Question.objects.bulk_create(
        Question(
            version=version,
            pillar=pillar,
            position=position,
            key=said.id,
            title=said.title,
            description=said.description,
            aws_id=said.aws_id,
            code=said.code,
            short=said.short,
        )
        for pillar, chapter in zip(pillars, document.pillars, strict=True)
        for position, said in enumerate(chapter.questions)
    )
    return {row.key: row for row in rows}


def _rules(document: shapes.Document, version: LensVersion, questions: dict[str, Question]) -> None:
    RiskRule.objects.bulk_create(
        RiskRule(
            version=version,
            question=questions[question.id],
            position=position,
            risk=rule.risk,
            condition=rule.text,
            tree=unparse(rule.tree),
        )
        for question in document.questions
        for position, rule in enumerate(question.rules)
    )
    NoneChoice.objects.bulk_create(
        NoneChoice(
            version=version, question=questions[question.id], position=position, key=choice.id, title=choice.title
        )
        for question in document.questions
        for position, choice in enumerate(question.none_choices)
    )


def _practice(version: LensVersion, question: Question, position: int, said: shapes.Practice) -> Practice:
    return Practice(
        version=version,
        question=question,
        position=position,
        key=said.id,
        code=said.code,
        title=said.title,
        short=said.short,
        description=said.description,
        risk=said.risk or "",
        why=said.why,
        outcome=said.outcome,
        in_place=said.in_place,
        not_in_place=said.not_in_place,
        not_applicable=said.not_applicable,
    )


def _links(
    document: shapes.Document, version: LensVersion, questions: dict[str, Question], practices: Practices
) -> None:
    rows = [
        Link(
            version=version,
            question=questions[question.id],
            position=position,
            kind=link.kind,
            text=link.text,
            url=link.url,
        )
        for question in document.questions
        for position, link in enumerate(question.links)
    ]
    rows += [
        Link(
            version=version,
            question=practice.question,
            practice=practice,
            position=position,
            kind=link.kind,
            text=link.text,
            url=link.url,
        )
        for practice, said in held(document, practices)
        for position, link in enumerate(said.links)
    ]
    Link.objects.bulk_create(rows)
