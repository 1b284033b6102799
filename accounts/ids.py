"""Public ids: 32 hexadecimal digits, never sequential."""

from uuid import uuid4

from django.urls import register_converter
from django.urls.converters import StringConverter


def new_public_id() -> str:
    """Return a fresh random id of 32 hexadecimal digits."""
    return uuid4().hex


class PublicIdConverter(StringConverter):
    """A public id in an address, as ``<public_id:name>``. What cannot be one leads nowhere, and asks no database."""

    regex = "[0-9a-f]{32}"


# Here and once: whoever has an address with an id has a table with ids.
register_converter(PublicIdConverter, "public_id")
