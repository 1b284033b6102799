"""Findings as keys with a severity, and which running acceptances still cover them. Knows no Django."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reviews.states import FindingKind, Severity


@dataclass(frozen=True, slots=True, order=True)
class FindingKey:
    """What makes a finding the same one inside its review. ``question`` and ``practice`` are '' where there is none."""

    kind: FindingKind
    question: str
    practice: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding that holds. ``accepted_until`` is the moment at which its acceptance ends, None where it is open."""

    key: FindingKey
    severity: Severity
    accepted_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AcceptanceFact:
    """A running acceptance: the severity that it covers, and the moment (aware) at which it ends."""

    severity: Severity
    until: datetime


class EndReason(StrEnum):
    """Why an acceptance ends."""

    DATE = "date"
    WORSENED = "worsened"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class EndedAcceptance:
    """An acceptance that was running and ends now."""

    key: FindingKey
    reason: EndReason


def ended_acceptances(
    severities: Mapping[FindingKey, Severity], acceptances: Mapping[FindingKey, AcceptanceFact], now: datetime
) -> tuple[EndedAcceptance, ...]:
    """Return the acceptances that end: the finding no longer holds, the day has come, or it is worse than accepted."""
    ended = []
    for key, acceptance in acceptances.items():
        if key not in severities:
            ended.append(EndedAcceptance(key, EndReason.RESOLVED))
        elif acceptance.until <= now:
            ended.append(EndedAcceptance(key, EndReason.DATE))
        elif severities[key].rank < acceptance.severity.rank:
            ended.append(EndedAcceptance(key, EndReason.WORSENED))
    return tuple(ended)


def accepted_until(findings: Iterable[Finding], severity: Severity) -> datetime | None:
    """Return until when a risk of this severity is accepted.

    None unless at least one finding is of that severity or above and all of those are accepted; the first end counts.
    """
    ends = [finding.accepted_until for finding in findings if finding.severity.rank <= severity.rank]
    known = [end for end in ends if end is not None]
    return min(known) if known and len(known) == len(ends) else None
