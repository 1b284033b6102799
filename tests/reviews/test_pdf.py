"""PDF reports: everything that was answered is in them, no text is markup, and a screen reader can read them."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from pypdf.generic import DictionaryObject, PdfObject

from accounts.models import Membership, Team
from pillars.loading import load_lens
from pillars.models import LensVersion
from reviews.actions import answers, assessing, findings, improvements, reviews, workloads
from reviews.actions.improvements import Edit
from reviews.changes import Change, Evidence
from reviews.models import Finding, Improvement, Workload
from reviews.portfolio.filters import Filters
from reviews.render import pdf
from reviews.report import portfolio_reading
from tests.reviews.api.clients import statements
from tests.reviews.codes import PRACTICES, QUESTION
from tests.reviews.conftest import START, Answer, Cast, by
from tests.reviews.reported import noted, read, results_of, squeezed, text_of

AT = START + timedelta(days=30)
ESSENTIAL_OF_BP01 = ("A1_1", "A1_3", "A1_5", "A2_5", "D2_2")


def report(workload: Workload, by: str = "") -> str:
    """The words of a workload's report."""
    return text_of(pdf.workload(results_of(workload, AT), at=AT, by=by))


def test_every_note_is_in_the_report(workload: Workload, answer: Answer) -> None:
    answer(BP01="in_place", BP02="not_in_place", A2_5="not_done", A1_1="done", A1_3="not_applicable")
    told = noted(results_of(workload, AT), lambda number: f"marked-{number:03}-note")
    text = text_of(pdf.workload(told, at=AT))
    assert [number for number in range(1, 95) if f"marked-{number:03}-note" not in text] == []


HOSTILE = [
    "#let x = 1",
    "$ a_b^2 $ #panic() #import",
    "*bold* _it_ [link](javascript:alert(1)) \\ @ref <label> ~ // comment /* more */",
    "<script>alert(1)</script> &amp; &lt;b&gt;",
    "\\u{1F600} \\#hash \\$ `code` ``two``",
    "= Heading\n== Other\n+ list\n/ term: text",
    '#sys.inputs.data "quoted" \' --- ...',
    "**#panic(1)** *#panic(2)* ~~#panic(3)~~ `#panic(4)` [#panic(5)](https://example.org/#panic)",
    "# #panic(6)\n- #panic(7)\n\n> #panic(8)\n\n```#panic(9)\n#panic(0)\n```",
]


#: What a note says, and how that stands in the report, without spaces.
CHARACTERS = {
    "日本 \U0001f600": "[U+65E5U+672C][U+1F600]",
    "\u0e44\u0e17\u0e22": "[U+0E44U+0E17U+0E22]",
    "Ελλάδα Привет Ωmega é": "ΕλλάδαПриветΩmegaé",
    "x" * 3000: "x" * 3000,
    "bell \x07": "bell[U+0007]",
    "[to do]: call the vendor": "[todo]:callthevendor",
    "| a | b |\n|---|---|\n| 1 | 2 | lost |": "lost",
    ">" * 40 + " deep": ">deep",
    "![a plan](https://example.org/a.png 'drawn')": "aplan,drawn,https://example.org/a.png",
    "[here](ftp://example.org/x)": "here(ftp://example.org/x)",
    "]\u0e31 \u202eback": "U+0E31",
}


def with_notes(workload: Workload, notes: Iterable[str]) -> str:
    """The words of a report in which the first items have these notes, without spaces."""
    given = dict(enumerate(notes, start=1))
    told = noted(results_of(workload, AT), lambda number: given.get(number, ""))
    return squeezed(text_of(pdf.workload(told, at=AT)))


def test_what_people_wrote_is_never_evaluated(workload: Workload, answer: Answer) -> None:
    answer(BP01="in_place")
    text = with_notes(workload, HOSTILE)
    assert [number for number in range(10) if f"#panic({number})" not in text] == []
    for word in (
        "#letx=1",
        "$a_b^2$#panic()#import",
        "javascript:alert(1)",
        "<script>alert(1)</script>",
        "#sys.inputs",
    ):
        assert word in text


