"""From the tables to the frozen data that evaluation reads."""

from collections import defaultdict
from functools import lru_cache

from django.db.models import F

from pillars import compiled as plain
from pillars.models import LensVersion, NoneChoice, Practice, Question, RiskRule, Step, StepService, StepSuggestion
from pillars.rules import Risk, Rule, parse


@lru_cache(maxsize=32)
def compiled(version_id: int) -> plain.Lens:
    """Return a lens version as frozen data, with 8 statements the first time and none after that.

    Raises LensVersion.DoesNotExist. The cache is this process's own and never stale: a version doesn't change.
    """
    version = LensVersion.objects.select_related("lens").get(pk=version_id)
    practices = _practices(version_id)
    rules = defaultdict(list)
    for rule in RiskRule.objects.filter(version=version_id).order_by("position"):
        rules[rule.question_id].append(Rule(parse(rule.tree), Risk(rule.risk)))
    none_choices = defaultdict(set)
    for choice in NoneChoice.objects.filter(version=version_id):
        none_choices[choice.question_id].add(choice.key)
    questions = Question.objects.filter(version=version_id).select_related("pillar")
    return plain.Lens(
        alias=version.lens.alias,
        number=version.number,
        name=version.name,
        questions=tuple(
            plain.Question(
                id=question.key,
                pillar=question.pillar.key,
                title=question.title,
                practices=tuple(practices[question.pk]),
                none_choices=frozenset(none_choices[question.pk]),
                rules=tuple(rules[question.pk]),
            )
            for question in questions.order_by("pillar__position", "position")
        ),
    )


def _practices(version_id: int) -> dict[int, list[plain.Practice]]:
    steps = _steps(version_id)
    practices = defaultdict(list)
    for row in (
        Practice.objects.filter(version=version_id).only("question_id", "key", "code", "title").order_by("position")
    ):
        practices[row.question_id].append(plain.Practice(row.key, row.code, row.title, tuple(steps[row.pk])))
    return practices


def _steps(version_id: int) -> dict[int, list[plain.Step]]:
    services, suggests = defaultdict(list), defaultdict(list)
    for step_id, key in (
        StepService.objects.filter(version=version_id).order_by("position").values_list("step_id", "service__key")
    ):
        services[step_id].append(key)
    for step_id, key in (
        StepSuggestion.objects.filter(version=version_id).order_by("position").values_list("step_id", "suggested__key")
    ):
        suggests[step_id].append(key)
    steps = defaultdict(list)
    rows = Step.objects.filter(version=version_id).defer("statement", "guidance")
    for row in rows.annotate(area_key=F("area__key"), mark_key=F("mark__key")).order_by("position"):
        steps[row.practice_id].append(
            plain.Step(
                id=row.key,
                title=row.title,
                area=row.area_key or "",
                level=row.level,
                effort=plain.Effort(row.effort),
                essential=row.essential,
                mark=row.mark_key or "",
                services=tuple(services[row.pk]),
                suggests=tuple(suggests[row.pk]),
            )
        )
    return steps
