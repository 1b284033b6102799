"""Who may do what with improvements, through the API. The one that is named has a ticket."""

from tests.reviews.codes import ITEMS, PRACTICES, QUESTION

_LINES = "workloads/{workload}/reviews/rel03/improvements/"

TABLE = f"""
                                                        viewer contr. review. lead  outs. p.view admin nobody
GET    {_LINES}                                         200    200    200     200   404   200    200   401
POST   {_LINES}                                         403    201    201     201   404   403    201   401
GET    improvements/                                    200    200    200     200   200   200    200   401
PATCH  improvements/                                    403    200    200     200   403   403    200   401
GET    improvements/{{improvement}}/                    200    200    200     200   404   200    200   401
PATCH  improvements/{{improvement}}/                    403    200    200     200   404   403    200   401
GET    improvements/{{improvement}}/external-ref/       200    200    200     200   404   200    200   401
PUT    improvements/{{improvement}}/external-ref/       403    200    200     200   404   403    200   401
DELETE improvements/{{improvement}}/external-ref/       403    204    204     204   404   403    204   401
"""

BODIES: dict[str, object] = {
    f"POST {_LINES}": {"question": QUESTION, "practice": PRACTICES["BP03"], "steps": [ITEMS["A3_1"]]},
    "PATCH improvements/": {"items": [{"id": "{improvement}", "version": 1, "state": "in_progress"}]},
    "PATCH improvements/{improvement}/": {"owner": "{viewer}"},
    "PUT improvements/{improvement}/external-ref/": {"system": "jira", "key": "8", "url": "https://jira.example.org/8"},
}
