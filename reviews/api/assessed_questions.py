"""What the assessment says of a question: risks, practices, the way down, what doesn't fit, what comes next."""

from rest_framework import serializers

from reviews.api.snapshots import RISKS
from reviews.assessed import AssessedPractice, AssessedQuestion, Contradiction, Count, WayDown
from reviews.contradictions import TellKind
from reviews.maturity import LevelState
from reviews.path import Share, Stage
from reviews.states import Claim, Support

STATES = [state.value for state in LevelState]


class CountSerializer(serializers.Serializer[Count]):
    """Some steps, counted."""

    done = serializers.IntegerField(help_text="How many are done.")
    answered = serializers.IntegerField(help_text="How many are answered at all.")
    total = serializers.IntegerField(help_text="How many there are.")


class ShareSerializer(serializers.Serializer[Share]):
    """How much of one maturity level of a practice is done; partly counts half."""

    level = serializers.IntegerField(help_text="The level, 2 to 4.")
    percent = serializers.IntegerField(help_text="The share of its applicable steps that is done, rounded down.")
    needed_percent = serializers.IntegerField(source="needed", help_text="The share that the level needs.")
    applicable = serializers.IntegerField(help_text="How many of its steps apply.")
    total = serializers.IntegerField(help_text="How many steps it has.")


class AssessedPracticeSerializer(serializers.Serializer[AssessedPractice]):
    """One practice assessed."""

    practice = serializers.CharField(source="result.practice", help_text="The practice's id.")
    code = serializers.CharField(source="text.code", help_text="Its code; empty where it has none.")
    title = serializers.CharField(source="text.title", help_text="What the lens calls it.")
    claim = serializers.ChoiceField(
        [claim.value for claim in Claim], source="result.claim", help_text="What is said of it."
    )
    support = serializers.ChoiceField(
        [support.value for support in Support],
        source="result.support",
        allow_null=True,
        help_text="How well its essential steps carry it; null unless it is in place and has some that apply.",
    )
    essential_done = serializers.IntegerField(
        source="result.essential_done", help_text="How many essential steps are done."
    )
    essential_total = serializers.IntegerField(
        source="result.essential_total", help_text="How many essential steps apply."
    )
    severity = serializers.CharField(
        source="result.severity", help_text="Of its finding: HIGH or MEDIUM; empty where nothing is wrong with it."
    )
    accepted = serializers.BooleanField(help_text="Whether its finding is accepted at present.")
    looks_in_place = serializers.BooleanField(
        source="result.looks_in_place", help_text="Said not to be in place, although every essential step is done."
    )
    maturity_state = serializers.ChoiceField(
        STATES, source="result.maturity.state", help_text="`assessed`, `not_assessed` or `left_out`."
    )
    level = serializers.IntegerField(
        source="result.maturity.level", allow_null=True, help_text="Its maturity level, 1 to 4; null unless assessed."
    )
    to_answer = serializers.ListField(
        child=serializers.CharField(),
        source="result.maturity.to_answer",
        help_text="What has to be answered before it has a level: ids of it or of its steps.",
    )
    offered_level = serializers.IntegerField(
        source="offered", help_text="The highest level whose steps the path offers; 1: the essential steps alone."
    )
    next_level = ShareSerializer(
        source="share", allow_null=True, help_text="How far it is on the next level; null where it has no steps."
    )


