"""What the frame of every page needs."""

from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse

register = template.Library()


@register.inclusion_tag("includes/nav_item.html", takes_context=True)
def nav_item(context: Context, url_name: str, text: str, *args: object, exact: bool = False) -> dict[str, Any]:
    """Draw a link of a navigation, marked where the page is it or, unless ``exact``, below it.

    Draws nothing where no such page exists.
    """
    try:
        address = reverse(url_name, args=args)
    except NoReverseMatch:
        return {"address": ""}
    request = context.get("request")
    path = request.path if request is not None else ""
    below = not exact and address != "/" and path.startswith(address)
    here = "page" if path == address else "true" if below else ""
    return {"address": address, "text": text, "here": here}
