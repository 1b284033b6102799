"""Who may do what with people, through the API."""

TABLE = """
                                                        viewer contr. review. lead  outs. p.view admin nobody
GET   openapi.json                                      200    200    200     200   200   200    200   200
GET   me/                                               200    200    200     200   200   200    200   401
GET   nowhere/                                          404    404    404     404   404   404    404   401
"""

BODIES: dict[str, object] = {}