def test_no_character_is_lost(workload: Workload, answer: Answer) -> None:
    answer(BP01="in_place")
    text = with_notes(workload, CHARACTERS)
    assert [shown for shown in CHARACTERS.values() if shown not in text] == []


def test_hebrew_and_arabic_are_set_as_they_are_written(workload: Workload, answer: Answer) -> None:
    answer(BP01="in_place")
    told = noted(results_of(workload, AT), lambda number: "שלום مرحبا" if number == 1 else "")
    text = text_of(pdf.workload(told, at=AT))
    assert "U+05" not in text
    assert "U+06" not in text


def test_ninety_notes_of_full_length_fit(workload: Workload, answer: Answer) -> None:
    answer(BP01="in_place")
    told = noted(results_of(workload, AT), lambda number: f"note{number}begins " + "words " * 345 + f"note{number}ends")
    document = pdf.workload(told, at=AT)
    text = text_of(document)
    assert [
        number for number in range(1, 95) if not (f"note{number}begins" in text and f"note{number}ends" in text)
    ] == []
    assert len(read(document).pages) > 20


@pytest.mark.parametrize(
    ("states", "sentences"),
    [
        ({}, ["Ledger is not reviewed yet"]),
        ({"BP01": "in_place"}, ["Ledger carries a high risk so far, with one of three practices answered."]),
        (dict.fromkeys(PRACTICES, "not_in_place"), ["Ledger carries a high risk.", "BP01, segments", "Absent", "HIGH"]),
        (dict.fromkeys(PRACTICES, "not_applicable"), ["The question does not apply to Ledger."]),
        (
            {"BP01": "in_place", "BP02": "in_place", "BP03": "not_in_place"},
            ["Ledger carries a medium risk.", "takes the question from medium to none", "BP03: name an owner"],
        ),
        (
            {**dict.fromkeys(PRACTICES, "in_place"), "A2_5": "not_done"},
            [
                "Ledger claims no risk, and by its steps carries a high risk: BP01 is said to be in place",
                "BP01: make the claim true, or take it back. Not done: Time-outs and bounded retries.",
                "The two differ: none as claimed, high as supported.",
            ],
        ),
        (
            {"BP01": "not_in_place", **dict.fromkeys(ESSENTIAL_OF_BP01, "done")},
            ["BP01: confirm that it is in place; all its essential steps are done."],
        ),
    ],
)
def test_the_sentences_follow_the_answers(
    workload: Workload, answer: Answer, states: dict[str, str], sentences: list[str]
) -> None:
    answer(**states)
    text = report(workload)
    assert [each for each in sentences if each.lower() not in text.lower()] == []


def test_decisions_and_the_plan_are_told_with_who_and_until_when(
    workload: Workload, answer: Answer, cast: Cast
) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place")
    finding = Finding.objects.get(kind="gap")
    until = (AT + timedelta(days=10)).date()
    findings.accept(finding=finding, reason="Until the *new* gateway", until=until, by=by(cast.reviewer))
    line = Improvement.objects.select_related("review__workload__team", "review__lens").get()
    planned = Edit(frozenset({"owner", "due"}), owner=cast.contributor, due=date(2026, 3, 20))
    improvements.edit(improvement=line, edit=planned, by=by(cast.lead))
    text = report(workload, by="Reviewer")
    for said in (
        "“Until the *new* gateway”",
        "It is accepted until 11 April 2026.",
        "BP03: decide what follows the acceptance, which ends on 11 April 2026.",
        "12 days late",
        "Ask Contributor.",
        "made by Reviewer",
    ):
        assert said in text


