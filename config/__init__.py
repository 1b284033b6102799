"""Wiring only: settings, addresses, the Celery application, the web server."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
