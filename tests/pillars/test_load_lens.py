"""Loading lens documents: idempotent, one version for each content, all or nothing."""

import os
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test.utils import CaptureQueriesContext

from pillars.documents import LensProblems
from pillars.loading import load_lens
from pillars.models import (
    AntiPattern,
    ChallengeArea,
    ChallengePractice,
    Concept,
    Lens,
    LensVersion,
    Link,
    NoneChoice,
    Outcome,
    OverlapStep,
    Practice,
    Question,
    Resource,
    RiskRule,
    Service,
    ServiceSuccessor,
    Step,
    StepService,
    StepSuggestion,
)
from tests.pillars.small import PUBLISHED, as_source, small_document, small_source

pytestmark = pytest.mark.django_db

PUBLIC = Path(settings.BASE_DIR).parent / "shared" / "lenses"
NAN_LENS = "aws-samples__custom-lens-wa-hub__EMR-spark-lens__custom-lens-emr-spark-v1.0.json"
Queries = Callable[..., CaptureQueriesContext]


def rows() -> int:
    """Count every row of the room."""
    return sum(model._default_manager.count() for model in apps.get_app_config("pillars").get_models())


def test_what_a_document_says_is_in_the_tables() -> None:
    version = load_lens(small_source(), at=PUBLISHED).version
    assert (version.lens.alias, version.number, version.name, version.published_at) == (
        "bridges",
        1,
        "Bridges",
        PUBLISHED,
    )
    question = Question.objects.get()
    assert (question.key, question.aws_id, question.code, question.pillar.key) == (
        "carrying",
        "carry-ing",
        "BR",
        "reliability",
    )
    practice = Practice.objects.get(code="BR-1")
    assert (practice.key, practice.risk, practice.in_place) == ("carrying_measured", "HIGH", "Every load is known.")
    assert NoneChoice.objects.get().key == "carrying_no"
    assert list(RiskRule.objects.order_by("position").values_list("risk", "condition", "tree")) == [
        ("NONE", "carrying_measured && carrying_railing", "carrying_measured && carrying_railing"),
        ("MEDIUM", "carrying_measured", "carrying_measured"),
        ("HIGH", "default", "default"),
    ]
    assert [row.text for row in AntiPattern.objects.order_by("position")] == ["Hoping.", "Counting sheep."]
    assert list(Link.objects.order_by("position").values_list("kind", "text", "url")) == [
        ("help", "How to weigh", "https://example.com/weigh"),
        ("plan", "Buy a scale", ""),
    ]


def test_what_helps_in_answering_is_in_the_tables() -> None:
    load_lens(small_source(), at=PUBLISHED)
    step = Step.objects.get(key="load_watched")
    assert (step.level, step.effort, step.essential, step.seed) == (3, "L", False, "1.1.2")
    assert (step.practice.code, step.area and step.area.key, step.mark and step.mark.key) == ("BR-1", "P", "3a")
    assert StepSuggestion.objects.get().suggested.key == "load_measured"
    assert StepService.objects.get().service.key == "new_crane"
    old = Service.objects.get(key="old_crane")
    assert (old.status, str(old.retired_on)) == ("retired", "2026-09-30")
    assert ServiceSuccessor.objects.get(service=old).successor.name == "New Crane"
    for note in (Concept.objects.get(), Outcome.objects.get()):
        assert note.practice is not None
        assert note.practice.code == "BR-1"
    assert ChallengePractice.objects.get().practice.code == "BR-1"
    assert ChallengeArea.objects.get().area.key == "P"
    guide = Resource.objects.get()
    assert guide.service is not None
    assert guide.service.key == "new_crane"
    assert [(row.step.key, row.difference) for row in OverlapStep.objects.order_by("position")] == [
        ("load_measured", "what it carries"),
        ("load_watched", "what it carried today"),
    ]


def test_the_same_bytes_give_the_same_version(django_assert_num_queries: Queries) -> None:
    first = load_lens(small_source(), at=PUBLISHED)
    before = rows()
    # Looking for the bytes.
    with django_assert_num_queries(1):
        again = load_lens(small_source(), at=PUBLISHED + timedelta(days=1))
    assert (first.created, again.created) == (True, False)
    assert again.version == first.version
    assert again.version.published_at == PUBLISHED
    assert rows() == before


