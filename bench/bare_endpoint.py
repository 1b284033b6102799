"""What a save is measured beside: an endpoint of the same server, middleware and authentication that does one UPSERT.

The product's addresses stand beside it, so that one server answers both.
"""

from django.db import connection
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.urls import urlpatterns as product
from reviews.api.urls import api_path

UPSERT = """
    INSERT INTO reviews_item (review_id, question, item, kind, state, reason, note, evidence, at, changed_at, version)
    VALUES (%s, %s, %s, 'step', %s, '', '', '[]', now(), now(), %s)
    ON CONFLICT (review_id, question, item) DO UPDATE
    SET state = EXCLUDED.state, at = EXCLUDED.at, changed_at = EXCLUDED.changed_at, version = EXCLUDED.version
"""


class Bare(APIView):
    """Stores one answer and nothing else: no permission, no version, no risk, no event."""

    def patch(self, request: Request, review: int) -> Response:
        """Store it."""
        [item] = request.data["items"]
        with connection.cursor() as cursor:
            cursor.execute(UPSERT, [review, item["question"], item["item"], item["state"], item["version"] + 1])
        return Response({"items": [item]})


urlpatterns = [api_path("api/v1/bare/<int:review>/", Bare, "bare"), *product]
