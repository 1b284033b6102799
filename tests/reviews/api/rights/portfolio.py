"""Who may do what with the portfolio, through the API: everybody reads what they may see."""

TABLE = """
                                                        viewer contr. review. lead  outs. p.view admin nobody
GET   portfolio/                                        200    200    200     200   200   200    200   401
GET   portfolio/workloads/                              200    200    200     200   200   200    200   401
GET   portfolio/heat-map/                               200    200    200     200   200   200    200   401
GET   portfolio/trend/                                  200    200    200     200   200   200    200   401
GET   portfolio/ledger/                                 200    200    200     200   200   200    200   401
GET   portfolio/missing/                                200    200    200     200   200   200    200   401
GET   portfolio/acting/                                 200    200    200     200   200   200    200   401
"""

BODIES: dict[str, object] = {}
