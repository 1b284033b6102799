"""Who may do what with exports, through the API. Whoever asked for an export has it, here the lead; nobody else has."""

TABLE = """
                                                        viewer contr. review. lead  outs. p.view admin nobody
GET   workloads/{workload}/export.json                  200    200    200     200   404   200    200   401
GET   workloads/{workload}/export.csv                   200    200    200     200   404   200    200   401
GET   portfolio/export.json                             200    200    200     200   200   200    200   401
GET   portfolio/export.csv                              200    200    200     200   200   200    200   401
GET   exports/stream/?content=answers&format=csv        200    200    200     200   200   200    200   401
GET   exports/                                          200    200    200     200   200   200    200   401
POST  exports/                                          201    201    201     201   422   201    201   401
GET   exports/{export}/                                 404    404    404     200   404   404    404   401
GET   exports/{export}/file/                            404    404    404     200   404   404    404   401
DELETE exports/{export}/                                404    404    404     204   404   404    404   401
"""

BODIES: dict[str, object] = {"POST exports/": {"content": "workload", "format": "json", "workload": "{workload}"}}
