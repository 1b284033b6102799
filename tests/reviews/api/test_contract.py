"""The OpenAPI document: valid, complete, in examples that fit, open to anyone, and the same as the committed copy."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.conf import settings
from django.core.management import call_command
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from rest_framework.test import APIClient

from reviews.api.protocol.compatibility import verdict
from reviews.api.protocol.problems import CONTENT_TYPE
from reviews.api.protocol.schema import MEANINGS
from reviews.api.protocol.sending import operations
from reviews.api.urls import urlpatterns
from tests.reviews.api.clients import ROOT

Json = dict[str, Any]

COPY = Path(settings.BASE_DIR, "docs", "openapi.json")
WRITE_IT = "python3 run.py manage spectacular --format openapi-json --file docs/openapi.json"


@pytest.fixture(scope="module")
def contract() -> Json:
    """The document, as anyone gets it; it asks no database."""
    response = APIClient().get(f"{ROOT}openapi.json")
    assert response.status_code == 200
    document: Json = json.loads(response.content)
    return document


def fields(contract: Json) -> Iterator[tuple[str, Json]]:
    """Return every field of every component, by its full name."""
    for name, schema in contract["components"]["schemas"].items():
        for field, said in schema.get("properties", {}).items():
            yield f"{name}.{field}", said


def test_it_is_made_without_a_warning(tmp_path: Path) -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "openapi.yaml"))


def test_it_is_valid_openapi_3_1(contract: Json) -> None:
    assert contract["openapi"].startswith("3.1")
    assert [str(error) for error in OpenAPIV31SpecValidator(contract).iter_errors()] == []


def test_it_says_what_it_is_and_how_to_sign_in(contract: Json) -> None:
    assert contract["info"]["description"]
    assert contract["servers"]
    assert contract["externalDocs"]["url"] == "/api/"
    assert contract["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_every_address_and_method_is_in_it(contract: Json) -> None:
    said = {(re.sub(r"\{\w+\}", "{}", path), method) for path, method, _ in operations(contract)}
    for pattern in urlpatterns:
        view = pattern.callback.view_class  # type: ignore[attr-defined]
        path = ROOT + re.sub(r"<[^>]+>", "{}", str(pattern.pattern))
        methods = {name for name in ("get", "post", "put", "patch", "delete") if hasattr(view, name)}
        if pattern.name not in ("api_contract", "api_nowhere"):
            assert {method for known, method in said if known == path} == methods, path


def test_every_operation_is_described_and_has_one_known_tag(contract: Json) -> None:
    known = {tag["name"] for tag in contract["tags"] if tag["description"]}
    for path, method, operation in operations(contract):
        assert operation["description"], (path, method)
        assert len(set(operation["tags"]) & known) == len(operation["tags"]) == 1, (path, operation["tags"])
    ids = [operation["operationId"] for _, _, operation in operations(contract)]
    assert len(ids) == len(set(ids))


def test_every_operation_lists_the_problems_that_follow_from_the_protocol(contract: Json) -> None:
    for path, method, operation in operations(contract):
        expected = {"401", "406", "429"}
        expected |= {"404"} if "{" in path else set()
        expected |= {"403"} if method != "get" else set()
        expected |= {"400", "411", "413", "415", "422"} if "requestBody" in operation else set()
        headers = {each["name"] for each in operation.get("parameters", []) if each["in"] == "header"}
        expected |= {"412", "428"} if "If-Match" in headers else set()
        assert expected <= set(operation["responses"]), operation["operationId"]


def test_problems_are_problem_details_with_a_description(contract: Json) -> None:
    shared = contract["components"]["responses"]
    for _, _, operation in operations(contract):
        for status, said in operation["responses"].items():
            response = shared[said["$ref"].rpartition("/")[2]] if "$ref" in said else said
            assert response["description"], (operation["operationId"], status)
            assert "X-Request-ID" in response["headers"]
            if status >= "4":
                assert list(response["content"]) == [CONTENT_TYPE], (operation["operationId"], status)


def test_every_status_that_the_code_can_answer_has_a_meaning() -> None:
    """A view's own statuses are checked against these by every row of the permissions table and by the attack."""
    source = "".join(path.read_text() for path in Path(settings.BASE_DIR, "reviews", "api").rglob("*.py"))
    used = {int(code) for code in re.findall(r"status_code = (?:status\.HTTP_)?(\d{3})", source)}
    assert used <= set(MEANINGS)


def test_every_field_is_described_with_an_example(contract: Json) -> None:
    leads_on = {"$ref", "allOf", "oneOf", "anyOf"}
    bare = []
    for name, said in fields(contract):
        inner = [part for part in (said.get("items"), said.get("additionalProperties")) if isinstance(part, dict)]
        refers = any(leads_on & set(part) for part in (said, *inner))
        if not said.get("description") or not (refers or said.get("examples")):
            bare.append(name)
    assert bare == []
    assert [name for name, said in contract["components"]["schemas"].items() if not said.get("description")] == []


def test_every_parameter_is_described_with_an_example(contract: Json) -> None:
    bare = [
        f"{operation['operationId']} {parameter['name']}"
        for _, _, operation in operations(contract)
        for parameter in operation.get("parameters", [])
        if not parameter.get("description") or "example" not in parameter
    ]
    assert bare == []


def test_every_example_fits_its_schema(contract: Json) -> None:
    contract = json.loads(json.dumps(contract).replace('"#/components', '"urn:contract#/components'))
    registry: Registry[Json] = Registry().with_resource("urn:contract", DRAFT202012.create_resource(contract))
    wrong: list[str] = []

    def check(where: str, schema: Json, value: object) -> None:
        checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
        validator = jsonschema.Draft202012Validator(schema, registry=registry, format_checker=checker)
        wrong.extend(f"{where}: {error.message[:200]}" for error in validator.iter_errors(value))

    for name, said in fields(contract):
        for value in said.get("examples", []):
            check(name, said, value)
    for _, _, operation in operations(contract):
        where = operation["operationId"]
        for parameter in operation.get("parameters", []):
            check(f"{where} {parameter['name']}", parameter["schema"], parameter["example"])
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        for content in (content for body in bodies for content in body.get("content", {}).values()):
            if "example" in content:
                check(where, content["schema"], content["example"])
    assert wrong == []


def test_links_lead_to_operations_and_their_parameters(contract: Json) -> None:
    known = {operation["operationId"]: path for path, _, operation in operations(contract)}
    links = [
        link
        for _, _, operation in operations(contract)
        for response in operation["responses"].values()
        for link in response.get("links", {}).values()
    ]
    assert links
    for link in links:
        assert set(link["parameters"]) == set(re.findall(r"\{(\w+)\}", known[link["operationId"]]))


def test_the_committed_copy_is_the_contract(contract: Json) -> None:
    """Where they differ it says whether the change breaks clients, and what to do."""
    told = verdict(json.loads(COPY.read_text()), contract)
    assert not told, f"{told}\n\nTo write it: {WRITE_IT}"
