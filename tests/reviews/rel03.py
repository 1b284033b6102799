"""REL03 typed from its table of steps, and answers to it in the notation of the demo portfolio."""

from collections.abc import Mapping
from datetime import datetime

from pillars.compiled import Effort, Lens, Practice, Question, Step
from pillars.rules import Risk, Rule, parse
from reviews.states import Claim, QuestionAnswers, StepState

BP01 = "rel_service_architecture_monolith_soa_microservice"
BP02 = "rel_service_architecture_business_domains"
BP03 = "rel_service_architecture_api_contracts"
NONE_OF_THESE = "rel_service_architecture_no"
PRACTICES = (BP01, BP02, BP03)

# code, id, practice, level, effort, essential
_STEPS = """
A1.1 segmentation_natural_boundaries 1 2 M yes
A1.2 segmentation_bounded_contexts 2 2 M yes
A1.3 segmentation_team_alignment 1 2 S yes
A1.4 segmentation_data_ownership 2 2 M yes
A1.5 segmentation_evolution 1 2 S yes
A2.1 patterns_database_per_service 2 3 L no
A2.2 patterns_eventual_consistency 2 3 L no
A2.3 patterns_circuit_breaker 1 3 M no
A2.4 patterns_bulkhead 1 3 M no
A2.5 patterns_timeouts_retries 1 2 S yes
A3.1 contract_specification 3 2 M yes
A3.2 contract_compatibility 3 2 M yes
A3.3 contract_governance 3 3 M no
A3.4 contract_operation_semantics 3 3 S no
A3.5 contract_tests 3 2 M yes
A4.1 communication_sync_async 1 2 S no
A4.2 communication_event_driven 1 3 L no
A4.3 communication_messaging 1 3 M no
A4.4 communication_discovery 1 2 M no
A4.5 communication_telemetry_standard 1 3 S no
P1.1 microservices_decomposition 1 3 L no
P1.2 microservices_independent_deployment 1 3 L no
P1.3 microservices_own_store_and_logic 2 3 L no
P1.4 microservices_failure_isolation 1 3 M no
P1.5 microservices_autonomous_teams 2 3 M no
P2.1 events_domain_facts 2 3 M no
P2.2 events_sourcing 2 4 L no
P2.3 events_schema_versions 3 3 M no
P2.4 events_order_duplicates 3 3 M no
P2.5 events_replay 2 4 M no
P3.1 gateway_central_policies 3 2 M no
P3.2 gateway_fair_use 3 2 S no
P3.3 gateway_developer_portal 3 4 M no
P3.4 gateway_version_routing 3 3 S no
P3.5 gateway_schema_checks 3 3 M no
P4.1 mesh_connection_layer 1 3 M no
P4.2 mesh_traffic_control 1 4 M no
P4.3 mesh_access_policy 3 4 M no
P4.4 mesh_telemetry 1 4 S no
P4.5 mesh_health_routing 1 3 S no
D1.1 responsibility_single_purpose 2 2 S yes
D1.2 responsibility_cohesion 2 2 M yes
D1.3 responsibility_coupling 2 3 M no
D1.4 responsibility_evolution 2 3 M no
D1.5 responsibility_ownership 2 2 S yes
D2.1 stateless_by_default 1 2 S no
D2.2 stateless_external_state 1 2 M yes
D2.3 stateless_scale_out 1 3 M no
D2.4 stateless_replacement 1 3 S no
D2.5 stateless_fault_tolerance 1 4 M no
D3.1 idempotent_writes 3 3 M no
D3.2 idempotent_duplicates 3 3 S no
D3.3 idempotent_errors 3 2 S yes
D3.4 idempotent_safe_retry 3 3 S no
D3.5 idempotent_consistent_state 2 3 L no
D4.1 degradation_under_load 1 3 M no
D4.2 degradation_fallbacks 1 3 M no
D4.3 degradation_reduced_function 2 3 M no
D4.4 degradation_core_kept 2 3 M no
D4.5 degradation_recovery 1 4 M no
M1.1 monitoring_health_checks 1 2 S no
M1.2 monitoring_service_metrics 2 2 M no
M1.3 monitoring_api_levels 3 2 S no
M1.4 monitoring_capacity 1 3 S no
M1.5 monitoring_alerting 2 2 S no
M2.1 tracing_end_to_end 1 3 M no
M2.2 tracing_bottlenecks 1 3 S no
M2.3 tracing_dependency_map 1 3 S no
M2.4 tracing_root_cause 1 4 M no
M2.5 tracing_correlation_id 3 2 S no
M3.1 business_service_measures 2 3 S no
M3.2 business_user_experience 2 4 M no
M3.3 business_feature_use 2 4 S no
M3.4 business_process_completion 2 3 M no
M3.5 business_decisions 2 4 S no
S1.1 auth_mutual_tls 3 3 M no
S1.2 auth_service_identity 3 2 M yes
S1.3 auth_tokens 3 3 M no
S1.4 auth_zero_trust 3 4 L no
S1.5 auth_audit 3 3 S no
S2.1 api_input_validation 3 2 M no
S2.2 api_external_access 3 2 M no
S2.3 api_hostile_traffic 3 3 S no
S2.4 api_threat_detection 3 4 M no
S2.5 api_secure_evolution 3 4 S no
S3.1 data_encryption 2 2 S no
S3.2 data_privacy 2 2 M no
S3.3 data_access 2 2 M no
S3.4 data_masking 2 4 M no
S3.5 data_retention 2 3 M no
"""

