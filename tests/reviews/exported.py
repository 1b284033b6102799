"""An export that a test finds done."""

from django.utils import timezone

from accounts.models import User
from reviews.actions import export_jobs, exports
from reviews.exports.contents import Asked
from reviews.models import Export
from tests.reviews.conftest import by


def exported(user: User, content: str = "answers", form: str = "csv") -> Export:
    """Ask for an export as somebody, and make it as a worker does."""
    export = exports.ask(asked=Asked(user, content, form), by=by(user, timezone.now()))
    export_jobs.run(export.pk)
    export.refresh_from_db()
    return export
