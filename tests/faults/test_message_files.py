"""The queue of files: a message that a full disk cut short ends no worker, and nobody sees half a message."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.brokers import Files
from tests.faults.conftest import Begin
from tests.faults.installation import Installation, until
from tests.faults.standing import GAP, has_one_gap, none_due

pytestmark = pytest.mark.processes


@pytest.fixture
def on_files(own_environment: dict[str, str], tmp_path: Path) -> Iterator[Installation]:
    """An installation whose broker is a folder, whatever the run's is."""
    variables = {name: value for name, value in own_environment.items() if name != "LINTEL_BROKER_URL"}
    data = tmp_path / "data"
    installation = Installation({**variables, "LINTEL_DATA": str(data)}, Files(data), tmp_path)
    yield installation
    installation.stop()


@pytest.mark.parametrize("cut", [b"", b'{"body": "W1'], ids=["empty", "half"])
def test_a_message_cut_short_is_passed_over(cut: bytes, on_files: Installation, tmp_path: Path, begin: Begin) -> None:
    [review] = begin(1)
    messages = tmp_path / "data" / "broker" / "messages"
    (messages / "0_cut.celery.msg").write_bytes(cut)
    on_files.desk().save(review.pk, **GAP)
    until(lambda: len(list(messages.iterdir())) == 2)

    worker = on_files.worker()

    until(lambda: none_due([review]) or not worker.runs)
    assert worker.runs
    has_one_gap(review)
    assert not list(messages.iterdir())
