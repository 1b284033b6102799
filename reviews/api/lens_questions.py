"""What a lens asks, as the API writes it down: pillars, questions with their rules, practices, steps."""

from rest_framework import serializers

from pillars import reading
from pillars.documents import shapes
from reviews.api.lens_guidance import LensGuidanceSerializer, LensLinkSerializer


class LensRuleSerializer(serializers.Serializer[shapes.Rule]):
    """What gives a question its risk; the first rule of a question that is true wins."""

    condition = serializers.CharField(source="text", help_text="The condition over ids of choices, or `default`.")
    risk = serializers.ChoiceField(["HIGH", "MEDIUM", "NONE"], help_text="The risk where it is true.")


class LensNoneChoiceSerializer(serializers.Serializer[shapes.NoneChoice]):
    """A "None of these" choice, which is no practice."""

    id = serializers.CharField(help_text="The choice's id.")
    title = serializers.CharField(help_text="What it says.")


class LensStepSerializer(serializers.Serializer[reading.Step]):
    """One statement inside a practice."""

    id = serializers.CharField(help_text="The step's id.")
    title = serializers.CharField(help_text="What it is about.")
    statement = serializers.CharField(help_text="What is done where it is done.")
    guidance = serializers.CharField(help_text="How to tell, and how to get there.")
    area = serializers.CharField(source="area_id", help_text="The area's id; empty for none.")
    level = serializers.IntegerField(help_text="Its maturity level, 2 to 4.")
    effort = serializers.ChoiceField(["S", "M", "L"], help_text="How much work it is.")
    essential = serializers.BooleanField(help_text="Whether 'in place' is not believed without it.")
    mark = serializers.CharField(source="mark_id", help_text="The mark of its level that it shows; empty for none.")
    services = serializers.ListField(
        child=serializers.CharField(), source="service_ids", help_text="Ids of the services that help."
    )
    suggests = serializers.ListField(
        child=serializers.CharField(),
        source="suggested_ids",
        help_text="Ids of the steps that follow where it is done.",
    )


class LensPracticeSerializer(serializers.Serializer[reading.Practice]):
    """One best practice with its guidance."""

    id = serializers.CharField(help_text="The choice's id.")
    code = serializers.CharField(help_text="Its code, such as REL03-BP01; empty for none.")
    title = serializers.CharField(help_text="What it is.")
    short = serializers.CharField(help_text="Its short title; empty for none.")
    description = serializers.CharField(help_text="What the lens says of it.")
    risk = serializers.ChoiceField(
        ["HIGH", "MEDIUM"], allow_null=True, help_text="What its absence alone gives; null where that is not said."
    )
    why = serializers.CharField(help_text="Why it matters.")
    outcome = serializers.CharField(help_text="What is wanted.")
    in_place = serializers.CharField(help_text="When it is in place.")
    not_in_place = serializers.CharField(help_text="When it is not.")
    not_applicable = serializers.CharField(help_text="When it does not apply.")
    anti_patterns = serializers.ListField(child=serializers.CharField(), help_text="Ways of getting it wrong.")
    links = LensLinkSerializer(many=True, help_text="What to read on, and how to improve.")
    steps = LensStepSerializer(many=True, help_text="Its steps.")


class LensQuestionSerializer(serializers.Serializer[reading.Question]):
    """One question with its practices."""

    id = serializers.CharField(help_text="The question's id.")
    code = serializers.CharField(help_text="Its code, such as REL03; empty for none.")
    aws_id = serializers.CharField(help_text="The AWS tool's id where it differs; else empty.")
    title = serializers.CharField(help_text="What it asks.")
    short = serializers.CharField(help_text="Its short title; empty for none.")
    description = serializers.CharField(help_text="What the lens says of it.")
    links = LensLinkSerializer(many=True, help_text="What to read on.")
    practices = LensPracticeSerializer(many=True, help_text="Its practices.")
    none_choices = LensNoneChoiceSerializer(many=True, help_text="Its 'None of these' choices.")
    rules = LensRuleSerializer(many=True, help_text="What gives it its risk, in this order.")


class LensPillarSerializer(serializers.Serializer[reading.Pillar]):
    """A chapter of the lens."""

    id = serializers.CharField(help_text="The pillar's id.")
    name = serializers.CharField(help_text="Its name.")
    questions = LensQuestionSerializer(many=True, help_text="Its questions.")


class WholeLensSerializer(LensGuidanceSerializer):
    """A lens version in full. References between its parts are ids."""

    alias = serializers.CharField(help_text="What names the lens.")
    version = serializers.IntegerField(source="number", help_text="The version's number.")
    name = serializers.CharField(help_text="The lens's name.")
    description = serializers.CharField(help_text="What it is about.")
    published_at = serializers.DateTimeField(help_text="When the version was loaded.")
    pillars = LensPillarSerializer(many=True, help_text="Its chapters.")
