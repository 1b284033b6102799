"""Reading a lens document: from bytes to plain data, or to every problem at once.

The format is the AWS Well-Architected Tool's public custom-lens format, schemaVersion 2021-11-01; what it cannot say
stands under ``x-lintel``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import slugify

from pillars.documents import guidance, lint, questions
from pillars.documents.nodes import Log, Node
from pillars.documents.problems import LensProblems, LensWarning, Problem
from pillars.documents.shapes import Document
from pillars.documents.source import json_value

__all__ = ["SCHEMA_VERSION", "Checked", "LensProblems", "LensWarning", "Problem", "read", "reread"]

SCHEMA_VERSION = "2021-11-01"
ALIAS_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Checked:
    """A document that can be loaded, and what is worth a look in it."""

    document: Document
    warnings: tuple[LensWarning, ...]


def read(source: bytes) -> Checked:
    """Read a lens document; raises LensProblems with every problem that it has."""
    log = Log()
    root = Node(json_value(source), "$", log)
    if not isinstance(root.value, dict):
        root.refuse("an object")
        raise LensProblems(log.problems)
    document = _document(root)
    log.settle()
    log.keep_apart(guidance.STEP, questions.CHOICE)
    if log.problems:
        raise LensProblems(log.problems)
    for question, node in zip(document.questions, _question_nodes(root), strict=True):
        lint.check_rules(question, node)
    return Checked(document, tuple(log.warnings))


def reread(source: bytes) -> Document:
    """Read a document that was published before, without judging it: rules may have become stricter since."""
    return _document(Node(json_value(source), "$", Log()))


def _document(root: Node) -> Document:
    root.word("schemaVersion", (SCHEMA_VERSION,))
    more = root.child("x-lintel")
    more.only(
        *("alias", "concepts", "services", "areas", "levels", "challenges", "outcomes", "resources", "overlaps"),
    )
    return Document(
        alias=_alias(root, more),
        name=root.title("name", 128),
        description=root.text("description"),
        concepts=guidance.notes(more, "concepts", "a concept"),
        services=guidance.services(more),
        areas=guidance.areas(more),
        # Before the pillars: a step's mark is held against the levels.
        levels=guidance.levels(more),
        challenges=guidance.challenges(more),
        outcomes=guidance.notes(more, "outcomes", "an outcome"),
        resources=guidance.resources(more),
        overlaps=guidance.overlaps(more),
        pillars=questions.pillars(root),
    )


def _alias(root: Node, more: Node) -> str:
    alias = more.at("alias")
    if more.has("alias"):
        if not isinstance(alias.value, str) or not alias.value or alias.value != slugify(alias.value)[:ALIAS_LENGTH]:
            alias.refuse(f"1 to {ALIAS_LENGTH} small letters, digits, underscores and single hyphens")
            return ""
        return alias.value
    name = root.at("name")
    slug = slugify(name.value)[:ALIAS_LENGTH].strip("-_") if isinstance(name.value, str) else ""
    if isinstance(name.value, str) and not slug:
        name.refuse("a name with a letter or digit, or an alias under x-lintel")
    return slug


def _question_nodes(root: Node) -> Iterator[Node]:
    for pillar in root.objects("pillars", most=questions.MAX_PILLARS):
        yield from pillar.objects("questions", most=questions.MAX_QUESTIONS)
