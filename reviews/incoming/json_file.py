"""JSON as a file brings it: one value, or several one after the other."""

import codecs
import json
import re
from typing import Any, NoReturn

from reviews.incoming.said import unreadable

_SPACE = re.compile(r"\s*")


def values(content: bytes) -> list[Any]:
    """Return the file's values. Raises Unreadable for what is no JSON, nests too deep, or names a member twice."""
    told = _decoded(content)
    decoder = json.JSONDecoder(object_pairs_hook=_members, parse_constant=_no_number)
    found: list[Any] = []
    start = _after_space(told, 0)
    while start < len(told):
        try:
            value, end = decoder.raw_decode(told, start)
        except json.JSONDecodeError as error:
            raise unreadable(f"This is not JSON: {error.msg}.", f"line {error.lineno}, column {error.colno}") from error
        except RecursionError as error:
            raise unreadable("The JSON nests too deep.") from error
        except ValueError as error:
            raise unreadable(str(error)) from error
        found.append(value)
        start = _after_space(told, end)
    return found


def _after_space(told: str, start: int) -> int:
    match = _SPACE.match(told, start)
    return match.end() if match else start


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise unreadable(f"The text is not in {encoding.upper()}.", f"byte {error.start}") from error


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        msg = f"The member {twice[:40]!r} stands twice in one object."
        raise ValueError(msg)
    return found


def _no_number(word: str) -> NoReturn:
    msg = f"{word} is not a number in JSON."
    raise ValueError(msg)
