"""What a file is, told by its content; its name and type have to agree."""

from enum import StrEnum

from reviews.incoming.said import unreadable


class Kind(StrEnum):
    """The files that are taken in; the values are those of ``Import.Source``."""

    XLSX = "xlsx"
    CSV = "csv"
    AWS = "aws"


_CALLED = {Kind.XLSX: "an Excel workbook", Kind.CSV: "CSV", Kind.AWS: "JSON"}

_BY_TYPE = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Kind.XLSX,
    "text/csv": Kind.CSV,
    "application/json": Kind.AWS,
}
TYPES = tuple(_BY_TYPE)

ENDINGS = {Kind.XLSX: "xlsx", Kind.CSV: "csv", Kind.AWS: "json"}

_BY_ENDING = {ending: kind for kind, ending in ENDINGS.items()}

_SPACES = b" \t\r\n\xef\xbb\xbf\xff\xfe\x00"


def kind_of(content: bytes, *, name: str = "", content_type: str = "") -> Kind:
    """Return what the file is. Raises Unreadable for an empty file, and where the name or type says something else.

    ``content_type`` is that of a request whose body is the file; what a browser says of a file it sends is not asked.
    """
    if not content.strip(_SPACES):
        raise unreadable("The file is empty.")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise unreadable("An old .xls file or one with a password: save it as .xlsx without a password.")
    found = _by_content(content)
    ending = name.rpartition(".")[2].lower()
    for said, source in ((_BY_TYPE.get(content_type), "type"), (_BY_ENDING.get(ending), "name")):
        if said is not None and said is not found:
            raise unreadable(f"By its {source} the file is {_CALLED[said]}, by its content {_CALLED[found]}.")
    return found


def _by_content(content: bytes) -> Kind:
    if content.startswith(b"PK\x03\x04"):
        return Kind.XLSX
    return Kind.AWS if content.lstrip(_SPACES)[:1] in (b"{", b"[") else Kind.CSV
