"""How the API writes down an item: what a team says of a question, a practice or a step."""

from rest_framework import serializers

from reviews.api.protocol.fields import StrictSerializer, id_of, name_of
from reviews.models import Item


class EvidenceSerializer(StrictSerializer):
    """A link that backs a practice."""

    title = serializers.CharField(max_length=120, help_text="1 to 120 characters.")
    url = serializers.CharField(max_length=500, help_text="An http or https address.")
    as_of = serializers.DateField(allow_null=True, default=None, help_text="The day for which it speaks.")


class PresentItem(serializers.ModelSerializer[Item]):
    """An item as it stands."""

    by = id_of("by", "Who answered last: a person's id.")
    by_name = name_of("by", "Who answered last: the name.")
    evidence = EvidenceSerializer(many=True, read_only=True, help_text="Links; practices alone have some.")

    class Meta:
        model = Item
        fields = ["state", "reason", "note", "evidence", "by", "by_name", "at", "version"]
        read_only_fields = fields
        extra_kwargs = {
            "state": {"help_text": "What is said of it."},
            "reason": {"help_text": "Why it does not apply; else empty."},
            "note": {"help_text": "Markdown."},
            "at": {"help_text": "When it was answered or confirmed last."},
            "version": {"help_text": "The version that a new attempt has to name."},
        }
