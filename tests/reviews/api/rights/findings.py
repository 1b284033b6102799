"""Who may do what with findings, through the API. The one that is named is accepted and has a ticket."""

TABLE = """
                                                        viewer contr. review. lead  outs. p.view admin nobody
GET    workloads/{workload}/reviews/rel03/findings/     200    200    200     200   404   200    200   401
GET    risks/                                           200    200    200     200   200   200    200   401
GET    findings/                                        200    200    200     200   200   200    200   401
GET    findings/{finding}/                              200    200    200     200   404   200    200   401
GET    findings/{finding}/acceptances/                  200    200    200     200   404   200    200   401
POST   findings/{finding}/acceptances/                  403    403    201     201   404   403    201   401
GET    findings/{finding}/acceptances/running/          200    200    200     200   404   200    200   401
DELETE findings/{finding}/acceptances/running/          403    403    204     204   404   403    204   401
GET    findings/{finding}/external-ref/                 200    200    200     200   404   200    200   401
PUT    findings/{finding}/external-ref/                 403    200    200     200   404   403    200   401
DELETE findings/{finding}/external-ref/                 403    204    204     204   404   403    204   401
"""

BODIES: dict[str, object] = {
    "POST findings/{finding}/acceptances/": {"reason": "The contract ends soon.", "until": "2199-12-31"},
    "PUT findings/{finding}/external-ref/": {"system": "jira", "key": "SHOP-8", "url": "https://jira.example.org/8"},
}
