"""The columns of every table that is exported: a contract, the same in CSV, JSON Lines and XLSX.

Columns are only ever added, at the end. A file of answers that is filled in and brought back is read by these names.
"""

_PLACE = ("workload_id", "workload", "team", "lens", "lens_version")

#: An item of a review: a question, a practice or a step, also where nobody answered (then ``version`` is 0).
ANSWERS = (
    *_PLACE,
    *("question", "practice", "kind", "item", "title", "level", "essential"),
    *("state", "reason", "note", "evidence", "by", "at", "version"),
)

#: The same, and what was found there.
WORKLOAD = (
    *ANSWERS,
    *("risk", "supported", "complete", "accepted_until", "support", "maturity", "essential_done", "essential_total"),
    *("finding", "severity", "finding_accepted_until", "improvement", "owner", "due"),
)

#: A practice of a review; a workload without a review has a line of its own.
PORTFOLIO = (
    *("workload_id", "workload", "team", "environment", "tier", "target", "owner_of_workload", "tags"),
    *("lens", "lens_version", "due_for_assessment", "maturity_state", "maturity", "below_target", "stale"),
    *("question", "risk", "supported", "complete", "accepted_until"),
    *("practice", "code", "title", "state", "support", "level", "essential_done", "essential_total"),
    *("finding", "severity", "finding_accepted_until", "improvement", "owner", "due"),
)

_RISK = ("risk", "supported", "complete", "due_for_assessment")
_TICKET = ("external_system", "external_key", "external_url", "external_state")

#: A finding, held or resolved, with the acceptance that runs and the risk of its question.
FINDINGS = (
    "id",
    *_PLACE,
    *("question", "practice", "code", "kind", "severity", "state"),
    *("first_opened_at", "opened_at", "resolved_at", "reopened"),
    *("accepted_until", "acceptance_ends_at", "accepted_by", "accepted_at", "acceptance_reason"),
    *_RISK,
    *_TICKET,
)

#: A line of the plan, also where it left the plan; ``small``, ``medium`` and ``large`` count the open steps.
IMPROVEMENTS = (
    "id",
    *_PLACE,
    *("question", "practice", "code", "severity", "accepted", "state", "owner", "due", "done_at"),
    *("effort", "estimate", "small", "medium", "large", "steps", "added_steps", "score"),
    *("created_at", "closed_at", "version"),
    *_RISK,
    *_TICKET,
)
