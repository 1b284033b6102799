"""The portfolio's workloads as the API writes them down: with what counts in each, and as rows of the heat map."""

from typing import Any

from rest_framework import serializers

from pillars.rules import Risk
from reviews.heat_map import CellState
from reviews.portfolio.figures import Line
from reviews.portfolio.heat import Column, PillarCell, PracticeCell, RiskTold, Row

RISKS = [(risk.value, risk.value) for risk in Risk]


class LineSerializer(serializers.Serializer[Line]):
    """A workload with its review against the lens. Risks count questions, as claimed; ``unsupported`` practices."""

    id = serializers.CharField(source="public_id", help_text="The workload's id.")
    name = serializers.CharField(help_text="The workload's name.")
    team = serializers.CharField(source="team_id", help_text="The team's id.")
    team_name = serializers.CharField(source="team", help_text="The team's name.")
    tier = serializers.IntegerField(
        help_text="1 stops the company within the hour, 2 hurts within the day, 3 can wait."
    )
    target = serializers.IntegerField(allow_null=True, help_text="The maturity that it should reach; null for none.")
    reviewed = serializers.SerializerMethodField(help_text="Whether it has a review against the lens.")
    to_review = serializers.BooleanField(help_text="Whether it has none, or one that is incomplete or stale.")
    stale = serializers.BooleanField(allow_null=True, help_text="Whether its answers are too old; null: no review.")
    maturity = serializers.IntegerField(allow_null=True, help_text="1 to 4; null unless it is assessed.")
    below_target = serializers.BooleanField(allow_null=True, help_text="Whether that is too low; null: no review.")
    high = serializers.IntegerField(help_text="High risks that are open.")
    high_so_far = serializers.IntegerField(help_text="High risks of questions that are not complete.")
    high_accepted = serializers.IntegerField(help_text="High risks that are accepted.")
    accepted = serializers.IntegerField(help_text="Risks that are accepted, high and medium.")
    ending_soon = serializers.IntegerField(help_text="Of these, how many end within 30 days.")
    incomplete = serializers.IntegerField(help_text="Questions that are not complete.")
    unsupported = serializers.IntegerField(
        allow_null=True, help_text="Practices that are claimed and not supported; null: no review."
    )

    def get_reviewed(self, line: Line) -> bool:
        """Return whether there is a review."""
        return line.review_id is not None


class ColumnSerializer(serializers.Serializer[Column]):
    """What stands across: a practice, or a pillar of a lens that has many practices."""

    question = serializers.CharField(help_text="The practice's question; empty for a pillar.")
    practice = serializers.CharField(help_text="The practice's id; empty for a pillar.")
    pillar = serializers.CharField(help_text="The pillar's id; empty for a practice.")
    code = serializers.CharField(help_text="What tells a practice's code apart within its question, such as BP01.")
    title = serializers.CharField(help_text="The practice's title, or the pillar's name.")


class WorstSerializer(serializers.Serializer[RiskTold]):
    """The worst question of a review, as supported."""

    supported = serializers.ChoiceField(RISKS, source="risk", help_text="Its risk as supported.")
    claimed = serializers.ChoiceField(RISKS, help_text="Its risk as claimed.")
    so_far = serializers.BooleanField(help_text="Whether practices of it are unanswered, so that both may change.")
    answered = serializers.IntegerField(help_text="How many of its practices are answered.")
    practices = serializers.IntegerField(help_text="How many practices it has.")
    accepted_until = serializers.DateField(allow_null=True, help_text="The day at whose start its acceptance ends.")
    back_since = serializers.DateField(
        allow_null=True, help_text="The day on which an acceptance ended and it came back."
    )
    days_old = serializers.IntegerField(allow_null=True, help_text="How old a stale review is, in days; else null.")
    others = serializers.IntegerField(help_text="How many other questions of the review are as bad.")


class CellSerializer(serializers.Serializer[PracticeCell]):
    """A practice of a workload."""

    question = serializers.CharField(source="column.question", help_text="The question's id.")
    practice = serializers.CharField(source="column.practice", help_text="The practice's id.")
    state = serializers.ChoiceField(
        [(state.value, state.value) for state in CellState if state is not CellState.ACCEPTED],
        help_text="How it stands, whether or not that is accepted.",
    )
    severity = serializers.ChoiceField(["HIGH", "MEDIUM", ""], help_text="That of its finding; empty without one.")
    accepted = serializers.BooleanField(help_text="Whether its finding is accepted.")
    essential_done = serializers.IntegerField(source="done", help_text="Essential steps that are done.")
    essential_total = serializers.IntegerField(source="total", help_text="Essential steps that apply.")


class PillarCellSerializer(serializers.Serializer[PillarCell]):
    """A pillar of a workload."""

    pillar = serializers.CharField(source="column.pillar", help_text="The pillar's id.")
    supported = serializers.ChoiceField(RISKS, source="risk", help_text="The worst risk in it, as supported.")
    questions = serializers.IntegerField(source="count", help_text="How many of its questions have that risk.")
    accepted = serializers.BooleanField(help_text="Whether that risk is accepted.")
    so_far = serializers.BooleanField(help_text="Whether practices are unanswered, so that it may change.")


class HeatRowSerializer(serializers.Serializer[Row]):
    """A workload in the heat map."""

    id = serializers.CharField(source="line.public_id", help_text="The workload's id.")
    name = serializers.CharField(source="line.name", help_text="The workload's name.")
    team_name = serializers.CharField(source="line.team", help_text="The team's name.")
    tier = serializers.IntegerField(source="line.tier", help_text="Its tier, 1 to 3.")
    maturity = serializers.IntegerField(
        source="line.maturity", allow_null=True, help_text="1 to 4; null unless assessed."
    )
    target = serializers.IntegerField(source="line.target", allow_null=True, help_text="What it should reach.")
    assessing = serializers.BooleanField(help_text="Whether an assessment is to come.")
    worst = WorstSerializer(source="told", allow_null=True, help_text="Its worst question; null without a review.")
    practices = CellSerializer(many=True, help_text="A cell for each column; empty where pillars stand across.")
    pillars = PillarCellSerializer(many=True, help_text="A cell for each column; empty where practices stand across.")


class HeatMapSerializer(serializers.Serializer[Any]):
    """A page of the heat map."""

    lens = serializers.CharField(help_text="The lens's alias.")
    lens_version = serializers.IntegerField(help_text="The lens version's number.")
    columns = ColumnSerializer(many=True, help_text="What stands across.")
    results = HeatRowSerializer(many=True, help_text="The rows of this page, the worst first.")
    next = serializers.URLField(allow_null=True, help_text="The next page, null at the end.")
