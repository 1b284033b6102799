"""Who may do what with findings, through the API."""

TABLE = """
                                                        viewer contr. review. lead  outs. p.view admin nobody
GET   workloads/{workload}/reviews/rel03/findings/      200    200    200     200   404   200    200   401
GET   risks/                                            200    200    200     200   200   200    200   401
GET   findings/                                         200    200    200     200   200   200    200   401
"""

BODIES: dict[str, object] = {}
