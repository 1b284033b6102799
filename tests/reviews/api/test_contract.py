"""The OpenAPI document: valid, without warnings, every operation and field described, open to anyone."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from rest_framework.test import APIClient

from tests.reviews.api.clients import ROOT


@pytest.fixture
def contract(db: None) -> dict[str, Any]:
    response = APIClient().get(f"{ROOT}openapi.json")
    assert response.status_code == 200
    document: dict[str, Any] = json.loads(response.content)
    return document


def test_it_is_valid_and_made_without_a_warning(tmp_path: Path) -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "openapi.yaml"))


def test_it_is_openapi_3_1_and_names_the_token(contract: dict[str, Any]) -> None:
    assert contract["openapi"].startswith("3.1")
    assert contract["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_every_operation_is_described_and_names_its_problems(contract: dict[str, Any]) -> None:
    operations = [operation for path in contract["paths"].values() for operation in path.values()]
    assert len(operations) == 20
    for operation in operations:
        assert operation["description"]
        assert "401" in operation["responses"]
        for status, response in operation["responses"].items():
            if status.startswith("4"):
                assert list(response["content"]) == ["application/problem+json"], operation["operationId"]


def test_every_field_is_described(contract: dict[str, Any]) -> None:
    missing = [
        f"{name}.{field}"
        for name, schema in contract["components"]["schemas"].items()
        for field, said in schema.get("properties", {}).items()
        if "description" not in said and not name.startswith("Paginated")
    ]
    assert missing == []


def test_the_readable_page_names_every_address_and_filter(contract: dict[str, Any]) -> None:
    page = Path(settings.BASE_DIR, "docs", "api.md").read_text()
    table = {row.split("|")[1].strip(): row for row in page.splitlines() if row.startswith("| `")}
    for path, operations in contract["paths"].items():
        name = path.removeprefix(ROOT).replace("{public_id}", "ID").replace("{alias}", "LENS")
        row = table[f"`{name}`"] if f"`{name}`" in table else table[f"`{name.replace('.csv', '.json')}`, `.csv`"]
        assert all(method.upper() in row for method in operations), path
    for said in contract["paths"].values():
        names = [parameter["name"] for parameter in said["get"].get("parameters", []) if parameter["in"] == "query"]
        assert [name for name in names if f"`{name}`" not in page] == ["cursor"] * ("cursor" in names)
