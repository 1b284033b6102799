"""Days in a team's time zone: a due date is over at the end of that day there."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import Q

ZONE = "review__workload__team__time_zone"


@lru_cache(maxsize=256)
def day_in(zone: str, at: datetime) -> date:
    """Return the day that it is in a time zone (an IANA name) at an aware moment."""
    return at.astimezone(ZoneInfo(zone)).date()


def days_late(due: date | None, zone: str, at: datetime) -> int:
    """Return by how many days a due date is over in a zone; 0 where it isn't, or where there is none."""
    return 0 if due is None else max(0, (day_in(zone, at) - due).days)


def overdue(zones: Iterable[str], at: datetime) -> Q:
    """Return what improvements of teams in these zones are overdue at a moment; nothing else is tested of them."""
    by_day: defaultdict[date, list[str]] = defaultdict(list)
    for zone in set(zones):
        by_day[day_in(zone, at)].append(zone)
    late = Q(pk__in=[])
    for day, names in by_day.items():
        late |= Q(**{f"{ZONE}__in": names, "due__lt": day})
    return late
