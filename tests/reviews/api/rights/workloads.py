"""Who may do what with workloads, through the API."""

TABLE = """
                                                        viewer contr. review. lead  outs. p.view admin nobody
GET   workloads/                                        200    200    200     200   200   200    200   401
POST  workloads/                                        403    201    201     201   422   403    201   401
GET   workloads/{workload}/                             200    200    200     200   404   200    200   401
PATCH workloads/{workload}/                             403    200    200     200   404   403    200   401
"""

BODIES: dict[str, object] = {
    "POST workloads/": {"name": "New", "team": "{team}"},
    "PATCH workloads/{workload}/": {"tier": 1},
}