def test_a_changed_document_makes_the_next_version_and_leaves_the_last_one() -> None:
    first = load_lens(small_source(), at=PUBLISHED).version
    changed = small_document() | {"name": "Bridges, stronger"}
    second = load_lens(as_source(changed), at=PUBLISHED + timedelta(days=1))
    assert (second.version.number, second.created) == (2, True)
    assert list(LensVersion.objects.order_by("number").values_list("number", "name")) == [
        (1, "Bridges"),
        (2, "Bridges, stronger"),
    ]
    assert Lens.objects.get().name == "Bridges, stronger"
    assert Step.objects.filter(version=first).count() == 2
    assert load_lens(small_source(), at=PUBLISHED).version == first


def test_the_source_is_kept_byte_for_byte() -> None:
    source = b"\xef\xbb\xbf" + small_source() + b"\r\n  "
    version = load_lens(source, at=PUBLISHED).version
    assert bytes(LensVersion.objects.get(pk=version.pk).source.document) == source
    assert version.sha256 == sha256(source).hexdigest()


def test_a_bad_document_changes_nothing() -> None:
    load_lens(small_source(), at=PUBLISHED)
    before = rows()
    bad = small_document() | {"name": "Bridges, wrong"}
    bad["pillars"][0]["questions"][0]["riskRules"][2]["condition"] = "&&"
    with pytest.raises(LensProblems):
        load_lens(as_source(bad), at=PUBLISHED)
    assert rows() == before
    assert Lens.objects.get().name == "Bridges"


def test_loading_takes_as_many_statements_for_a_hundred_steps_as_for_two(
    django_assert_max_num_queries: Queries,
) -> None:
    # Looking for the bytes 2, lens and its number 5, version and document 2, the other tables 22, savepoints 4; SQLite
    # parts a long insert in batches.
    with django_assert_max_num_queries(35):
        load_lens(small_source(), at=PUBLISHED)
    large = small_document()
    steps = large["pillars"][0]["questions"][0]["choices"][0]["x-lintel"]["steps"]
    steps += [steps[1] | {"id": f"load_{number:03}"} for number in range(100)]
    with django_assert_max_num_queries(40):
        load_lens(as_source(large), at=PUBLISHED)
    assert Step.objects.count() == 104


def command(*files: Path) -> tuple[str, str]:
    """Run load_lens; returns what it printed and what it warned of."""
    out, err = StringIO(), StringIO()
    call_command("load_lens", *map(str, files), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_reports_each_file(tmp_path: Path) -> None:
    good, odd = tmp_path / "good.json", tmp_path / "odd.json"
    good.write_bytes(small_source())
    document = small_document()
    document["pillars"][0]["questions"][0]["riskRules"].pop()
    odd.write_bytes(as_source(document))
    out, err = command(good, odd)
    assert out == f"{good}: bridges version 1 loaded\n{odd}: bridges version 2 loaded\n"
    assert err == (
        f"{odd}: warning: $.pillars[0].questions[0].riskRules: "
        "no rule is true where nothing is in place: the question is HIGH then\n"
    )
    assert command(good)[0] == f"{good}: bridges version 1 is there already\n"


def test_the_command_loads_all_files_or_none(tmp_path: Path) -> None:
    good, bad, absent = tmp_path / "good.json", tmp_path / "bad.json", tmp_path / "absent.json"
    good.write_bytes(small_source())
    bad.write_bytes(as_source(small_document() | {"name": 3, "schemaVersion": None}))
    with pytest.raises(CommandError) as refused:
        command(good, bad, absent)
    assert str(refused.value).splitlines() == [
        f'{bad}: $.schemaVersion: null; expected "2021-11-01"',
        f"{bad}: $.name: 3; expected a text of 1 to 128 characters",
        f"{absent}: cannot be read: No such file or directory",
        "Nothing was loaded.",
    ]
    assert refused.value.returncode == 1
    assert rows() == 0


def test_public_lenses_load_and_the_one_that_is_no_json_is_refused() -> None:
    files = sorted(PUBLIC.glob("*.json"))
    if not files and os.environ.get("CI") != "true":
        pytest.skip("the public lenses are not on this machine")
    assert len(files) == 12
    questions = {}
    for file in files:
        if file.name == NAN_LENS:
            with pytest.raises(LensProblems) as refused:
                load_lens(file.read_bytes(), at=PUBLISHED)
            assert [(problem.path, problem.value) for problem in refused.value.problems] == [
                ("$.pillars[3].questions[4].title", "NaN"),
                ("$.pillars[3].questions[4].description", "NaN"),
            ]
        else:
            version = load_lens(file.read_bytes(), at=PUBLISHED).version
            questions[file.name] = Question.objects.filter(version=version).count()
    assert sorted(questions.values()) == [1, 7, 15, 15, 16, 19, 21, 22, 29, 51, 52]
    # Two files are states of one lens.
    assert (Lens.objects.count(), LensVersion.objects.count()) == (10, 11)
