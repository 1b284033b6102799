"""Reading the body of a request."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class BoundedJSONParser(JSONParser):
    """JSON of a depth that can be read; the framework's own parser fails on brackets within a thousand brackets."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:  # noqa: ANN401 - whatever was sent
        """Return the body's value. Raises ParseError for what is no JSON, or nests too deep."""
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            msg = "JSON parse error - nested too deep"
            raise ParseError(msg) from error