def test_evidence_can_be_followed(workload: Workload, review: object, cast: Cast) -> None:
    evidence = (
        Evidence("The map", "https://example.org/map", date(2026, 2, 1)),
        Evidence("Mail", "https://example.org/m"),
    )
    change = Change(QUESTION, PRACTICES["BP01"], 0, "in_place", None, "See [more](https://example.org/more).", evidence)
    answers.save(review=Workload.objects.get().reviews.get(), changes=[change], by=by(cast.contributor))
    document = read(pdf.workload(results_of(workload, AT), at=AT))
    actions = [
        a.get_object()["/A"] for page in document.pages for a in page.get("/Annots", []) if "/A" in a.get_object()
    ]
    found = {action["/URI"] for action in actions if "/URI" in action}
    assert found == {"https://example.org/map", "https://example.org/m", "https://example.org/more"}
    assert "https://example.org/map, as of 2026-02-01" in text_of(pdf.workload(results_of(workload, AT), at=AT))


def test_a_screen_reader_finds_its_way(workload: Workload, answer: Answer) -> None:
    answer(BP01="in_place", BP02="not_in_place", BP03="not_in_place", A1_1="done")
    document = read(pdf.workload(results_of(workload, AT), at=AT))
    root: Any = document.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    assert document.metadata is not None
    assert (document.metadata.title, document.metadata.author) == ("Ledger: service architecture", "Lintel")
    kinds = list(_elements(root["/StructTreeRoot"]))
    pictures = [element for element in kinds if element["/S"] == "/Figure"]
    # A strip and a bar for each of the three practices.
    assert len(pictures) == 6
    assert all(element["/Alt"] for element in pictures)
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/L", "/TOC"} <= {element["/S"] for element in kinds}


def _elements(node: PdfObject) -> Iterator[Any]:
    """All elements of a structure tree, from the top."""
    if isinstance(node, DictionaryObject) and "/S" in node:
        yield node
    below = node.get("/K", []) if isinstance(node, DictionaryObject) else []
    for each in below if isinstance(below, list) else [below]:
        child = each.get_object()
        if child is not None:
            yield from _elements(child)


def test_pages_fonts_and_bookmarks(workload: Workload, answer: Answer) -> None:
    answer(BP01="in_place", BP02="not_in_place", BP03="not_in_place")
    document = read(pdf.workload(results_of(workload, AT), at=AT))
    count = len(document.pages)
    for number, page in enumerate(document.pages, start=1):
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
        assert f"Page {number} of {count}" in page.extract_text()
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(described)
    titles = [entry.title for entry in document.outline if not isinstance(entry, list)]
    assert titles == [
        "What we ask of you",
        "What is claimed, and what supports it",
        "What was accepted",
        "What is being done",
        "REL03: How do you design your workload service architecture?",
        "How mature it is",
        "How this was made",
    ]


def test_the_same_report_has_the_same_bytes(workload: Workload, answer: Answer) -> None:
    answer(BP01="in_place")
    told = results_of(workload, AT)
    assert pdf.workload(told, at=AT) == pdf.workload(told, at=AT)
    assert pdf.workload(told, at=AT) != pdf.workload(told, at=AT + timedelta(minutes=1))


def test_what_cannot_be_set_says_so_and_is_no_file() -> None:
    with pytest.raises(pdf.NotSetError, match="could not be set"):
        pdf.compiled("{}", at=AT)


def test_a_report_costs_three_statements_beside_its_results(workload: Workload, answer: Answer) -> None:
    answer(BP01="in_place", BP02="not_in_place")
    told = results_of(workload, AT)
    pdf.workload(told, at=AT)
    with statements() as seen:
        pdf.workload(told, at=AT)
    # The lens versions, the milestone, the team's time zone.
    assert len(seen) == 3


def _make(cast: Cast, rel03: LensVersion, count: int) -> None:
    start = Workload.objects.count()
    for number in range(start, start + count):
        facts = workloads.Facts(name=f"Workload {number}", tags=("shop",), owner=cast.lead)
        made = workloads.create(team=cast.team, facts=facts, by=by(cast.lead))
        begun = reviews.start(workload=made, version=rel03, by=by(cast.lead))
        claims = [Change(QUESTION, practice, 0, "not_in_place") for practice in PRACTICES.values()]
        answers.save(review=begun, changes=claims, by=by(cast.contributor))


