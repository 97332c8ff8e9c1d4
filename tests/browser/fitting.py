"""Whether a page fits its window and is accessible, at three widths and in both themes."""

from collections.abc import Iterator

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

WIDTHS = (320, 768, 1280)
ALL_RULES = {"resultTypes": ["violations"]}
RULES_OF_COLOUR = ALL_RULES | {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
}


def faults_of(page: Page, kind: str, url: str) -> Iterator[str]:
    """Each page is loaded once: its styles alone follow the width and the theme, and no script draws anything. The
    themes differ in nothing but colours, so of the dark one only the rules of colour are asked.
    """
    page.emulate_media(color_scheme="light")
    page.goto(url)
    page.evaluate(AXE_SCRIPT)
    page.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="light")
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            yield f"{kind} is {wide} px wide at {width}"
        yield from violations(page, ALL_RULES, f"{kind} at {width}")
        page.emulate_media(color_scheme="dark")
        yield from violations(page, RULES_OF_COLOUR, f"{kind} at {width}, dark")


def violations(page: Page, rules: dict[str, object], where: str) -> Iterator[str]:
    found = AxeResults(page.evaluate("rules => axe.run(rules)", rules))
    if found.violations_count:
        yield f"{where}:\n{found.generate_report()}"
