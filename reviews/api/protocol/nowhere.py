"""Addresses under the API that lead nowhere: told as everything else that goes wrong here."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView


@extend_schema(exclude=True)
class Nowhere(APIView):
    """404, whatever the method."""

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Raise Http404 for whoever is signed in."""
        super().initial(request, *args, **kwargs)
        raise Http404
