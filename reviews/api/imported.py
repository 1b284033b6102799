"""How the API writes down an import: how far it is, and what it would change or did."""

from typing import Any

from rest_framework import serializers

from reviews.api.protocol.fields import id_of
from reviews.api.protocol.problems import ProblemSerializer
from reviews.models import Import

#: So many changes, and left out answers, are told; the counts are those of all.
MOST_TOLD = 2_000


class ImportCountsSerializer(serializers.Serializer[dict[str, Any]]):
    """What a file comes to."""

    workloads = serializers.IntegerField(help_text="How many workloads change.")
    reviews = serializers.IntegerField(help_text="How many reviews change.")
    changes = serializers.IntegerField(help_text="How many items change.")
    unchanged = serializers.IntegerField(help_text="How many items are already as the file says.")
    left_out = serializers.IntegerField(help_text="How many answers are to questions that no loaded lens has.")


class PlacedItemSerializer(serializers.Serializer[dict[str, Any]]):
    """An item, and where the file speaks of it."""

    place = serializers.CharField(help_text="The row of a table, or the path in a JSON document.")
    workload = serializers.CharField(allow_blank=True, help_text="The workload's id; empty where it is to be made.")
    workload_name = serializers.CharField(help_text="The workload's name.")
    lens = serializers.CharField(help_text="The lens's alias.")
    question = serializers.CharField(help_text="The question's id.")
    item = serializers.CharField(allow_blank=True, help_text="The practice's or step's id; empty for the question.")
    title = serializers.CharField(help_text="What the lens calls it.")


class ImportedChangeSerializer(PlacedItemSerializer):
    """An item that changes."""

    kind = serializers.CharField(help_text="`question`, `practice` or `step`.")
    version = serializers.IntegerField(help_text="The version that the change is based on, 0 where nobody answered.")
    before = serializers.DictField(help_text="What changes, as it was: of `state`, `reason`, `note`, `evidence`.")
    after = serializers.DictField(help_text="The same values as the file has them.")


class ImportConflictSerializer(PlacedItemSerializer):
    """An item that somebody else changed since."""

    based_on = serializers.IntegerField(help_text="The version that the file was based on.")
    present_version = serializers.IntegerField(help_text="The version that the item has by now.")
    present = serializers.DictField(help_text="The values that the file would change, as they stand.")


class ImportLeftOutSerializer(serializers.Serializer[dict[str, Any]]):
    """An answer to a question that no loaded lens has."""

    place = serializers.CharField(help_text="The path in the JSON document.")
    lens = serializers.CharField(allow_blank=True, help_text="The lens, as the file names it or as it is called here.")
    question = serializers.CharField(help_text="The question's id in the file.")
    title = serializers.CharField(allow_blank=True, help_text="What the file calls it.")


class ImportBegunSerializer(serializers.Serializer[dict[str, Any]]):
    """A review that is begun."""

    workload = serializers.CharField(allow_blank=True, help_text="The workload's id; empty where it is to be made.")
    workload_name = serializers.CharField(help_text="The workload's name.")
    lens = serializers.CharField(help_text="The lens's alias.")


class ImportErrorSerializer(serializers.Serializer[dict[str, Any]]):
    """One thing that is wrong with a file."""

    pointer = serializers.CharField(allow_blank=True, help_text="JSON pointer into a JSON file; empty for a table.")
    place = serializers.CharField(
        required=False, help_text="`row 14, column state (K14)`, or a JSON path; not there where no file was read."
    )
    detail = serializers.CharField(help_text="What was expected.")


class ImportReportSerializer(serializers.Serializer[dict[str, Any]]):
    """What an import would change or did. Of the lists the first 2,000 are told; the counts are those of all."""

    counts = ImportCountsSerializer(required=False, help_text="What the file comes to; absent until it was read.")
    changes = ImportedChangeSerializer(many=True, required=False, help_text="What changes.")
    left_out = ImportLeftOutSerializer(many=True, required=False, help_text="What no loaded lens has.")
    begins = ImportBegunSerializer(many=True, required=False, help_text="Reviews that are begun.")
    creates = serializers.CharField(
        source="creates.name",
        default=None,
        allow_null=True,
        help_text="The name of a workload that is made.",
    )
    remarks = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="What else there is to say of the file, in words."
    )
    errors = ImportErrorSerializer(  # type: ignore[assignment]  # a field, where the framework has a property
        many=True, required=False, help_text="What is wrong with the file; at most 200."
    )
    errors_total = serializers.IntegerField(required=False, help_text="How many things are wrong with it.")
    conflicts = ImportConflictSerializer(
        many=True,
        required=False,
        help_text=(
            "Items that somebody else changed since: why it failed (export again, or send the file with "
            "`keep_newer=true`), or with `keep_newer` what is left alone."
        ),
    )


class ImportSummarySerializer(serializers.ModelSerializer[Import]):
    """An import as it stands, without what it changes."""

    id = serializers.CharField(source="public_id", read_only=True, help_text="The import's id.")
    workload = id_of("workload", "The id of the workload that was named for it, or null.")

    class Meta:
        model = Import
        fields: list[str] = [
            *("id", "source", "file_name", "workload", "state", "dry_run", "done", "total", "failure"),
            *("created_at", "finished_at", "expires_at"),
        ]
        read_only_fields = fields
        extra_kwargs = {
            "source": {"help_text": "What the file is."},
            "file_name": {"help_text": "What the file is called."},
            "state": {
                "help_text": "`waiting` for a worker, `running`, `done`, `failed`: nothing was stored, or `expired`."
            },
            "dry_run": {"help_text": "Whether nothing is stored yet: `imports/ID/apply/` stores it."},
            "done": {"help_text": "How many workloads were looked at."},
            "total": {"help_text": "Of how many; 0 while that is not known."},
            "failure": {"help_text": "Why it failed, in words; empty unless it did."},
            "created_at": {"help_text": "When the file was brought in."},
            "finished_at": {"help_text": "When it was read, or stored, or failed; null before."},
            "expires_at": {"help_text": "When the report goes away."},
        }


class ImportSerializer(ImportSummarySerializer):
    """An import as it stands, with what it changes."""

    report = serializers.SerializerMethodField(help_text="What it would change or did, or what is wrong.")

    class Meta(ImportSummarySerializer.Meta):
        fields = [*ImportSummarySerializer.Meta.fields, "report"]
        read_only_fields = fields

    def get_report(self, row: Import) -> ImportReportSerializer:
        """Return the report, its lists cut to what is told."""
        report = {name: value[:MOST_TOLD] if isinstance(value, list) else value for name, value in row.report.items()}
        return dict(ImportReportSerializer(report).data)  # type: ignore[return-value]  # the annotation is the schema


class ImportRefusedSerializer(ProblemSerializer):
    """Problem details of a file that is not accepted. Nothing of it was stored."""

    errors = ImportErrorSerializer(many=True, required=False, help_text="What is wrong; at most 200.")  # type: ignore[assignment]  # a field
    total = serializers.IntegerField(required=False, help_text="How many things are wrong.")


class ImportStaleSerializer(ProblemSerializer):
    """Problem details of a file that somebody else's changes have overtaken. Nothing of it was stored."""

    conflicts = ImportConflictSerializer(many=True, help_text="Each item that moved on; at most 200.")
    total = serializers.IntegerField(help_text="How many there are.")
