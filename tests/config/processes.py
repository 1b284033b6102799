"""Starting this project's own processes from tests, each with an environment that is written out."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def environment(**variables: str) -> dict[str, str]:
    """Return the environment without any LINTEL_* variable but the given ones."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LINTEL_")}
    return kept | variables


def python(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run this Python in the project's folder to its end; returns its status and what it printed."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
