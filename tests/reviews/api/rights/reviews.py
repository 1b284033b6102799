"""Who may do what with reviews and their rounds, through the API."""

TABLE = """
                                                        viewer contr. review. lead  outs. p.view admin nobody
GET   workloads/{workload}/reviews/                     200    200    200     200   404   200    200   401
POST  workloads/{other}/reviews/                        403    201    201     201   404   403    201   401
GET   workloads/{workload}/reviews/rel03/               200    200    200     200   404   200    200   401
GET   workloads/{workload}/reviews/rel03/assessment/    200    200    200     200   404   200    200   401
GET   workloads/{workload}/reviews/rel03/rounds/        200    200    200     200   404   200    200   401
POST  workloads/{workload}/reviews/rel03/rounds/        403    201    201     201   404   403    201   401
"""

BODIES: dict[str, object] = {
    "POST workloads/{other}/reviews/": {"lens": "rel03"},
    "POST workloads/{workload}/reviews/rel03/rounds/": {},
}
