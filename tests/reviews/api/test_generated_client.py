"""A client that a stranger's tool makes of the contract works: from a new workload to its findings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer
from rest_framework.test import APIClient

from accounts.models import ApiToken
from pillars.models import LensVersion
from reviews.actions import assessing
from reviews.models import Review
from tests.reviews.api.clients import ROOT
from tests.reviews.codes import PRACTICES, QUESTION
from tests.reviews.conftest import START, Cast

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

#: The tool sends files as what they are once it knows that these are files.
CONFIG = """
content_type_overrides:
  application/vnd.openxmlformats-officedocument.spreadsheetml.sheet: application/octet-stream
  text/csv: application/octet-stream
"""

MAKES = """
import sys
from lintel_client import AuthenticatedClient
from lintel_client.api.answers import answers_list, answers_update
from lintel_client.api.reviews import reviews_create
from lintel_client.api.workloads import workloads_create
from lintel_client.models import Answers, AnswerToWrite, AnswerToWriteState, NewReview, NewWorkload

address, token, team = sys.argv[1:4]
client = AuthenticatedClient(base_url=address, token=token, raise_on_unexpected_status=True)
workload = workloads_create.sync(client=client, body=NewWorkload(name="Checkout", team=team), idempotency_key="one")
again = workloads_create.sync(client=client, body=NewWorkload(name="Checkout", team=team), idempotency_key="one")
assert workload.id == again.id
reviews_create.sync(workload.id, client=client, body=NewReview(lens="rel03"))
versions = {item.item: item.version for item in answers_list.sync(workload.id, "rel03", client=client).items}
items = [
    AnswerToWrite(question=question, item=item, version=versions[item], state=AnswerToWriteState(state))
    for question, item, state in (argument.split("=") for argument in sys.argv[4:])
]
saved = answers_update.sync(workload.id, "rel03", client=client, body=Answers(items=items))
print(workload.id, saved.risks[0].risk, saved.items[0].version)
"""

READS = """
import sys
from lintel_client import AuthenticatedClient
from lintel_client.api.findings import findings_list

address, token, workload = sys.argv[1:4]
client = AuthenticatedClient(base_url=address, token=token, raise_on_unexpected_status=True)
page = findings_list.sync(client=client, workload=workload)
for finding in page.results:
    print(finding.kind, finding.severity, finding.practice_code, finding.risk.supported)
assert not page.next_
"""


def run(folder: Path, *command: str) -> str:
    """Return what a command prints, complaints too; AssertionError where it fails."""
    done = subprocess.run(
        command,
        cwd=folder,
        # The generator formats with ruff, which stands beside this Python.
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_it_is_made_without_a_warning_and_works(
    cast: Cast, rel03: LensVersion, live_server: LiveServer, tmp_path: Path
) -> None:
    (tmp_path / "openapi.json").write_bytes(APIClient().get(f"{ROOT}openapi.json").content)
    (tmp_path / "config.yml").write_text(CONFIG)
    generator = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    said = run(
        tmp_path, *generator, "--path", "openapi.json", "--config", "config.yml", "--output-path", "lintel_client"
    )
    assert "warning" not in said.lower(), said

    token = ApiToken.issue(user=cast.contributor, name="Generated", at=START)
    (tmp_path / "makes.py").write_text(MAKES)
    (tmp_path / "reads.py").write_text(READS)
    answers = [f"{QUESTION}={PRACTICES[code]}=in_place" for code in ("BP01", "BP02")]
    answers.append(f"{QUESTION}={PRACTICES['BP03']}=not_in_place")
    workload, risk, version = run(
        tmp_path, sys.executable, "makes.py", live_server.url, token, cast.team.public_id, *answers
    ).split()
    assert (risk, version) == ("MEDIUM", "1")

    assessing.assess([Review.objects.get().pk], at=START)
    found = run(tmp_path, sys.executable, "reads.py", live_server.url, token, workload).splitlines()
    assert "gap MEDIUM REL03-BP03 MEDIUM" in found
