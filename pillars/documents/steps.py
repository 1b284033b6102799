"""The steps of a practice, under the ``x-lintel`` of its choice."""

from pillars.compiled import Effort
from pillars.documents.guidance import AREA, MARK, SERVICE, STEP, mark_of
from pillars.documents.nodes import Node
from pillars.documents.shapes import Step


def steps(practice: Node) -> tuple[Step, ...]:
    """Read the steps of a practice's ``x-lintel``."""
    return tuple(_step(node) for node in practice.objects("steps", most=200))


def _step(node: Node) -> Step:
    node.only(
        *("id", "title", "statement", "guidance", "area", "level", "effort", "essential", "mark"),
        *("services", "suggests", "seed"),
    )
    step_id = node.identifier(STEP, [], strict=True)
    level = node.number("level", 2, 4)
    effort = node.word("effort", tuple(Effort))
    return Step(
        id=step_id,
        title=node.title("title"),
        statement=node.text("statement"),
        guidance=node.text("guidance"),
        area_id=node.reference("area", AREA),
        level=level,
        effort=Effort(effort or Effort.S),
        essential=node.flag("essential"),
        mark_id=_mark(node, level),
        service_ids=node.references("services", SERVICE, most=20),
        suggested_ids=_suggests(node, step_id),
        seed=_seed(node),
    )


def _mark(node: Node, level: int) -> str:
    """A step counts towards a mark of its own level."""
    mark = node.reference("mark", MARK)
    known = node.log.known
    if (MARK, mark) in known and (mark_of(level), mark) not in known:
        node.at("mark").refuse(f"the id of {mark_of(level)}, which is the step's own")
    return mark


def _suggests(node: Node, step_id: str) -> tuple[str, ...]:
    suggested = node.references("suggests", STEP, most=20)
    if step_id and step_id in suggested:
        node.at("suggests").refuse("other steps than the step itself")
    return suggested


def _seed(node: Node) -> tuple[int, ...]:
    place = node.at("seed")
    if not node.has("seed"):
        return ()
    if not isinstance(place.value, list) or [type(part) for part in place.value] != [int, int, int]:
        place.refuse("[section, subsection, bullet], three whole numbers")
        return ()
    numbers = tuple(part for part in place.value if isinstance(part, int))
    if not all(1 <= number <= 999 for number in numbers):
        place.refuse("three whole numbers from 1 to 999")
    return numbers
