"""Pillars, questions, their best practices and the rules that give a question its risk."""

from django.db import models
from django.db.models import Q

from pillars.models.published import NamedPart, Part


class Pillar(NamedPart):
    """A chapter of the lens."""

    name = models.CharField(max_length=128)

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="pillar_id"),
            models.UniqueConstraint(fields=["version", "position"], name="pillar_position"),
        ]

    def __str__(self) -> str:
        return self.name


class Question(NamedPart):
    """What the lens asks. ``aws_id`` is the AWS tool's own id where it differs from ``key``, else ''."""

    pillar = models.ForeignKey(Pillar, models.PROTECT, related_name="questions")
    title = models.CharField(max_length=255)
    description = models.TextField(blank=True)
    aws_id = models.CharField("AWS id", max_length=128, blank=True)
    code = models.CharField(max_length=32, blank=True)
    short = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["pillar_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="question_id"),
            models.UniqueConstraint(fields=["pillar", "position"], name="question_position"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()


class Practice(NamedPart):
    """One best practice of a question. ``risk`` is what its absence alone would give, '' where the lens doesn't say."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="practices")
    code = models.CharField(max_length=32, blank=True)
    title = models.CharField(max_length=255)
    short = models.CharField(max_length=80, blank=True)
    description = models.TextField(blank=True)
    risk = models.CharField(
        "risk if absent", max_length=6, blank=True, choices=[("HIGH", "HIGH"), ("MEDIUM", "MEDIUM")]
    )
    why = models.TextField(blank=True)
    outcome = models.TextField("desired outcome", blank=True)
    in_place = models.TextField("in place when", blank=True)
    not_in_place = models.TextField("not in place when", blank=True)
    not_applicable = models.TextField("not applicable when", blank=True)

    class Meta:
        ordering = ["question_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["question", "key"], name="practice_id"),
            models.UniqueConstraint(fields=["question", "position"], name="practice_position"),
            models.UniqueConstraint(fields=["version", "code"], condition=~Q(code=""), name="practice_code"),
            models.CheckConstraint(condition=Q(risk__in=["", "HIGH", "MEDIUM"]), name="practice_risk"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()


class NoneChoice(NamedPart):
    """A "None of these" choice of a question: a command, and in a rule a name, but no practice."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="none_choices")
    title = models.CharField(max_length=255)

    class Meta:
        ordering = ["question_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["question", "key"], name="none_choice_id"),
            models.UniqueConstraint(fields=["question", "position"], name="none_choice_position"),
        ]

    def __str__(self) -> str:
        return self.title


class RiskRule(Part):
    """A condition and the risk that it gives; of a question's rules the first true one wins.

    ``condition`` is the document's text, ``tree`` the parsed rule written out again in canonical form.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="rules")
    risk = models.CharField(max_length=6, choices=[("HIGH", "HIGH"), ("MEDIUM", "MEDIUM"), ("NONE", "NONE")])
    condition = models.TextField()
    tree = models.TextField()

    class Meta:
        ordering = ["question_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["question", "risk"], name="rule_risk"),
            models.UniqueConstraint(fields=["question", "position"], name="rule_position"),
            models.CheckConstraint(condition=Q(risk__in=["HIGH", "MEDIUM", "NONE"]), name="rule_risk_name"),
            models.CheckConstraint(condition=~Q(tree=""), name="rule_tree_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.risk}: {self.tree}"


class AntiPattern(Part):
    """A way of getting a practice wrong."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="anti_patterns")
    text = models.TextField()

    class Meta:
        ordering = ["practice_id", "position"]
        constraints = [models.UniqueConstraint(fields=["practice", "position"], name="anti_pattern_position")]

    def __str__(self) -> str:
        return self.text


class Link(Part):
    """A text with an optional address that the lens gives for a question or, where ``practice`` is set, a practice."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="links")
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="links", null=True)
    kind = models.CharField(max_length=4, choices=[("help", "helpful resource"), ("plan", "improvement plan")])
    text = models.TextField(blank=True)
    url = models.TextField("URL", blank=True)

    class Meta:
        ordering = ["question_id", "practice_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "position"], condition=Q(practice=None), name="question_link_position"
            ),
            models.UniqueConstraint(fields=["practice", "position"], name="practice_link_position"),
            models.CheckConstraint(condition=Q(kind__in=["help", "plan"]), name="link_kind"),
        ]

    def __str__(self) -> str:
        return self.text or self.url
