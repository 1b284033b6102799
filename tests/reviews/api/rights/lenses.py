"""Who may do what with lenses, through the API: whoever is signed in may read."""

TABLE = """
                                                        viewer contr. review. lead  outs. p.view admin nobody
GET   lenses/                                           200    200    200     200   200   200    200   401
GET   lenses/rel03/                                     200    200    200     200   200   200    200   401
GET   lenses/rel03/versions/                            200    200    200     200   200   200    200   401
GET   lenses/rel03/versions/1/                          200    200    200     200   200   200    200   401
GET   lenses/rel03/versions/1/document/                 200    200    200     200   200   200    200   401
GET   lenses/rel03/versions/1/search/?q=contract        200    200    200     200   200   200    200   401
GET   lenses/rel03/versions/2/                          404    404    404     404   404   404    404   401
"""

BODIES: dict[str, object] = {}
