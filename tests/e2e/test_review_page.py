"""The review page in a real browser: at once, by mouse and by keyboard, with and without a network."""

import re
from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from reviews.actions import assessing
from reviews.models import Item, Review
from tests.e2e.browsing import chromium, sign_in
from tests.reviews.codes import ITEMS, PRACTICES
from tests.reviews.conftest import Answer, Cast, answer, cast, rel03, review, workload

__all__ = ["answer", "cast", "rel03", "review", "workload"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this module."""
    with chromium() as started:
        yield started


class Desk:
    """One person with the review page open, in a browser of their own."""

    def __init__(self, browser: Browser, live_server: LiveServer, review: Review, email: str) -> None:
        self.context: BrowserContext = browser.new_context(viewport={"width": 1440, "height": 1000})
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda said: self._hear(said.type, said.text))
        sign_in(self.page, live_server.url, email)
        self.address = live_server.url + reverse("review", args=[review.workload.public_id, review.lens.alias])
        self.page.goto(self.address)

    def _hear(self, kind: str, text: str) -> None:
        # A refused or lost request is told in the console by the browser and by HTMX; some tests ask for just that.
        expected = ("Failed to load resource", "htmx:sendError", "htmx:afterRequest", "Response Status Error")
        if kind == "error" and not text.startswith(expected):
            self.faults.append(text)

    def choose(self, code: str, state: str) -> None:
        """Click one state of an item."""
        self.page.locator(f'#item-{ITEMS[code]} [name="state"][value="{state}"]').check(force=True)

    def unfold(self, code: str) -> None:
        """Open the card of a practice and whatever is folded around its steps."""
        fold = self.page.locator(f'.fold[aria-controls="body-{PRACTICES[code]}"]')
        if fold.get_attribute("aria-expanded") == "false":
            fold.click()

    @property
    def risk(self) -> str:
        """What the risk's fact says, in one line."""
        return " ".join(self.page.locator("#facts .fact").first.inner_text().split())

    def expect_risk(self, said: str) -> None:
        """Wait until the risk's fact says this."""
        words = r"\s*".join(map(re.escape, said.split()))
        expect(self.page.locator("#facts .fact").first).to_have_text(re.compile(rf"^\s*Risk\s*{words}\s*$"))

    def expect_saved(self) -> None:
        """Wait until the saved line says so."""
        expect(self.page.locator("#saved")).to_have_text(re.compile(r"Saved \d\d:\d\d"))


@pytest.fixture
def desk(browser: Browser, live_server: LiveServer, review: Review, cast: Cast) -> Iterator[Desk]:
    """The contributor at the review page; afterwards the console must have stayed silent."""
    seated = Desk(browser, live_server, review, cast.contributor.email)
    yield seated
    seated.context.close()
    assert seated.faults == []


def test_the_risk_is_said_at_once_without_a_reload(desk: Desk) -> None:
    desk.page.evaluate("window.notReloaded = true")
    desk.choose("BP01", "in_place")
    desk.expect_risk("High so far 1 of 3 answered")
    desk.choose("BP02", "in_place")
    desk.expect_risk("Medium so far 2 of 3 answered")
    desk.choose("BP03", "not_in_place")
    desk.expect_risk("Medium")
    expect(desk.page.locator("#way")).to_contain_text("With BP03 in place this question would be None.")
    expect(desk.page.locator("#row-service_architecture")).to_contain_text("BP03")
    expect(desk.page.locator("#assessing")).to_have_text("Assessing…")
    desk.expect_saved()
    assert desk.page.evaluate("window.notReloaded") is True


def test_a_step_that_is_not_done_shows_the_claim_and_its_support(desk: Desk, answer: Answer) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="in_place")
    desk.page.reload()
    desk.expect_risk("None")
    desk.unfold("BP03")
    desk.choose("A3_5", "not_done")
    desk.expect_risk("None as claimed Medium as supported")
    expect(desk.page.locator(f"#tell-{ITEMS['A3_5']}")).to_contain_text("This doesn't fit its practice.")
    expect(desk.page.locator("#way")).to_contain_text("With BP03 backed by its essential steps")
    desk.choose("A3_5", "done")
    desk.expect_risk("None")
    expect(desk.page.locator(f"#tell-{ITEMS['A3_5']}")).to_be_empty()


def test_choosing_twice_on_one_item_is_no_conflict_with_oneself(desk: Desk) -> None:
    for state in ("in_place", "not_in_place", "in_place"):
        desk.choose("BP01", state)
    desk.expect_risk("High so far 1 of 3 answered")
    expect(desk.page.locator(f"#version-{ITEMS['BP01']}")).to_have_value(re.compile("[1-3]"))
    expect(desk.page.locator("[data-clash]")).to_have_count(0)
    desk.expect_saved()
    assert Item.objects.get().state == "in_place"


