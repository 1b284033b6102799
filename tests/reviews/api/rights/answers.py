"""Who may do what with answers, through the API."""

from tests.reviews.api.clients import item
from tests.reviews.codes import ITEMS, QUESTION

_ALL = "workloads/{workload}/reviews/rel03/answers/"
_ONE = f"{_ALL}{QUESTION}/{ITEMS['BP02']}/"

TABLE = f"""
                                                        viewer contr. review. lead  outs. p.view admin nobody
GET   {_ALL}                                            200    200    200     200   404   200    200   401
PATCH {_ALL}                                            403    200    200     200   404   403    200   401
GET   {_ALL}{QUESTION}/                                 200    200    200     200   404   200    200   401
PATCH {_ALL}{QUESTION}/                                 403    200    200     200   404   403    200   401
GET   {_ONE}                                            200    200    200     200   404   200    200   401
PATCH {_ONE}                                            403    200    200     200   404   403    200   401
"""

BODIES: dict[str, object] = {
    f"PATCH {_ALL}": {"items": [item("BP03", "in_place")]},
    f"PATCH {_ALL}{QUESTION}/": {"note": "The shop alone."},
    f"PATCH {_ONE}": {"state": "in_place"},
}
