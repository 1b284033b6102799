"""Every page with the demo portfolio, wide and narrow, light and dark: nothing overflows, complains or is refused.

``--shots DIR`` keeps a picture of each.
"""

import itertools
import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from accounts.by import By
from accounts.models import ApiToken, Team, User
from reviews.actions.imports import receive
from reviews.imports.report import Wanted
from reviews.models import Finding, Import, Workload
from tests.e2e.browsing import chromium, sign_in
from tests.reviews.answer_files import DOMAINS, aws_answer, get_answer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = [1440, 390, 320]
SCHEMES = ["light", "dark"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the module."""
    with chromium() as started:
        yield started


def addresses() -> dict[str, str]:
    """Return every kind of page by a short name, on workloads of the demo that fill it."""
    ids = dict(Workload.objects.values_list("name", "public_id"))
    warehouse, parcels = ids["Warehouse control"], ids["Parcel tracking"]
    finding = Finding.objects.open().filter(severity="HIGH").first()
    assert finding is not None
    return {
        "portfolio": reverse("portfolio"),
        "plan": reverse("plan"),
        "findings": reverse("findings"),
        "finding-accept": reverse("finding_accept", args=[finding.public_id]),
        "workload": reverse("workload", args=[warehouse]),
        "workload-new": reverse("workload_new"),
        "workload-edit": reverse("workload_edit", args=[warehouse]),
        "workload-plan": reverse("workload_plan", args=[ids["Order desk"]]),
        "workload-import": reverse("workload_import", args=[warehouse]),
        "workload-import-report": reverse("workload_import_report", args=[warehouse, Import.objects.get().public_id]),
        "workload-findings": reverse("workload_findings", args=[ids["Order desk"]]),
        "review": reverse("review", args=[ids["Storefront"], "rel03"]),
        "review-so-far": reverse("review", args=[ids["Courier app"], "rel03"]),
        "review-unanswered": reverse("review", args=[ids["Partner API"], "rel03"]),
        "milestones": reverse("milestones", args=[parcels]),
        "milestones-compare": reverse("milestones_compare", args=[parcels]),
        "lenses": reverse("lenses"),
        "lens": reverse("lens", args=["rel03"]),
        "workload-report": reverse("workload_report", args=[ids["Storefront"]]),
        "portfolio-report": reverse("portfolio_report"),
        "exports": reverse("exports"),
        "tokens": reverse("tokens"),
        "api": reverse("api_page"),
        "token-revoke": reverse("token_revoke", args=[ApiToken.objects.get().public_id]),
        "team": reverse("team", args=[Team.objects.get(name="Logistics").public_id]),
    }


@pytest.fixture
def demo(live_server: LiveServer) -> str:
    """Load the demo portfolio as the first start does; returns the server's address."""
    lens = Path(settings.BASE_DIR, "fixtures", "lenses", "rel03.json")
    call_command("load_lens", str(lens), stdout=StringIO())
    call_command("load_demo", stdout=StringIO())
    manager = User.objects.by_email("manager@example.com")
    ApiToken.issue(user=manager, name="Nightly load", at=timezone.now(), expires_at=timezone.now() + timedelta(days=90))
    review = json.dumps([get_answer(DOMAINS, Notes="Looked at it."), aws_answer("x", question="other")]).encode()
    warehouse = Workload.objects.select_related("team").get(name="Warehouse control")
    receive(content=review, name="review.json", wanted=Wanted(warehouse), by=By.command(manager))
    return live_server.url


def opened(browser: Browser, base: str, scheme: str, width: int) -> Page:
    """Return a page of the manager's, signed in, in light or dark and of this width."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, base, "manager@example.com", "lintel-demo")
    return page


class Looker:
    """Somebody who opens pages and hears what the browser complains about."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heard: list[str] = []
        page.on("console", lambda said: self.heard.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.heard.append(str(error)))

    def faults(self, address: str, shot: Path | None) -> list[str]:
        """Open a page and return what is wrong with it."""
        self.heard.clear()
        reply = self.page.goto(address)
        assert reply is not None
        found = [] if reply.status == 200 else [f"status {reply.status}"]
        over = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            found.append(f"{over} px too wide")
        if shot is not None:
            self.page.screenshot(path=shot, full_page=True)
        return found + self.heard


def test_nothing_overflows_complains_or_is_refused(browser: Browser, demo: str, request: pytest.FixtureRequest) -> None:
    folder = request.config.getoption("--shots")
    wrong = {}
    for width, scheme in itertools.product(WIDTHS, SCHEMES):
        page = opened(browser, demo, scheme, width)
        looker = Looker(page)
        for name, path in addresses().items():
            shot = Path(folder, f"{name}-{width}-{scheme}.png") if folder else None
            if faults := looker.faults(demo + path, shot):
                wrong[name, width, scheme] = faults
        page.context.close()
    assert wrong == {}


def test_axe_finds_nothing_serious(browser: Browser, demo: str) -> None:
    wrong = {}
    for scheme in SCHEMES:
        page = opened(browser, demo, scheme, 1440)
        for name, path in addresses().items():
            page.goto(demo + path)
            violations = Axe().run(page).response["violations"]
            serious = [each for each in violations if each["impact"] in ("serious", "critical")]
            if serious:
                wrong[name, scheme] = [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in serious]
        page.context.close()
    assert wrong == {}


def test_every_page_opens_without_scripts(browser: Browser, demo: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, demo, "manager@example.com", "lintel-demo")
    wrong = {}
    for name, path in addresses().items():
        reply = page.goto(demo + path)
        if reply is None or reply.status != 200:
            wrong[name] = reply and reply.status
    context.close()
    assert wrong == {}
