"""The page of exports, the menu that leads to them, and what is sent at once."""

import csv
import io

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reviews.actions import exports, workloads
from reviews.exports import sending
from reviews.exports.contents import FORMATS, Asked
from reviews.models import Export, Review, Workload
from tests.reviews.api.clients import statements
from tests.reviews.conftest import Answer, Cast, by
from tests.reviews.exported import exported


@pytest.fixture
def page(client: Client, cast: Cast) -> Client:
    """The viewer, signed in."""
    client.force_login(cast.viewer)
    return client


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_what_waits_is_looked_at_again_and_what_is_done_is_fetched(review: Review, page: Client, cast: Cast) -> None:
    empty = text_of(page, reverse("exports"))
    assert "No export yet" in empty
    assert "every 2s" not in empty
    assert page.post(reverse("exports"), {"what": "answers.csv"}).status_code == 302
    waiting = text_of(page, reverse("exports"))
    assert 'hx-trigger="every 2s"' in waiting
    assert "<progress" in waiting
    Export.objects.all().delete()
    export = exported(cast.viewer)
    done = text_of(page, reverse("exports"))
    address = reverse("export_file", args=[export.public_id])
    assert f'href="{address}"' in done
    assert "every 2s" not in done
    sent = page.get(address)
    assert isinstance(sent, StreamingHttpResponse)
    content = sent.getvalue()
    assert content.startswith(b"\xef\xbb\xbfworkload_id,")
    assert len(list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))) == 95


def test_each_export_says_what_it_tells_and_when_it_was_asked_for(workload: Workload, page: Client, cast: Cast) -> None:
    first, second = exported(cast.viewer), exported(cast.viewer, "portfolio", "xlsx")
    Export.objects.filter(pk=first.pk).update(workload=workload, content="workload", format="pdf")
    told = text_of(page, reverse("exports"))
    assert f"<b>{workload}, workload, PDF</b>" in told
    assert "<b>Portfolio, Excel</b>" in told
    assert f"Asked for {second.created_at.day} {second.created_at:%b %Y, %H:%M:%S}" in told


def test_what_cannot_be_fetched_says_why(review: Review, page: Client, cast: Cast) -> None:
    export = exports.ask(asked=Asked(cast.viewer, "answers", "csv"), by=by(cast.viewer, timezone.now()))
    address = reverse("export_file", args=[export.public_id])
    assert "The file is not made yet." in page.get(address, follow=True).content.decode()
    Export.objects.update(state="failed", failure="It was begun 3 times.")
    assert "The export failed: It was begun 3 times." in page.get(address, follow=True).content.decode()
    Export.objects.update(state="expired")
    assert "is deleted" in page.get(address, follow=True).content.decode()


def test_it_is_deleted(review: Review, page: Client, cast: Cast) -> None:
    export = exported(cast.viewer)
    answer = page.post(reverse("export_delete", args=[export.public_id]), follow=True)
    assert f"{export.file_name} was deleted." in answer.content.decode()
    assert not Export.objects.exists()


def test_a_form_that_fits_nothing_is_refused_in_words(page: Client) -> None:
    refused = page.post(reverse("exports"), {"what": "portfolio.md"})
    assert refused.status_code == 422
    assert "No export was begun" in refused.content.decode()
    assert not Export.objects.exists()


def test_the_menus_lead_to_files(answer: Answer, workload: Workload, page: Client) -> None:
    answer(BP01="not_in_place", at=timezone.now())
    for address, name, place in (
        (reverse("portfolio") + "?tier=2", "portfolio_export", []),
        (reverse("workload", args=[workload.public_id]), "workload_export", [workload.public_id]),
    ):
        shown = text_of(page, address)
        for content in ("answers", "findings", "improvements"):
            for form in FORMATS[content]:
                query = "?tier=2&amp;" if not place else "?"
                link = f"{reverse(name, args=[*place, form.value])}{query}content={content}"
                assert f'href="{link}"' in shown, link
                sent = page.get(link.replace("&amp;", "&"))
                assert isinstance(sent, StreamingHttpResponse)
                assert b"".join(sent.streaming_content)


def test_too_much_to_wait_for_is_offered_to_a_worker(page: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "MOST", 2)
    for number in range(3):
        workloads.create(team=cast.team, facts=workloads.Facts(name=f"Workload {number}"), by=by(cast.lead))
    offered = page.get(reverse("portfolio_export", args=["xlsx"]), {"tier": "2", "content": "findings"})
    assert (offered.status_code, offered["Location"]) == (302, f"{reverse('exports')}?what=findings.xlsx&tier=2")
    shown = text_of(page, offered["Location"])
    assert '<option value="findings.xlsx" selected>' in shown
    assert '<input type="hidden" name="tier" value="2">' in shown
    page.post(reverse("exports"), {"what": "findings.xlsx", "tier": "2"})
    assert Export.objects.get().filters == {"tier": "2"}


def test_the_page_costs_the_same_for_one_export_and_for_many(review: Review, page: Client, cast: Cast) -> None:
    counts = []
    for many in (1, 5):
        for _ in range(many):
            exports.ask(asked=Asked(cast.viewer, "answers", "csv"), by=by(cast.viewer, timezone.now()))
        with statements() as seen:
            text_of(page, reverse("exports"))
        counts.append(len(seen))
    assert counts[0] == counts[1]
