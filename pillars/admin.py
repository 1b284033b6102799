"""The knowledge for administrators: to be read. Documents are published by ``load_lens`` and never changed."""

from typing import TypeVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from accounts.read_only import ReadOnly
from pillars import models as tables

M = TypeVar("M", bound=models.Model)
P = TypeVar("P", bound=models.Model)


class Page(ReadOnly, admin.ModelAdmin[M]):
    """One kind of knowledge; documents are published by the loader alone."""

    list_per_page = 100


class Parts(ReadOnly, admin.TabularInline[M, P]):
    """What belongs to a thing, below it."""

    extra = 0
    exclude = ["version"]
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[M]:
        """Fetch what the rows name together with them."""
        return super().get_queryset(request).select_related()


class Versions(Parts[tables.LensVersion, tables.Lens]):
    """A lens's versions."""

    model = tables.LensVersion
    exclude = ["description"]


class Questions(Parts[tables.Question, tables.Pillar]):
    """A pillar's questions."""

    model = tables.Question
    fields = ["position", "code", "key", "title"]


class Practices(Parts[tables.Practice, tables.Question]):
    """A question's practices."""

    model = tables.Practice
    fields = ["position", "code", "key", "title", "risk"]


class NoneChoices(Parts[tables.NoneChoice, tables.Question]):
    """A question's choices that are no practices."""

    model = tables.NoneChoice


class Rules(Parts[tables.RiskRule, tables.Question]):
    """A question's rules: the first true one wins."""

    model = tables.RiskRule


class AntiPatterns(Parts[tables.AntiPattern, tables.Practice]):
    """A practice's anti-patterns."""

    model = tables.AntiPattern


class Links(Parts[tables.Link, tables.Practice]):
    """A practice's links."""

    model = tables.Link
    exclude = ["version", "question"]


class QuestionLinks(Parts[tables.Link, tables.Question]):
    """The links of a question and of its practices."""

    model = tables.Link


class Steps(Parts[tables.Step, tables.Practice]):
    """A practice's steps."""

    model = tables.Step
    fields = ["position", "key", "title", "area", "level", "effort", "essential", "mark"]


class StepServices(Parts[tables.StepService, tables.Step]):
    """The services that help with a step."""

    model = tables.StepService


class StepSuggestions(Parts[tables.StepSuggestion, tables.Step]):
    """What a step suggests."""

    model = tables.StepSuggestion
    fk_name = "step"


class Marks(Parts[tables.Mark, tables.Level]):
    """A level's marks."""

    model = tables.Mark


class Successors(Parts[tables.ServiceSuccessor, tables.Service]):
    """What to use instead of a retired service."""

    model = tables.ServiceSuccessor
    fk_name = "service"


class Guides(Parts[tables.Resource, tables.Service]):
    """A service's product guides."""

    model = tables.Resource


class ChallengePractices(Parts[tables.ChallengePractice, tables.Challenge]):
    """The practices that a challenge concerns."""

    model = tables.ChallengePractice


class ChallengeAreas(Parts[tables.ChallengeArea, tables.Challenge]):
    """The areas that a challenge concerns."""

    model = tables.ChallengeArea


class OverlapSteps(Parts[tables.OverlapStep, tables.Overlap]):
    """The steps of a group, told apart."""

    model = tables.OverlapStep


@admin.register(tables.Lens)
class LensAdmin(Page[tables.Lens]):
    """Lenses."""

    list_display = ["name", "alias"]
    search_fields = ["name", "alias"]
    inlines = [Versions]


@admin.register(tables.LensVersion)
class LensVersionAdmin(Page[tables.LensVersion]):
    """Versions; the document itself is downloaded from the lens's page."""

    list_display = ["name", "number", "published_at", "sha256"]
    list_filter = ["lens"]
    date_hierarchy = "published_at"


@admin.register(tables.Pillar)
class PillarAdmin(Page[tables.Pillar]):
    """Pillars."""

    list_display = ["name", "key", "version"]
    list_filter = ["version"]
    list_select_related = ["version"]
    inlines = [Questions]


@admin.register(tables.Question)
class QuestionAdmin(Page[tables.Question]):
    """Questions with their practices and rules."""

    list_display = ["title", "code", "key", "pillar", "version"]
    list_filter = ["version"]
    list_select_related = ["pillar", "version"]
    search_fields = ["title", "code", "key"]
    inlines = [Rules, Practices, NoneChoices, QuestionLinks]


@admin.register(tables.Practice)
class PracticeAdmin(Page[tables.Practice]):
    """Practices with their guidance and steps."""

    list_display = ["title", "code", "key", "risk", "question", "version"]
    list_filter = ["version", "risk"]
    list_select_related = ["question", "version"]
    search_fields = ["title", "code", "key"]
    inlines = [AntiPatterns, Links, Steps]


@admin.register(tables.Step)
class StepAdmin(Page[tables.Step]):
    """Steps."""

    list_display = ["title", "key", "practice", "area", "level", "effort", "essential", "mark"]
    list_filter = ["version", "level", "effort", "essential", "area"]
    list_select_related = ["practice", "area", "mark"]
    search_fields = ["title", "key", "statement", "guidance"]
    inlines = [StepServices, StepSuggestions]


@admin.register(tables.Area)
class AreaAdmin(Page[tables.Area]):
    """Areas."""

    list_display = ["title", "key", "short", "version"]
    list_filter = ["version"]
    list_select_related = ["version"]


@admin.register(tables.Level)
class LevelAdmin(Page[tables.Level]):
    """Maturity levels with their marks."""

    list_display = ["title", "number", "version"]
    list_filter = ["version"]
    list_select_related = ["version"]
    inlines = [Marks]


@admin.register(tables.Service)
class ServiceAdmin(Page[tables.Service]):
    """Services with their lifecycle."""

    list_display = ["name", "key", "status", "retired_on", "version"]
    list_filter = ["version", "status"]
    list_select_related = ["version"]
    search_fields = ["name", "key"]
    inlines = [Successors, Guides]


@admin.register(tables.Concept, tables.Outcome)
class NoteAdmin(Page[M]):
    """Concepts and outcomes."""

    list_display = ["title", "key", "practice", "version"]
    list_filter = ["version"]
    list_select_related = ["practice", "version"]
    search_fields = ["title", "text"]


@admin.register(tables.Resource)
class ResourceAdmin(Page[tables.Resource]):
    """Resources."""

    list_display = ["title", "url", "service", "version"]
    list_filter = ["version"]
    list_select_related = ["service", "version"]
    search_fields = ["title", "url"]


@admin.register(tables.Challenge)
class ChallengeAdmin(Page[tables.Challenge]):
    """Challenges with what they concern."""

    list_display = ["title", "key", "version"]
    list_filter = ["version"]
    list_select_related = ["version"]
    inlines = [ChallengePractices, ChallengeAreas]


@admin.register(tables.Overlap)
class OverlapAdmin(Page[tables.Overlap]):
    """Groups of steps that are told apart."""

    list_display = ["title", "version"]
    list_filter = ["version"]
    list_select_related = ["version"]
    inlines = [OverlapSteps]
