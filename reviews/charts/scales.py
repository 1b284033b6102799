"""Small pictures beside a number: the ruler of maturity and the bar of a share. Lengths are pixels of the picture."""

from dataclasses import dataclass

LEVELS = 4


@dataclass(frozen=True, slots=True)
class Ruler:
    """A ruler of four maturity levels: where its ticks stand, how far it is filled, where the target's tick stands.

    ``got`` is the width of the filled part, from x = 0.5; ``part_from`` and ``part`` are where the begun part starts
    and how wide it is (0: nothing begun); ``goal`` is the target's x, None without a target.
    """

    width: int
    ticks: tuple[float, ...]
    got: float
    part_from: float
    part: float
    goal: float | None


def ruler(level: int | None, target: int | None, *, width: int = 44, part: float = 0) -> Ruler:
    """Lay out a ruler.

    ``level`` is the level reached (0 to 4, None where none is known) and ``target`` the one to reach (1 to 4, None
    without one), ``width`` the picture's width in pixels, ``part`` the share (0 to 1) of the next level that is done.
    Raises ValueError for a level, target or share outside these.
    """
    if not 0 <= (level or 0) <= LEVELS or not 1 <= (1 if target is None else target) <= LEVELS or not 0 <= part <= 1:
        msg = f"A ruler goes from 0 to {LEVELS}: level {level}, target {target}, part {part}."
        raise ValueError(msg)
    unit = (width - 1) / LEVELS
    got = (level or 0) * unit
    # The target's tick is thicker than the ruler's end, which would cut it off.
    goal = None if target is None else min(0.5 + target * unit, width - 0.75)
    begun = part * unit if (level or 0) < LEVELS else 0
    return Ruler(width, tuple(0.5 + i * unit for i in range(LEVELS + 1)), got, 0.5 + got, round(begun, 2), goal)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar and the track behind it: widths in pixels of a picture that is ``width`` wide."""

    width: int
    bar: float
    track: float


def bar(value: float, of: float, *, widest: float | None = None, width: int = 130) -> Bar:
    """Lay out ``value`` of ``of``; bars that stand together share ``widest``, the greatest ``of`` among them.

    Raises ValueError where the value is negative or more than it is of, or that is more than the widest.
    """
    longest = of if widest is None else widest
    if not 0 <= value <= of <= longest:
        msg = f"A bar needs 0 <= value <= of <= widest: {value}, {of}, {longest}."
        raise ValueError(msg)
    unit = width / longest if longest else 0
    return Bar(width, round(value * unit, 2), round(of * unit, 2))
