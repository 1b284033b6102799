"""Who may do what with answers, through the API."""

from tests.reviews.api.clients import item

TABLE = """
                                                        viewer contr. review. lead  outs. p.view admin nobody
GET   workloads/{workload}/reviews/rel03/answers/       200    200    200     200   404   200    200   401
PATCH workloads/{workload}/reviews/rel03/answers/       403    200    200     200   404   403    200   401
"""

BODIES: dict[str, object] = {"PATCH workloads/{workload}/reviews/rel03/answers/": {"items": [item("BP01", "in_place")]}}