class WayDownSerializer(serializers.Serializer[WayDown]):
    """One rung of the cheapest way to a lower risk."""

    risk = serializers.ChoiceField(RISKS, source="rung.risk", help_text="The risk once `practices` are true.")
    practices = serializers.ListField(
        child=serializers.CharField(), source="rung.practices", help_text="Ids of all practices that it needs."
    )
    further = serializers.ListField(
        child=serializers.CharField(),
        source="rung.further",
        help_text="Those of them that the rung before does not have already; the work is theirs.",
    )
    together = serializers.BooleanField(source="rung.together", help_text="Whether several have to come together.")
    directly = serializers.BooleanField(
        source="rung.directly", help_text="Whether it does not build on the rung before, but leads there directly."
    )
    backs = serializers.BooleanField(help_text="Whether its practices are said to be in place, and lack only support.")
    effort = serializers.SerializerMethodField(help_text="What is left to do, in points: small 1, medium 3, large 8.")
    estimate = serializers.BooleanField(
        source="rung.estimate", help_text="Whether steps that nobody answered are in the effort."
    )
    small = serializers.IntegerField(source="rung.small", help_text="How many small essential steps are left.")
    medium = serializers.IntegerField(source="rung.medium", help_text="How many medium essential steps are left.")
    large = serializers.IntegerField(source="rung.large", help_text="How many large essential steps are left.")
    steps = serializers.ListField(child=serializers.CharField(), help_text="Ids of the steps that are left.")

    def get_effort(self, way: WayDown) -> float:
        """Return the effort in points."""
        return way.rung.halves / 2


class ContradictionSerializer(serializers.Serializer[Contradiction]):
    """Answers that don't fit each other: said, and left to people."""

    item = serializers.CharField(help_text="The practice's or step's id beside which it is said.")
    kind = serializers.ChoiceField([kind.value for kind in TellKind], help_text="What doesn't fit.")
    others = serializers.ListField(child=serializers.CharField(), help_text="Ids of the items that it doesn't fit.")


class StageSerializer(serializers.Serializer[Stage]):
    """One part of the path through a question."""

    name = serializers.CharField(help_text="`quick` (the practices), `essential` (their essential steps), or a level.")
    done = serializers.IntegerField(help_text="How much of it is done: practices, steps, practices that reached it.")
    total = serializers.IntegerField(help_text="Of how much.")
    current = serializers.BooleanField(help_text="Whether it is the first one that is not done.")
    next = serializers.ListField(
        child=serializers.CharField(), help_text="Ids of the practices to which the level is offered."
    )


class AssessedQuestionSerializer(serializers.Serializer[AssessedQuestion]):
    """One question assessed."""

    question = serializers.CharField(source="result.question", help_text="The question's id.")
    title = serializers.CharField(source="text.title", help_text="What it asks.")
    risk = serializers.ChoiceField(RISKS, source="result.risk", help_text="As claimed.")
    supported = serializers.ChoiceField(
        RISKS, source="result.supported", help_text="As supported by the essential steps; never better than claimed."
    )
    complete = serializers.BooleanField(
        source="result.complete", help_text="Whether every practice is answered, or the question does not apply."
    )
    so_far = serializers.BooleanField(
        source="result.so_far", help_text="Whether both risks are 'so far': some practices are answered, some are not."
    )
    answered = serializers.IntegerField(source="result.answered", help_text="How many practices are answered.")
    total = serializers.IntegerField(source="result.total", help_text="How many practices there are.")
    accepted_until = serializers.DateTimeField(
        allow_null=True, help_text="The moment at which the acceptance ends; null where the risk is not accepted."
    )
    severity = serializers.SerializerMethodField(
        help_text="Of the finding on the question itself, where no practice lowers its risk; empty without one."
    )
    practices = AssessedPracticeSerializer(many=True, help_text="Its practices.")
    way_down = WayDownSerializer(
        many=True, help_text="The cheapest way to a lower risk; empty while it is incomplete and where there is none."
    )
    contradictions = ContradictionSerializer(many=True, help_text="Answers that don't fit each other.")
    path = StageSerializer(many=True, help_text="The path that is offered: an order, never a lock.")
    next = serializers.CharField(help_text="The practice or step to look at next; empty where nothing is left.")
    essential_steps = CountSerializer(source="essential", help_text="Its essential steps.")
    second_level_steps = CountSerializer(source="second", help_text="Its steps of level 2.")
    higher_level_steps = CountSerializer(source="above", help_text="Its steps of levels 3 and 4.")

    def get_severity(self, question: AssessedQuestion) -> str:
        """Return the severity of the question's own finding."""
        return question.result.gap.value if question.result.gap else ""
