"""Who may do what with improvements, through the API."""

TABLE = """
                                                        viewer contr. review. lead  outs. p.view admin nobody
GET   workloads/{workload}/reviews/rel03/improvements/  200    200    200     200   404   200    200   401
GET   improvements/                                     200    200    200     200   200   200    200   401
"""

BODIES: dict[str, object] = {}
