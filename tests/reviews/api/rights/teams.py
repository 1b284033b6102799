"""Who may do what with teams and their members, through the API."""

TABLE = """
                                                        viewer contr. review. lead  outs. p.view admin nobody
GET    teams/                                           200    200    200     200   200   200    200   401
GET    teams/{team}/                                    200    200    200     200   404   200    200   401
GET    teams/{team}/members/                            200    200    200     200   404   200    200   401
POST   teams/{team}/members/                            403    403    403     201   404   403    201   401
GET    teams/{team}/members/{viewer}/                   200    200    200     200   404   200    200   401
PATCH  teams/{team}/members/{viewer}/                   403    403    403     200   404   403    200   401
DELETE teams/{team}/members/{viewer}/                   403    403    403     204   404   403    204   401
GET    teams/{team}/members/{outsider}/                 404    404    404     404   404   404    404   401
"""

BODIES: dict[str, object] = {
    "POST teams/{team}/members/": {"email": "outsider@example.org", "role": "viewer"},
    "PATCH teams/{team}/members/{viewer}/": {"role": "reviewer"},
}
