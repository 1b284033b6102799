"""Short names of REL03's items, as CONTENT.md's tables have them: ``BP01``, ``A2_5``; ``REL03`` is the question."""

import json
from pathlib import Path

QUESTION = "service_architecture"

_TABLE = json.loads((Path(__file__).parent.parent / "pillars" / "rel03_table.json").read_text())

PRACTICES = {
    "BP01": "rel_service_architecture_monolith_soa_microservice",
    "BP02": "rel_service_architecture_business_domains",
    "BP03": "rel_service_architecture_api_contracts",
}

#: Item ids by short code. A step's code is written with an underscore, to serve as a keyword: A2_5 for A2.5.
ITEMS: dict[str, str] = {
    "REL03": "",
    **PRACTICES,
    **{code.replace(".", "_"): step_id for code, step_id, *_ in _TABLE["steps"]},
}
