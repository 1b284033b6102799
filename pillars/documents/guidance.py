"""What a lens says under its own ``x-lintel``: services, areas, levels and everything that helps in answering."""

from datetime import date

from pillars.documents.nodes import Node
from pillars.documents.shapes import Area, Challenge, Level, Mark, Member, Note, Overlap, Resource, Service

PRACTICE, STEP, SERVICE, AREA, MARK = "a practice", "a step", "a service", "an area", "a mark"
"""The kinds of ids that others refer to. A practice is referred to by its code."""

ACTIVE_SERVICE = "an active service"
MOST = 200


def services(lens: Node) -> tuple[Service, ...]:
    """Read the services. A retired one needs a date and successors that are active; an active one has neither."""
    return tuple(_service(node) for node in lens.objects("services", most=MOST))


def _service(node: Node) -> Service:
    node.only("id", "name", "text", "url", "status", "retiredOn", "successors")
    status = node.word("status", ("active", "retired"))
    kinds = [ACTIVE_SERVICE] if status == "active" else []
    service_id = node.identifier(SERVICE, kinds, strict=False)
    retired_on: date | None = None
    successors: tuple[str, ...] = ()
    if status == "retired":
        retired_on = _day(node.at("retiredOn"))
        successors = node.references("successors", ACTIVE_SERVICE, most=10)
        if not successors:
            node.at("successors").refuse("at least one service to use instead of a retired one")
    else:
        for key in ("retiredOn", "successors"):
            if node.has(key):
                node.at(key).refuse('nothing, where "status" is not "retired"')
    return Service(service_id, node.title("name"), node.text("text"), node.url("url"), retired_on, successors)


def _day(node: Node) -> date | None:
    try:
        return date.fromisoformat(node.value if isinstance(node.value, str) else "")
    except ValueError:
        node.refuse('a day such as "2026-09-30"')
        return None


def areas(lens: Node) -> tuple[Area, ...]:
    """Read the areas."""
    nodes = lens.objects("areas", most=MOST)
    for node in nodes:
        node.only("id", "title", "short")
    return tuple(
        Area(node.identifier(AREA, [], strict=False), node.title("title"), node.text("short", 80)) for node in nodes
    )


def levels(lens: Node) -> tuple[Level, ...]:
    """Read the maturity levels with their marks; a mark is known under its level too."""
    return tuple(_level(node) for node in lens.objects("levels", most=4))


def _level(node: Node) -> Level:
    node.only("number", "title", "marks")
    number = node.number("number", 1, 4)
    node.at("number").define(["a level"], str(number))
    marks = []
    for mark in node.objects("marks", most=20):
        mark.only("id", "title")
        marks.append(Mark(mark.identifier(MARK, [mark_of(number)], strict=False), mark.title("title")))
    return Level(number, node.title("title"), tuple(marks))


def mark_of(level: int) -> str:
    """Name the kind of id that a mark of one level is."""
    return f"a mark of level {level}"


def notes(lens: Node, key: str, kind: str) -> tuple[Note, ...]:
    """Read the concepts or the outcomes."""
    nodes = lens.objects(key, most=MOST)
    for node in nodes:
        node.only("id", "title", "text", "practice")
    return tuple(
        Note(
            node.identifier(kind, [], strict=False),
            node.title("title"),
            node.text("text"),
            node.reference("practice", PRACTICE),
        )
        for node in nodes
    )


def challenges(lens: Node) -> tuple[Challenge, ...]:
    """Read the challenges with their solutions."""
    nodes = lens.objects("challenges", most=MOST)
    for node in nodes:
        node.only("id", "title", "solution", "practices", "areas")
    return tuple(
        Challenge(
            node.identifier("a challenge", [], strict=False),
            node.title("title"),
            node.text("solution"),
            node.references("practices", PRACTICE, most=50),
            node.references("areas", AREA, most=50),
        )
        for node in nodes
    )


def resources(lens: Node) -> tuple[Resource, ...]:
    """Read the resources."""
    nodes = lens.objects("resources", most=MOST)
    for node in nodes:
        node.only("id", "title", "url", "service")
    return tuple(
        Resource(
            node.identifier("a resource", [], strict=False),
            node.title("title"),
            node.url("url", required=True),
            node.reference("service", SERVICE),
        )
        for node in nodes
    )


def overlaps(lens: Node) -> tuple[Overlap, ...]:
    """Read the groups of steps that are told apart from each other; a step stands in a group once."""
    return tuple(_overlap(node) for node in lens.objects("overlaps", most=MOST))


def _overlap(node: Node) -> Overlap:
    node.only("title", "steps")
    members: list[Member] = []
    for member in node.objects("steps", least=2, most=20):
        member.only("step", "difference")
        step_id = member.at("step").as_reference(STEP)
        if step_id in [known.step_id for known in members]:
            member.at("step").refuse("each step once in a group")
        members.append(Member(step_id, member.title("difference", 500)))
    return Overlap(node.title("title"), tuple(members))
