"""Characters that no typeface of the reports has, written as their Unicode numbers.

A PDF for screen readers must not hold a character without a shape, and nothing that somebody wrote may be lost.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

import font_source_sans_pro
import typst

FAMILIES = ("Source Sans Pro", "Libertinus Serif", "DejaVu Sans Mono", "New Computer Modern Math")
"""The typefaces, in the order in which a character is looked for."""

_PROBE = f"""#set document(title: "Probe")
#set text(font: {FAMILIES!r}, lang: "en")
#sys.inputs.text""".replace("'", '"').encode()

_PLAIN = re.compile(r"[\n -~\xa0-\xac\xae-\xff–—‘’“”…→]*")
#: What joins characters into one shape: zero-width joiners, variation selectors.
_JOINERS = "\u200c\u200d\ufe0e\ufe0f"


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """Return the typefaces: the package's own and the typesetter's, none of the machine's."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[font_source_sans_pro.font_directory]
    )


def shown(text: str, *, careful: bool = False) -> str:
    """Return a text in which every character has a shape: "[U+4F60 U+597D]" stands for two that have none.

    ``careful`` takes no chances: all but the plainest characters become numbers. Shapes depend on their neighbours, so
    that what was tried alone may still be refused in its place.
    """
    text = text.expandtabs(4)
    if _PLAIN.fullmatch(text):
        return text
    told: list[str] = []
    missing: list[str] = []
    for cluster in _clusters(text):
        if _PLAIN.fullmatch(cluster) or (not careful and has_shape(cluster)):
            told += [_numbers(missing), cluster]
            missing = []
        else:
            missing += cluster
    return "".join([*told, _numbers(missing)])


def _numbers(characters: Iterable[str]) -> str:
    numbers = " ".join(f"U+{ord(each):04X}" for each in characters)
    return f"[{numbers}]" if numbers else ""


def _clusters(text: str) -> Iterator[str]:
    """Yield each character with the marks that are set upon it, which are shown together or not at all."""
    start = 0
    for at in range(1, len(text)):
        if text[at] not in _JOINERS and not unicodedata.category(text[at]).startswith("M"):
            yield text[start:at]
            start = at
    yield text[start:]


@lru_cache(maxsize=20_000)
def has_shape(cluster: str) -> bool:
    """Return whether the typesetter can show a character, with the marks that are set upon it."""
    if _PLAIN.fullmatch(cluster):
        return True
    # Ideographs and emoji are in none of these typefaces, and there are too many of them to ask for each.
    if any(unicodedata.east_asian_width(each) in "WF" or unicodedata.category(each) == "Cc" for each in cluster):
        return False
    try:
        typst.compile(
            _PROBE,
            font_paths=fonts(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"text": cluster},
            pdf_standards=["ua-1"],
        )
    except typst.TypstError:
        return False
    return True
