"""Leads from one operation to the next: OpenAPI links from what was made or listed to what can be done with it."""

import re
from typing import Any

Json = dict[str, Any]

#: The field that names a thing in its address, where it is not its id.
_NAMED_BY = {"alias": "lens", "number": "version"}


def link(document: Json) -> None:
    """Add links to the answers of lists and of requests that make something, in place."""
    paths = document["paths"]
    for path, item in paths.items():
        below = _one_of(path, paths)
        if below is None:
            continue
        parameter = below.removeprefix(path).strip("{}/")
        field = _NAMED_BY.get(parameter, "id")
        if "post" in item and "201" in item["post"]["responses"]:
            _add(item["post"]["responses"]["201"], path, below, parameter, f"$response.body#/{field}", paths)
        if "get" in item and _is_page(item["get"], document):
            _add(item["get"]["responses"]["200"], path, below, parameter, f"$response.body#/results/0/{field}", paths)


def _one_of(path: str, paths: Json) -> str | None:
    """Return the address of one thing of a list."""
    return next((each for each in paths if re.fullmatch(re.escape(path) + r"\{\w+\}/", each)), None)


def _is_page(operation: Json, document: Json) -> bool:
    contents = operation["responses"].get("200", {}).get("content", {})
    name = contents.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    return "results" in document["components"]["schemas"].get(name, {}).get("properties", {})


def _add(response: Json, path: str, below: str, parameter: str, found: str, paths: Json) -> None:
    inherited = {name: f"$request.path.{name}" for name in re.findall(r"\{(\w+)\}", path)}
    links = response.setdefault("links", {})
    for each, item in paths.items():
        if not each.startswith(below) or set(re.findall(r"\{(\w+)\}", each)) != {*inherited, parameter}:
            continue
        for operation in (value for value in item.values() if isinstance(value, dict)):
            links[operation["operationId"]] = {
                "operationId": operation["operationId"],
                "parameters": {**inherited, parameter: found},
            }
