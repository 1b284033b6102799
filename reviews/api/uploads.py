"""Files that are sent to the API: as the body of a request, or as a part of a form."""

from collections.abc import Mapping
from typing import IO, Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from rest_framework import exceptions
from rest_framework.parsers import BaseParser, DataAndFiles, MultiPartParser
from rest_framework.request import Request

from accounts.problems import refuse
from reviews.incoming.kinds import TYPES
from reviews.incoming.said import LARGEST

#: A form around it adds little.
LARGEST_BODY = LARGEST + 100_000

#: The name of the file in a form, and in what the parsers return.
FIELD = "file"


class TooLarge(exceptions.APIException):
    """The file is larger than what is taken in."""

    status_code = 413
    default_detail = f"A file has at most {LARGEST // 1_000_000} MB."


class _BodyIsFile(BaseParser):
    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> "DataAndFiles[Any, Any]":
        """Return the body as the file of a form without other fields. Raises TooLarge."""
        content = stream.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise TooLarge
        return DataAndFiles(QueryDict(), MultiValueDict({FIELD: [SimpleUploadedFile(FIELD, content)]}))


PARSERS = [*(type("BodyIsFile", (_BodyIsFile,), {"media_type": media_type}) for media_type in TYPES), MultiPartParser]


def the_file(request: Request) -> UploadedFile:
    """Return the one file of a request. Raises InputProblems where there is none or are several, and TooLarge."""
    files = request.FILES.getlist(FIELD)
    if len(files) != 1 or len(request.FILES) != 1:
        raise refuse(FIELD, f"Send one file, as the body or as the form's field `{FIELD}`.")
    file: UploadedFile = files[0]
    if (file.size or 0) > LARGEST:
        raise TooLarge
    return file


def type_of_body(request: Request) -> str:
    """Return the media type of a body that is a file, '' where it is a form."""
    media_type = request.content_type.partition(";")[0].strip().lower()
    return media_type if media_type in TYPES else ""
