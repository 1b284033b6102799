"""A real Chromium for the tests that need one."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

# Playwright's event loop lives in the tests' thread; without this Django refuses their own look at the database.
ALLOWS = "DJANGO_ALLOW_ASYNC_UNSAFE"

NAMES = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the machine's Chromium and end it afterwards; without one the test skips, and with CI set it fails."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        no_chromium = pytest.fail if os.environ.get("CI") else pytest.skip
        no_chromium("this machine has no Chromium")
    os.environ[ALLOWS] = "true"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
            yield browser
            browser.close()
    finally:
        del os.environ[ALLOWS]


def sign_in(page: Page, base: str, email: str, password: str = "a-long-password") -> None:
    """Sign in through the page."""
    page.goto(f"{base}/sign-in/")
    page.fill("[name=username]", email)
    page.fill("[name=password]", password)
    page.click("button[type=submit]")
