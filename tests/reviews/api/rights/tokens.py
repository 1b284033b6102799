"""Who may do what with tokens, through the API: everybody with their own, and no token makes another."""

TABLE = """
                                                        viewer contr. review. lead  outs. p.view admin nobody
GET    me/tokens/                                       200    200    200     200   200   200    200   401
POST   me/tokens/                                       403    403    403     403   403   403    403   401
GET    me/tokens/{token}/                               404    404    404     200   404   404    404   401
DELETE me/tokens/{token}/                               404    404    404     204   404   404    404   401
"""

BODIES: dict[str, object] = {"POST me/tokens/": {"name": "Load", "scope": "read"}}
