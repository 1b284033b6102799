"""Who may do what with milestones, through the API."""

TABLE = """
                                                        viewer contr. review. lead  outs. p.view admin nobody
GET   workloads/{workload}/milestones/                  200    200    200     200   404   200    200   401
POST  workloads/{workload}/milestones/                  403    201    201     201   404   403    201   401
GET   workloads/{workload}/milestones/{milestone}/      200    200    200     200   404   200    200   401
GET   workloads/{other}/milestones/{milestone}/         404    404    404     404   404   404    404   401
GET   workloads/{workload}/comparison/                  200    200    200     200   404   200    200   401
"""

BODIES: dict[str, object] = {"POST workloads/{workload}/milestones/": {"name": "After"}}
