"""What the browser tests do with an open page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page, expect

WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


@dataclass
class Visit:
    """An open page with what it did behind the reader's back."""

    page: Page
    foreign_requests: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def ask(self, question: str) -> None:
        """Type a question, press Enter and wait until what comes back is complete."""
        replies = self.page.locator("#chat .bot-row").count()
        composer = self.page.get_by_role("textbox", name="Your question")
        composer.fill(question)
        composer.press("Enter")
        self.wait_for_reply(replies + 1)

    def wait_for_reply(self, count: int) -> None:
        expect(self.page.locator("#chat .bot-row")).to_have_count(count)
        expect(self.page.locator("#chat .pending")).to_have_count(0)
        expect(self.page.get_by_role("button", name="Ask", exact=True)).to_be_visible()


Open = Callable[..., Visit]
