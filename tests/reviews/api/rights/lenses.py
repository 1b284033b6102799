"""Who may do what with lenses, through the API."""

TABLE = """
                                                        viewer contr. review. lead  outs. p.view admin nobody
GET   lenses/                                           200    200    200     200   200   200    200   401
"""

BODIES: dict[str, object] = {}
