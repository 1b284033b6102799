"""The Celery application: its options stand in the settings, its tasks in each app's `tasks` module."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# The scheme filesystem:// of a broker's URL means this one.
TRANSPORT_ALIASES["filesystem"] = "config.file_broker:Transport"

app = Celery("lintel")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