_TABLE = [line.split() for line in _STEPS.split("\n") if line]
IDS = {code: step_id for code, step_id, *_ in _TABLE}

_TITLES = {
    BP01: "Choose how to segment your workload",
    BP02: "Build services focused on specific business domains and functionality",
    BP03: "Provide service contracts per API",
}


def _steps(number: str) -> tuple[Step, ...]:
    return tuple(
        Step(step_id, code, code.partition(".")[0], int(level), Effort(effort), essential == "yes")
        for code, step_id, practice, level, effort, essential in _TABLE
        if practice == number
    )


QUESTION = Question(
    id="service_architecture",
    pillar="reliability",
    title="How do you design your workload service architecture?",
    practices=tuple(
        Practice(practice, f"REL03-BP0{number}", _TITLES[practice], _steps(str(number)))
        for number, practice in enumerate(PRACTICES, start=1)
    ),
    none_choices=frozenset({NONE_OF_THESE}),
    rules=(
        Rule(parse(f"{BP01} && {BP02} && {BP03}"), Risk.NONE),
        Rule(parse(f"{BP01} && {BP02} && !{BP03}"), Risk.MEDIUM),
        Rule(parse("default"), Risk.HIGH),
    ),
)
LENS = Lens("rel03", 1, "REL03", (QUESTION,))

_CLAIMS = {
    "P": Claim.IN_PLACE,
    "-": Claim.NOT_IN_PLACE,
    "?": Claim.UNANSWERED,
    "n": Claim.NOT_APPLICABLE,
}


def codes(name: str) -> list[str]:
    """The codes that a name stands for: itself, or with ``BP01/2`` all of a practice's steps of a level."""
    if "/" not in name:
        return [name]
    practice, _, level = name.partition("/")
    return [code for code, _, number, step_level, *_ in _TABLE if (number, step_level) == (practice[-1], level)]


def answer(
    claims: str,
    *,
    done: str = "",
    partly: str = "",
    not_done: str = "",
    not_applicable: str = "",
    confirmed: Mapping[str, datetime] | None = None,
) -> QuestionAnswers:
    """Answers to REL03. ``claims`` has one sign for each practice (``P - ? n``); the rest are step codes, or ``BP01/2``
    for all of a practice's steps of a level, which single codes then replace.
    """
    named = [
        (name, state)
        for text, state in (
            (done, StepState.DONE),
            (partly, StepState.PARTLY),
            (not_done, StepState.NOT_DONE),
            (not_applicable, StepState.NOT_APPLICABLE),
        )
        for name in text.split()
    ]
    named.sort(key=lambda pair: "/" not in pair[0])
    states = {IDS[code]: state for name, state in named for code in codes(name)}
    signs = claims.replace(" ", "")
    return QuestionAnswers(
        claims={practice: _CLAIMS[sign] for practice, sign in zip(PRACTICES, signs, strict=True)},
        steps=states,
        confirmed=confirmed or {},
    )


def demo(
    claims: str, *, done: str = "", partly: str = "", not_done: str = "", not_applicable: str = ""
) -> QuestionAnswers:
    """Answers in the demo portfolio's notation: level 2 is done where nothing else is named."""
    return answer(
        claims,
        done=f"BP01/2 BP02/2 BP03/2 {done}",
        partly=partly,
        not_done=not_done,
        not_applicable=not_applicable,
    )
