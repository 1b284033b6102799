"""Who may do what with exports, through the API."""

TABLE = """
                                                        viewer contr. review. lead  outs. p.view admin nobody
GET   workloads/{workload}/export.json                  200    200    200     200   404   200    200   401
GET   workloads/{workload}/export.csv                   200    200    200     200   404   200    200   401
GET   portfolio/export.json                             200    200    200     200   200   200    200   401
GET   portfolio/export.csv                              200    200    200     200   200   200    200   401
"""

BODIES: dict[str, object] = {}
