"""What becomes of a file that was brought in when who brought it may no longer see what it tells of."""

from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.models import Membership, Team
from reviews.models import Item, Review
from tests.reviews.answer_files import IMPORTS, exported, send
from tests.reviews.api.clients import client_of
from tests.reviews.conftest import Cast


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    """Keep the files that wait in a folder of the test's own."""
    settings.IMPORTS = tmp_path / "imports"


def test_whoever_left_the_team_finds_no_report_of_its_work(cast: Cast, review: Review) -> None:
    client = client_of(cast.contributor)
    brought = send(client, exported(cast.viewer, review, "csv"), "csv").json()
    address = f"{IMPORTS}{brought['id']}/"
    assert client.get(address).status_code == 200

    Membership.objects.filter(user=cast.contributor).delete()
    assert client.get(address).status_code == 404
    assert client.get(IMPORTS).json()["results"] == []
    assert client.post(f"{address}apply/").status_code == 404
    assert not Item.objects.exists()


def test_a_team_that_is_gone_before_its_workload_was_made_is_told(cast: Cast, rel03: object) -> None:
    team = Team.objects.create(name="Short-lived")
    client = client_of(cast.administrator)
    answer = '{"QuestionId": "service-architecture", "SelectedChoices": ["rel_service_architecture_business_domains"]}'
    labs = (
        f'{{"workload": [{{"WorkloadName": "New"}}], "lens_review": [], "lenses": [{{"wellarchitected": [{answer}]}}]}}'
    )
    tried = client.post(f"{IMPORTS}?create=true&team={team.public_id}", labs.encode(), content_type="application/json")
    assert tried.status_code == 201, tried.json()
    team.delete()
    gone = client.post(f"{IMPORTS}{tried.json()['id']}/apply/")
    assert gone.status_code == 422
    assert "is gone" in gone.json()["detail"]
