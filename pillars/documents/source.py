"""From bytes to JSON values, within bounds and without anything that JSON parsers disagree about."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import NoReturn

from pillars.documents.problems import LensProblems, Problem, shown

MAX_BYTES = 2 * 1024 * 1024
"""Size of a document. The AWS tool takes 500 KB; texts under ``x-lintel`` come on top."""

MAX_DEPTH = 30
"""Objects and lists that may stand inside each other; the format itself needs 10."""

# A string that never ends is taken whole, so that no text makes the search start over at each of its quotes.
_STRUCTURE = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class _Object(dict[str, object]):
    """An object that remembers the keys that were given more than once."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        self.doubled = [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]


def below(path: str, key: str | int) -> str:
    """Return the JSON path of a member (``$.name``, ``$['x-lintel']``) or an item (``$.pillars[0]``)."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    if _PLAIN_KEY.fullmatch(key) and len(key) <= 80:
        return f"{path}.{key}"
    return f"{path}['{key[:80]}']"


def json_value(source: bytes) -> object:
    """Return the JSON value that UTF-8 bytes hold (a byte order mark is skipped).

    Raises LensProblems where they are too big, no UTF-8, no JSON or nested too deeply, and for keys given twice,
    numbers that are none, and texts that no database keeps.
    """
    if len(source) > MAX_BYTES:
        _refuse(f"{len(source)} bytes", f"at most {MAX_BYTES} bytes")
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse(f"byte {error.start} is {source[error.start]:#04x}", "a text in UTF-8")
    depth = deepest = 0
    for match in _STRUCTURE.finditer(text):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(match.group(), 0)
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        _refuse(f"{deepest} levels of objects and lists", f"at most {MAX_DEPTH}")
    try:
        value: object = json.loads(text, object_pairs_hook=_Object, parse_constant=float, parse_int=_integer)
    except json.JSONDecodeError as error:
        _refuse(f"line {error.lineno}, column {error.colno}: {error.msg}", "a JSON document")
    if problems := list(_unacceptable(value, "$")):
        raise LensProblems(problems)
    return value


def _refuse(found: str, expected: str) -> NoReturn:
    raise LensProblems([Problem("$", found, expected)])


def _integer(text: str) -> float:
    # Python refuses to read whole numbers of thousands of digits; none is meant to be that long.
    return int(text) if len(text) <= 20 else float(text)


def _unacceptable(value: object, path: str) -> Iterator[Problem]:
    if isinstance(value, _Object):
        for key in value.doubled:
            yield Problem(below(path, key), "given more than once", "each key once")
        for key, member in value.items():
            if _UNSTORABLE.search(key):
                yield Problem(path, shown(key), "a key without NUL and lone surrogates")
            yield from _unacceptable(member, below(path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unacceptable(item, below(path, index))
    elif isinstance(value, float) and not math.isfinite(value):
        yield Problem(path, shown(value), "a value that JSON has")
    elif isinstance(value, str) and _UNSTORABLE.search(value):
        yield Problem(path, shown(value), "a text without NUL and lone surrogates")