def test_the_second_on_the_same_step_sees_both_versions_and_chooses(
    browser: Browser, live_server: LiveServer, desk: Desk, review: Review, cast: Cast, answer: Answer
) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="in_place")
    other = Desk(browser, live_server, review, cast.lead.email)
    desk.page.reload()
    for each in (desk, other):
        each.unfold("BP01")
    desk.choose("A2_5", "done")
    desk.expect_saved()
    other.choose("A2_5", "not_done")
    expect(other.page.locator("#saved")).to_contain_text("Changed by Contributor")
    assert Item.objects.get(item=ITEMS["A2_5"]).state == "done"
    other.page.locator("#saved button").click()
    expect(other.page.locator("h1")).to_contain_text("Contributor changed an item that you were working on")
    expect(other.page.locator(".version")).to_have_count(2)
    other.page.locator('[value="mine"]').check()
    other.page.get_by_role("button", name="Save 1 item").click()
    other.expect_risk("None as claimed High as supported")
    assert Item.objects.get(item=ITEMS["A2_5"]).state == "not_done"
    expect(other.page.locator("[data-clash]")).to_have_count(0)
    other.context.close()
    assert other.faults == []


def test_their_version_stays_and_mine_is_not_sent_again(
    browser: Browser, live_server: LiveServer, desk: Desk, review: Review, cast: Cast, answer: Answer
) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="in_place")
    desk.page.reload()
    answer(BP02="not_in_place")
    desk.choose("BP02", "not_applicable")
    desk.page.locator(f"#reason-{ITEMS['BP02']}").fill("One domain.")
    expect(desk.page.locator("[data-clash]")).to_have_count(1)
    desk.page.reload()
    expect(desk.page.locator(f"#reason-{ITEMS['BP02']}")).to_have_value("One domain.")
    desk.page.get_by_role("button", name="See both and choose").click()
    desk.page.locator('[value="theirs"]').check()
    desk.page.get_by_role("button", name="Save 1 item").click()
    desk.expect_risk("High")
    desk.page.wait_for_timeout(300)
    expect(desk.page.locator("[data-clash]")).to_have_count(0)
    assert Item.objects.get(item=ITEMS["BP02"]).state == "not_in_place"


def test_a_choice_that_met_a_conflict_survives_a_reload(desk: Desk, answer: Answer) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="in_place")
    desk.page.reload()
    desk.unfold("BP01")
    answer(A2_5="done")
    desk.choose("A2_5", "not_done")
    expect(desk.page.locator("[data-clash]")).to_have_count(1)
    desk.page.locator(f"[data-jot='jot-{ITEMS['A2_5']}']").click()
    desk.page.fill(f"#note-{ITEMS['A2_5']}", "Two calls wait for ever.")
    desk.page.wait_for_timeout(1500)
    # Leaving the box sends what was sent before, which must not count as stored.
    desk.page.locator(f"#note-{ITEMS['A2_5']}").blur()
    desk.page.wait_for_timeout(300)
    desk.page.reload()
    expect(desk.page.locator("[data-clash]")).to_have_count(1)
    expect(desk.page.locator(f"#note-{ITEMS['A2_5']}")).to_have_value("Two calls wait for ever.")
    assert Item.objects.get(item=ITEMS["A2_5"]).state == "done"


def test_a_typed_note_survives_a_lost_connection_and_is_sent_when_it_is_back(desk: Desk) -> None:
    desk.unfold("BP01")
    desk.context.set_offline(True)
    desk.page.fill(f"#note-{ITEMS['BP01']}", "Two layers retry.")
    expect(desk.page.locator("#saved")).to_contain_text("No connection. Kept here since", timeout=8000)
    assert not Item.objects.exists()
    desk.context.set_offline(False)
    desk.expect_saved()
    expect(desk.page.locator(f"#note-{ITEMS['BP01']}")).to_have_value("Two layers retry.")
    assert Item.objects.get().note == "Two layers retry."


def test_a_typed_note_survives_a_failed_save_and_a_reload(desk: Desk) -> None:
    desk.unfold("BP01")
    desk.page.route("**/save/", lambda route: route.fulfill(status=503, body=""))
    desk.page.fill(f"#note-{ITEMS['BP01']}", "Two layers retry.")
    expect(desk.page.locator("#saved")).to_contain_text("Not saved. Kept here since", timeout=8000)
    desk.page.unroute("**/save/")
    desk.page.reload()
    expect(desk.page.locator(f"#note-{ITEMS['BP01']}")).to_have_value("Two layers retry.")
    desk.expect_saved()
    assert Item.objects.get().note == "Two layers retry."


def test_a_note_saves_itself_and_the_text_stays_where_it_is(desk: Desk) -> None:
    desk.unfold("BP01")
    note = desk.page.locator(f"#note-{ITEMS['BP01']}")
    note.click()
    note.press_sequentially("Asked ")
    desk.expect_saved()
    note.press_sequentially("twice.")
    expect(note).to_have_value("Asked twice.")
    expect(desk.page.locator(f"#version-{ITEMS['BP01']}")).to_have_value("2")
    assert Item.objects.get().note == "Asked twice."
    expect(note).to_be_focused()
    note.fill("Asked **twice**.")
    expect(desk.page.locator(f"#shown-{ITEMS['BP01']} strong")).to_have_text("twice")


