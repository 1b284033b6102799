"""Who may do what with the change feed and the history, through the API: everybody reads what they may see."""

TABLE = """
                                                        viewer contr. review. lead  outs. p.view admin nobody
GET   changes/                                          200    200    200     200   200   200    200   401
GET   portfolio/history/                                200    200    200     200   200   200    200   401
"""

BODIES: dict[str, object] = {}
