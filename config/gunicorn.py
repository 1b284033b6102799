"""The web server: two workers of two threads, which one machine's SQLite and a small container both carry."""

import os

import django
from gunicorn.arbiter import Arbiter

wsgi_app = "config.wsgi:application"
workers = 2
threads = 2
graceful_timeout = 10
# Restarts a worker now and then, not all at once, so that memory cannot creep up over weeks.
max_requests = 20_000
max_requests_jitter = 2_000
control_socket_disable = True


def on_starting(server: Arbiter) -> None:
    """Raise SystemExit for an address that other machines reach while somebody has the demo's password."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.db import connection

    from config.demo_sign_ins import refusal

    for address in server.cfg.address:
        host = address[0] if isinstance(address, tuple) else str(address)
        if reason := refusal(host):
            raise SystemExit(reason)
    # The workers are forks: each opens a connection of its own.
    connection.close()
