"""Files that leave and files that come in: rows that a worker works on, so that either can be found again."""

from django.db import models
from django.db.models import Q

from accounts.ids import new_public_id
from accounts.models import User
from reviews.models.workloads import Workload


class Transfer(models.Model):
    """What an export and an import have in common: whose it is, how far it is, and when its file goes away.

    ``done`` of ``total`` (0 while unknown) are workloads. ``seen_at`` is when the worker last told of itself: a row
    that runs and was not seen for a while is taken over.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        EXPIRED = "expired", "Expired"

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.public_id}: {self.state}"


class Export(Transfer):
    """Results on their way out. The file stands under its public id; nobody but ``user`` may have it.

    ``teams`` are the public ids of those whose work its maker could see for ``user``, None for everybody's.
    """

    class Content(models.TextChoices):
        """What it tells."""

        PORTFOLIO = "portfolio", "Portfolio"
        WORKLOAD = "workload", "Workload"
        FINDINGS = "findings", "Findings"
        IMPROVEMENTS = "improvements", "Improvements"
        ANSWERS = "answers", "Answers"

    class Format(models.TextChoices):
        """How it is written."""

        CSV = "csv", "CSV"
        JSON = "json", "JSON"
        JSON_LINES = "jsonl", "JSON Lines"
        XLSX = "xlsx", "Excel"
        MARKDOWN = "md", "Markdown"
        PDF = "pdf", "PDF"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="exports")
    content = models.CharField(max_length=12, choices=Content.choices)
    format = models.CharField(max_length=8, choices=Format.choices)
    workload = models.ForeignKey(Workload, on_delete=models.CASCADE, null=True, blank=True, related_name="exports")
    filters = models.JSONField(default=dict, blank=True)
    teams = models.JSONField(null=True, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(content__in=["portfolio", "workload", "findings", "improvements", "answers"]),
                name="export_content_known",
            ),
            models.CheckConstraint(
                condition=Q(format__in=["csv", "json", "jsonl", "xlsx", "md", "pdf"]), name="export_format_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed", "expired"]), name="export_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "created_at"], name="export_to_do"),
            models.Index(fields=["expires_at"], name="export_expiry"),
        ]


class Import(Transfer):
    """Answers on their way in. ``report`` says what would change or did, or what is wrong, as plain JSON values.

    ``access`` is the fingerprint of the teams whose work ``user`` could see then (``reviews.feed``).
    """

    class Source(models.TextChoices):
        """Where the file comes from."""

        XLSX = "xlsx", "Excel file of answers"
        CSV = "csv", "CSV file of answers"
        AWS = "aws", "AWS Well-Architected JSON"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="imports")
    source = models.CharField(max_length=8, choices=Source.choices)
    workload = models.ForeignKey(Workload, on_delete=models.CASCADE, null=True, blank=True, related_name="imports")
    file_name = models.CharField(max_length=200, blank=True)
    dry_run = models.BooleanField(default=True)
    access = models.CharField(max_length=16, blank=True)
    report = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(source__in=["xlsx", "csv", "aws"]), name="import_source_known"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed", "expired"]), name="import_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "created_at"], name="import_to_do"),
            models.Index(fields=["expires_at"], name="import_expiry"),
        ]
