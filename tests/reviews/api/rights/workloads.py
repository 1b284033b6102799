"""Who may do what with workloads, through the API. An outsider may write nowhere, and learns that first."""

TABLE = """
                                                        viewer contr. review. lead  outs. p.view admin nobody
GET    workloads/                                       200    200    200     200   200   200    200   401
POST   workloads/                                       403    201    201     201   403   403    201   401
GET    workloads/{workload}/                            200    200    200     200   404   200    200   401
PATCH  workloads/{workload}/                            403    200    200     200   404   403    200   401
DELETE workloads/{workload}/                            403    403    403     204   404   403    204   401
POST   workloads/{workload}/copies/                     403    201    201     201   404   403    201   401
GET    workloads/{workload}/events/                     200    200    200     200   404   200    200   401
"""

BODIES: dict[str, object] = {
    "POST workloads/": {"name": "New", "team": "{team}"},
    "PATCH workloads/{workload}/": {"tier": 1},
    "POST workloads/{workload}/copies/": {"name": "Copy"},
}
