"""The pages of reports: the same words as the PDF, for who may see them."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from reviews.actions import answers, reviews, workloads
from reviews.changes import Change
from reviews.models import Review, Workload
from reviews.render import markdown, pdf
from tests.reviews.api.clients import statements
from tests.reviews.codes import PRACTICES, QUESTION
from tests.reviews.conftest import START, Answer, Cast, by
from tests.reviews.pages import page, signed_in, text_of
from tests.reviews.reported import results_of, squeezed
from tests.reviews.reported import text_of as pdf_text

NOTE = "Calls *wait*, <b>see</b> [the map](https://example.org/map) and [this](javascript:alert(1)).\n\n- `#hash` $sum$"


@pytest.fixture
def told(answer: Answer, review: Review, cast: Cast) -> Workload:
    """A workload with one unsupported practice and a note on it."""
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place", A2_5="not_done", A1_1="partly", A1_3="done")
    change = Change(QUESTION, PRACTICES["BP01"], 1, None, None, NOTE)
    answers.save(review=review, changes=[change], by=by(cast.contributor, START + timedelta(minutes=2)))
    return review.workload


def test_a_workload_s_report_says_what_its_pdf_says(told: Workload, cast: Cast) -> None:
    markup = page(signed_in(cast.viewer), "workload_report", told.public_id)
    shown = squeezed(text_of(markup))
    at = START + timedelta(days=1)
    written = "".join(markdown.workload(results_of(told, at), at=at))
    sentences = re.findall(r"[A-Z][^.|*\\`<>&:;\[\n]{30,}\.", written)
    # What names the moment differs, and the foot has no full stop; the rest is the same sentence in all three.
    same = [squeezed(each) for each in sentences if not re.search("days old|made on|version 1", each)]
    assert len(same) > 10
    assert [each for each in same if each not in shown] == []
    document = squeezed(pdf_text(pdf.workload(results_of(told, at), at=at)))
    assert [each for each in same if each not in document] == []


def test_notes_are_shown_as_markdown_and_never_as_markup(told: Workload, cast: Cast) -> None:
    markup = page(signed_in(cast.viewer), "workload_report", told.public_id)
    assert "<em>wait</em>" in markup
    assert "&lt;b&gt;see&lt;/b&gt;" in markup
    assert '<a href="https://example.org/map" rel="noreferrer nofollow">the map</a>' in markup
    assert 'href="javascript' not in markup
    assert "<code>#hash</code>" in markup


def test_the_page_leads_to_the_pdf_and_back(told: Workload, cast: Cast) -> None:
    client = signed_in(cast.viewer)
    markup = page(client, "workload_report", told.public_id)
    assert f'href="{reverse("workload", args=[told.public_id])}">Back to Ledger</a>' in markup
    address = reverse("workload_export", args=[told.public_id, "pdf"])
    assert f'href="{address}">Download PDF</a>' in markup
    assert f'href="{reverse("workload_report", args=[told.public_id])}"' in page(client, "workload", told.public_id)


def test_every_link_inside_leads_somewhere(told: Workload, cast: Cast) -> None:
    for name, args in (("workload_report", [told.public_id]), ("portfolio_report", [])):
        markup = page(signed_in(cast.viewer), name, *args)
        anchors = set(re.findall(r'id="([^"]+)"', markup))
        links = set(re.findall(r'href="#([^"]+)"', markup))
        assert len(links) > 2
        assert links <= anchors


def test_the_report_is_assessed_first(answer: Answer, review: Review, cast: Cast) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="not_in_place", assess=False)
    assert "BP03, contracts" in text_of(page(signed_in(cast.viewer), "workload_report", review.workload.public_id))


def test_the_portfolio_s_report_is_narrowed_as_its_page_is(told: Workload, cast: Cast) -> None:
    other = workloads.Facts(name="Elsewhere", tier=1, tags=("shop",))
    workloads.create(team=cast.team, facts=other, by=by(cast.lead))
    client = signed_in(cast.viewer)
    whole = text_of(page(client, "portfolio_report"))
    assert "Two workloads" in whole
    assert "All workloads, as Viewer may see them" in whole
    markup = page(client, "portfolio_report", tier="1")
    assert "One workload" in text_of(markup)
    assert "Workloads of tier 1, as Viewer may see them" in text_of(markup)
    assert 'href="/export.pdf?tier=1"' in markup
    assert f'href="{reverse("portfolio_report")}?tier=1"' in page(client, "portfolio", tier="1")


def test_the_pages_cost_the_same_for_one_workload_and_for_six(told: Workload, cast: Cast) -> None:
    client = signed_in(cast.viewer)

    def cost(name: str, *args: str) -> int:
        page(client, name, *args)
        with statements() as seen:
            page(client, name, *args)
        return len(seen)

    one = cost("portfolio_report"), cost("workload_report", told.public_id)
    for number in range(5):
        made = workloads.create(team=cast.team, facts=workloads.Facts(name=f"W {number}"), by=by(cast.lead))
        begun = reviews.start(workload=made, version=Review.objects.all()[0].version, by=by(cast.lead))
        claims = [Change(QUESTION, practice, 0, "not_in_place") for practice in PRACTICES.values()]
        answers.save(review=begun, changes=claims, by=by(cast.contributor))
    # Session and person; then what the PDF reads.
    assert (cost("portfolio_report"), cost("workload_report", told.public_id)) == one
