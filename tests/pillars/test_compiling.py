"""From the tables to what evaluation and pages read."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test.utils import CaptureQueriesContext

from pillars import reading
from pillars.compiled import Effort, Lens, Practice, Question, Step
from pillars.compiling import compiled
from pillars.loading import load_lens
from pillars.models import LensVersion
from pillars.rules import And, Choice, Default, Risk, Rule
from tests.pillars.small import PUBLISHED, as_source, small_document, small_source

pytestmark = pytest.mark.django_db

Queries = Callable[..., CaptureQueriesContext]


@pytest.fixture
def version_id() -> int:
    """The small lens, published."""
    return load_lens(small_source(), at=PUBLISHED).version.pk


def test_a_version_compiles_to_what_its_document_says(version_id: int) -> None:
    measured = Step("load_measured", "Load measured", "P", 2, Effort.S, True, "2a", ("new_crane",), ())
    watched = Step("load_watched", "Load watched", "P", 3, Effort.L, False, "3a", (), ("load_measured",))
    both = And((Choice("carrying_measured"), Choice("carrying_railing")))
    assert compiled(version_id) == Lens(
        alias="bridges",
        number=1,
        name="Bridges",
        questions=(
            Question(
                id="carrying",
                pillar="reliability",
                title="How do you know that it carries?",
                practices=(
                    Practice("carrying_measured", "BR-1", "Measure the load", (measured, watched)),
                    Practice("carrying_railing", "", "Build a railing", ()),
                ),
                none_choices=frozenset({"carrying_no"}),
                rules=(
                    Rule(both, Risk.NONE),
                    Rule(Choice("carrying_measured"), Risk.MEDIUM),
                    Rule(Default(), Risk.HIGH),
                ),
            ),
        ),
    )


def test_the_order_is_the_documents(version_id: int) -> None:
    document = small_document()
    pillar = document["pillars"][0]
    pillar["questions"][0]["choices"].reverse()
    pillar["questions"][0]["choices"][2]["x-lintel"]["steps"].reverse()
    pillar["questions"].append(pillar["questions"][0] | {"id": "aaa_last"})
    pillar["questions"][1]["choices"] = [{"id": "zzz", "title": "Last"}, {"id": "aaa", "title": "First"}]
    pillar["questions"][1]["riskRules"] = [{"condition": "default", "risk": "HIGH_RISK"}]
    moved = pillar["questions"].pop()
    first = {"id": "zzz_first", "name": "First", "questions": [moved, moved | {"id": "aaa_second"}]}
    document["pillars"].insert(0, first)
    lens = compiled(load_lens(as_source(document), at=PUBLISHED).version.pk)
    assert [(question.id, [practice.id for practice in question.practices]) for question in lens.questions] == [
        ("aaa_last", ["zzz", "aaa"]),
        ("aaa_second", ["zzz", "aaa"]),
        ("carrying", ["carrying_railing", "carrying_measured"]),
    ]
    assert [step.id for step in lens.question("carrying").practice("carrying_measured").steps] == [
        "load_watched",
        "load_measured",
    ]


def test_compiling_and_reading_a_cold_version_take_nine_statements_and_none_when_warm(
    version_id: int, django_assert_num_queries: Queries
) -> None:
    # Version with lens, practices, step services, suggestions, steps, rules, none choices, questions: 8; document: 1.
    with django_assert_num_queries(9):
        compiled(version_id)
        reading.lens(version_id)
    with django_assert_num_queries(0):
        compiled(version_id)
        reading.lens(version_id)


def test_a_version_that_is_not_there_is_not_compiled() -> None:
    with pytest.raises(LensVersion.DoesNotExist):
        compiled(0)


def test_reading_puts_together_what_belongs_together(version_id: int) -> None:
    lens = reading.lens(version_id)
    assert (lens.alias, lens.number, lens.published_at) == ("bridges", 1, PUBLISHED)
    practice = lens.practices["carrying", "carrying_measured"]
    assert (practice.anchor, practice.why, practice.anti_patterns) == (
        "BR-1",
        "It falls otherwise.",
        ("Hoping.", "Counting sheep."),
    )
    assert [note.title for note in (*practice.concepts, *practice.outcomes)] == ["Span", "Dry feet"]
    assert [(challenge.title, challenge.solution) for challenge in practice.challenges] == [
        ("Scour", "Stones around the pier.")
    ]
    assert [link.text for link in (*practice.help, *practice.plan)] == ["How to weigh", "Buy a scale"]
    assert [service.name for service in practice.services] == ["New Crane"]
    assert [step.id for step in practice.essential] == ["load_measured"]
    assert lens.practices["carrying", "carrying_railing"].anchor == "carrying.carrying_railing"


def test_reading_a_step_gives_its_area_mark_and_neighbours(version_id: int) -> None:
    step = reading.lens(version_id).steps["load_watched"]
    assert step.area is not None
    assert step.mark is not None
    assert (step.area.title, step.mark.title, step.guidance) == (
        "Piers and footings",
        "It is watched",
        "Read it at noon.",
    )
    assert [other.title for other in step.suggests] == ["Load measured"]
    (group,) = step.told_apart
    assert (group.title, group.difference) == ("weights", "what it carried today")
    assert [(other.step.title, other.difference) for other in group.others] == [("Load measured", "what it carries")]


def test_reading_a_retired_service_names_what_to_use_instead(version_id: int) -> None:
    services = reading.lens(version_id).services
    assert (services["old_crane"].retired, services["old_crane"].retired_on) == (True, date(2026, 9, 30))
    assert [service.name for service in services["old_crane"].successors] == ["New Crane"]
    assert services["new_crane"].retired is False
    assert [guide.title for guide in services["new_crane"].guides] == ["Crane manual"]


def test_tables_and_texts_hold_the_same_steps(version_id: int) -> None:
    evaluated = [
        step.id
        for question in compiled(version_id).questions
        for practice in question.practices
        for step in practice.steps
    ]
    assert list(reading.lens(version_id).steps) == evaluated
