"""Pillars, questions, choices and rules of a lens document."""

from pillars.documents import steps
from pillars.documents.guidance import PRACTICE
from pillars.documents.nodes import Node, is_address
from pillars.documents.shapes import Link, NoneChoice, Pillar, Practice, Question, Rule
from pillars.rules import RISK_NAMES, WORD_DEFAULT, Risk, RuleError, choices_in, parse

MAX_CHOICES = 15
"""Choices of a question, as in the AWS tool; minimal sets are computed exactly for as many."""

MAX_PILLARS = 50
MAX_QUESTIONS = 200
"""Pillars of a lens and questions of a pillar: several times what published lenses have."""

CHOICE = "a choice"
NONE_OF_THESE = ("none of these", "none of the above", "none of above")
LINK_KINDS = {"HELPFUL_RESOURCE": "help", "IMPROVEMENT_PLAN": "plan"}


def pillars(lens: Node) -> tuple[Pillar, ...]:
    """Read the pillars with all that they hold."""
    return tuple(
        Pillar(
            node.identifier("a pillar", [], strict=True),
            node.title("name", 128),
            tuple(_question(question) for question in node.objects("questions", least=1, most=MAX_QUESTIONS)),
        )
        for node in lens.objects("pillars", least=1, most=MAX_PILLARS)
    )


def _question(node: Node) -> Question:
    more = node.child("x-lintel")
    more.only("awsId", "code", "short")
    question_id = node.identifier("a question", [], strict=True)
    choices = [(choice, _choice_id(choice, node.path)) for choice in node.objects("choices", least=1, most=MAX_CHOICES)]
    practices = tuple(_practice(choice, name) for choice, name in choices if not _is_none(choice))
    if choices and not practices:
        node.at("choices").refuse('at least one choice that is not "None of these"')
    return Question(
        id=question_id,
        title=node.title("title"),
        description=node.text("description"),
        aws_id=more.text("awsId", 128),
        code=more.text("code", 32),
        short=more.text("short", 80),
        links=_links(node),
        practices=practices,
        none_choices=tuple(_none_choice(choice, name) for choice, name in choices if _is_none(choice)),
        rules=_rules(node, {name for _, name in choices}),
    )


def _choice_id(node: Node, question: str) -> str:
    """A choice's id is unique in its question; public lenses use the same ones in many questions."""
    choice_id = node.identifier(f"a choice of {question}", [], strict=True)
    if choice_id == WORD_DEFAULT:
        node.at("id").refuse(f"another id: {WORD_DEFAULT} is a word of the rules")
    node.log.known.setdefault((CHOICE, choice_id), node.at("id").path)
    return choice_id


def _is_none(node: Node) -> bool:
    choice_id, title = node.at("id").value, node.at("title").value
    named_so = isinstance(choice_id, str) and choice_id.endswith("_no")
    return named_so or (isinstance(title, str) and title.strip().lower().startswith(NONE_OF_THESE))


def _none_choice(node: Node, choice_id: str) -> NoneChoice:
    node.child("x-lintel").only()
    return NoneChoice(choice_id, node.title("title"))


def _practice(node: Node, choice_id: str) -> Practice:
    more = node.child("x-lintel")
    more.only(
        *("code", "short", "risk", "why", "outcome", "inPlace", "notInPlace", "notApplicable", "antiPatterns", "steps")
    )
    code = more.text("code", 32)
    if code:
        more.at("code").define([PRACTICE], code)
    risk = more.word("risk", (Risk.HIGH, Risk.MEDIUM)) if more.has("risk") else ""
    return Practice(
        id=choice_id,
        code=code,
        title=node.title("title"),
        short=more.text("short", 80),
        description=node.text("description"),
        risk=Risk(risk) if risk else None,
        why=more.text("why"),
        outcome=more.text("outcome"),
        in_place=more.text("inPlace"),
        not_in_place=more.text("notInPlace"),
        not_applicable=more.text("notApplicable"),
        anti_patterns=more.texts("antiPatterns", most=30),
        links=_links(node),
        steps=steps.steps(more),
    )


def _links(node: Node) -> tuple[Link, ...]:
    links = [
        _link(node.child(key), kind)
        for key, kind in (("helpfulResource", "help"), ("improvementPlan", "plan"))
        if node.has(key)
    ]
    for group in node.objects("additionalResources", most=10):
        kind = LINK_KINDS.get(group.word("type", LINK_KINDS), "help")
        links += [_link(item, kind) for item in group.objects("content", most=50)]
    return tuple(link for link in links if link.text or link.url)


def _link(node: Node, kind: str) -> Link:
    """Published lenses have several addresses in one field, or none: such a text is shown and not linked to."""
    text, address = node.text("displayText"), node.at("url").as_text(2048, required=False).strip()
    if address and not is_address(address):
        node.at("url").warn("is not one address that begins with https:// or http://, and is shown as text")
        return Link(kind, f"{text} {address}".strip(), "")
    return Link(kind, text, address)


def _rules(node: Node, choices: set[str]) -> tuple[Rule, ...]:
    rules: list[Rule] = []
    for item in node.objects("riskRules", least=1, most=len(RISK_NAMES)):
        name = item.word("risk", RISK_NAMES)
        if name and any(rule.risk is RISK_NAMES[name] for rule in rules):
            item.at("risk").refuse("each risk once in a question")
        rule = _rule(item, name, choices)
        if rule:
            rules.append(rule)
    return tuple(rules)


def _rule(item: Node, name: str, choices: set[str]) -> Rule | None:
    condition = item.at("condition")
    if not isinstance(condition.value, str):
        condition.refuse("a condition, or the word default")
        return None
    try:
        tree = parse(condition.value)
    except RuleError as error:
        condition.refuse(f"a condition that can be read: {error}")
        return None
    for choice_id in sorted(choices_in(tree) - choices):
        condition.refuse(f"ids of choices of this question: {choice_id[:128]} is none")
    return Rule(condition.value, tree, RISK_NAMES[name]) if name else None