def test_the_portfolio_costs_the_same_for_one_workload_and_for_eight(cast: Cast, rel03: LensVersion) -> None:
    _make(cast, rel03, 1)
    pdf.portfolio(cast.viewer, Filters(), at=AT)
    with statements() as few:
        pdf.portfolio(cast.viewer, Filters(), at=AT)
    _make(cast, rel03, 7)
    with statements() as many:
        document = pdf.portfolio(cast.viewer, Filters(tag="shop"), at=AT)
    # Lenses, decisions, lines, open work, acceptances and their number, reviews, records, the trend, what is missing.
    assert len(few) == len(many) == 10
    text = text_of(document)
    assert "Eight high risks are open." in text
    assert "Workloads with the tag shop, as Viewer may see them" in text
    assert "BP01 is absent in 8" in text


def test_the_portfolio_says_how_many_of_how_many_it_shows(cast: Cast, rel03: LensVersion) -> None:
    many = portfolio_reading.MOST_ROWS + 5
    Workload.objects.bulk_create(
        Workload(team=cast.team, name=f"Workload {number:03}", created_at=START) for number in range(many)
    )
    document = pdf.portfolio(cast.viewer, Filters(), at=AT)
    text = text_of(document)
    assert "205 workloads" in text
    assert "The 200 worst of 205 workloads" in text
    assert "Workload 199" in text
    assert "Workload 200" not in text


def test_nothing_of_another_team_is_in_the_portfolio(cast: Cast, rel03: LensVersion) -> None:
    _make(cast, rel03, 1)
    Membership.objects.create(team=Team.objects.create(name="Red"), user=cast.outsider, role="lead")
    text = text_of(pdf.portfolio(cast.outsider, Filters(), at=AT))
    assert "No workload fits what was chosen." in text
    assert "Workload 0" not in text


def test_without_a_lens_the_portfolio_says_so(cast: Cast) -> None:
    assert "No lens is loaded yet" in text_of(pdf.portfolio(cast.administrator, Filters(), at=AT))


def test_a_workload_without_a_review_says_so(workload: Workload, cast: Cast) -> None:
    text = report(workload, by=str(cast.lead))
    assert "Ledger has not been reviewed against any lens yet." in text
    assert "Page 1 of 1" in text


def _plain_lens() -> bytes:
    """A lens in the public format, without steps: two questions of two practices each."""

    def question(name: str) -> dict[str, object]:
        choices = [{"id": f"{name}_{side}", "title": f"{name.title()} {side}"} for side in ("left", "right")]
        rules = [{"condition": f"{name}_left && {name}_right", "risk": "NO_RISK"}]
        rules += [{"condition": f"{name}_left", "risk": "MEDIUM_RISK"}, {"condition": "default", "risk": "HIGH_RISK"}]
        return {"id": name, "title": f"How is the {name}?", "choices": choices, "riskRules": rules}

    pillars = [{"id": "shore", "name": "Shore", "questions": [question("pier"), question("road")]}]
    document = {"schemaVersion": "2021-11-01", "name": "Harbours", "description": "", "pillars": pillars}
    return json.dumps(document).encode()


def test_a_report_on_several_questions_and_lenses(workload: Workload, answer: Answer, cast: Cast) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="in_place")
    version = load_lens(_plain_lens(), at=START).version
    begun = reviews.start(workload=workload, version=version, by=by(cast.lead))
    states = {"pier_left": "in_place", "pier_right": "not_in_place", "road_left": "not_in_place"}
    changes = [Change(name.partition("_")[0], name, 0, state) for name, state in states.items()]
    answers.save(review=begun, changes=changes, by=by(cast.contributor))
    assessing.assess([begun.pk], at=AT)
    text = report(workload)
    for told in (
        "Ledger carries one high risk and one medium risk so far, with one of two questions not answered in full.",
        "Three practices are claimed only: not all essential steps behind them were looked at.",
        "This lens has no steps, so that every claim is believed.",
        "The risk is none with “Pier left” and “Pier right”; medium with “Pier left”; high else.",
        "In place, it takes the question from medium to none.",
        "What we ask of you: Harbours",
        "Let the team answer the rest of one question",
        "Page 1 of",
    ):
        assert told in text
