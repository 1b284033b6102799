"""Who may do what with imports, through the API: each is its person's own, here the lead's."""

from tests.reviews.answer_files import DOMAINS, get_answer

TABLE = """
                                                        viewer contr. review. lead  outs. p.view admin nobody
GET   imports/                                          200    200    200     200   200   200    200   401
POST  imports/?workload={workload}                      403    201    201     201   422   403    201   401
GET   imports/{import}/                                 404    404    404     200   404   404    404   401
POST  imports/{import}/apply/                           404    404    404     200   404   404    404   401
"""

BODIES: dict[str, object] = {"POST imports/?workload={workload}": get_answer(DOMAINS)}