def test_not_applicable_counts_once_its_reason_is_given(desk: Desk) -> None:
    desk.choose("BP03", "not_applicable")
    expect(desk.page.locator("#saved")).to_contain_text("say why it does not apply")
    assert not Item.objects.exists()
    desk.page.fill(f"#reason-{ITEMS['BP03']}", "Nothing crosses a boundary.")
    desk.expect_risk("High so far 1 of 3 answered")
    assert Item.objects.get().reason == "Nothing crosses a boundary."


def test_nothing_needs_a_mouse(desk: Desk) -> None:
    page = desk.page
    for keys, said in (
        (["ArrowDown", "1"], "High so far 1 of 3 answered"),
        (["ArrowDown", "1"], "Medium so far 2 of 3 answered"),
        (["ArrowDown", "3"], "Medium"),
        (["0"], "Medium so far 2 of 3 answered"),
    ):
        for key in keys:
            page.keyboard.press(key)
        desk.expect_risk(said)
    page.keyboard.press("?")
    expect(page.locator("#key-list")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="go on").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#item-{ITEMS['BP03']} [name=state]").first).to_be_focused()
    page.keyboard.press("n")
    page.keyboard.type("13 consumers")
    expect(page.locator(f"#note-{ITEMS['BP03']}")).to_have_value("13 consumers")
    desk.expect_saved()
    assert Item.objects.filter(state="in_place").count() == 2


def test_a_step_is_set_back_by_mouse_and_looks_unanswered(desk: Desk, answer: Answer) -> None:
    answer(BP01="in_place", A2_5="done")
    desk.page.reload()
    desk.unfold("BP01")
    desk.page.goto(f"{desk.address}?hand={ITEMS['A2_5']}")
    desk.page.locator(f"#given-{ITEMS['A2_5']} [data-clear]").click()
    expect(desk.page.locator(f"#given-{ITEMS['A2_5']}")).to_contain_text("Not answered yet")
    expect(desk.page.locator(f"#item-{ITEMS['A2_5']} .seg")).to_have_class(re.compile("blank"))
    assert Item.objects.get(item=ITEMS["A2_5"]).state == "unanswered"


def test_the_finding_appears_when_the_worker_has_assessed_and_the_page_stops_asking(desk: Desk, review: Review) -> None:
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url) if "/found/" in request.url else None)
    for code, state in (("BP01", "in_place"), ("BP02", "in_place"), ("BP03", "not_in_place")):
        desk.choose(code, state)
    expect(desk.page.locator("#assessing")).to_have_text("Assessing…")
    desk.expect_risk("Medium")
    assessing.assess([review.pk], at=timezone.now())
    expect(desk.page.locator("#found")).to_contain_text("Absent, medium gap")
    expect(desk.page.locator("#assessing")).to_be_empty()
    asked.clear()
    desk.page.wait_for_timeout(2500)
    assert asked == []


def test_everything_saves_without_scripts(
    browser: Browser, live_server: LiveServer, review: Review, cast: Cast
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server.url, cast.contributor.email)
    page.goto(f"{live_server.url}{reverse('review', args=[review.workload.public_id, review.lens.alias])}")
    form = page.locator(f"#item-{ITEMS['BP01']}")
    form.locator('[value="not_applicable"]').check(force=True)
    page.fill(f"#reason-{ITEMS['BP01']}", "Nothing to cut.")
    form.get_by_role("button", name="Save").click()
    expect(page.locator(".notices")).to_contain_text("Saved.")
    page.locator('article:has-text("BP02")').get_by_role("link", name="Build services").click()
    step = page.locator(f"#item-{ITEMS['A1_2']}")
    step.locator('[value="done"]').check(force=True)
    step.get_by_role("button", name="Save").click()
    assert dict(Item.objects.values_list("item", "state")) == {
        ITEMS["BP01"]: "not_applicable",
        ITEMS["A1_2"]: "done",
    }
    context.close()


def test_the_guidance_follows_the_item_in_hand(desk: Desk, answer: Answer) -> None:
    answer(BP01="in_place", BP02="in_place", BP03="in_place")
    desk.page.goto(f"{desk.address}?hand={ITEMS['A1_1']}")
    expect(desk.page.locator("#guidance")).to_contain_text("Boundaries drawn from the business")
    desk.page.goto(f"{desk.address}?hand={ITEMS['A2_5']}")
    desk.page.locator(f"#item-{ITEMS['A1_5']} [name=state]").first.focus()
    expect(desk.page.locator("#guidance h2").first).to_have_text("Room to change the cut")


def test_nothing_scrolls_sideways_on_a_narrow_screen(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 320, "height": 700})
    desk.unfold("BP01")
    assert desk.page.evaluate("document.documentElement.scrollWidth") == 320
