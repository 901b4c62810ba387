"""What axe has to say of a page, in the light and in the dark."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

GUIDELINES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
EVERYTHING = [*GUIDELINES, "best-practice"]
THEMES = ("light", "dark")

# Colours that still glide from one theme to the other would be judged half-way.
SETTLE = """async () => {
  await document.fonts.ready;
  await new Promise(requestAnimationFrame);
  for (const one of document.getAnimations()) {
    if (one.effect?.getComputedTiming().endTime !== Infinity) one.finish();
  }
}"""
# Violations alone are told whole: to describe all that passed takes longer than to find it.
LOOK = """async (tags) => {
  const { violations } = await axe.run({ runOnly: tags, resultTypes: ["violations"] });
  const shown = (nodes) => nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" ");
  return violations.map(({ id, nodes }) => `${id}: ${shown(nodes)}`);
}"""


def complaints(page: Page, where: str, tags: list[str] = EVERYTHING) -> list[str]:
    """Of the page as it stands, first in the theme it was loaded in, then in the other; and whether it fits the screen.

    The site's pages change while they are read; Unfold's choose when they load, and are loaded again.
    """
    found = []
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    for theme in reversed(THEMES) if dark else THEMES:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        if "/admin/" in page.url and (theme == "dark") != dark:
            page.reload()
        if page.evaluate("typeof axe === 'undefined'"):
            page.evaluate(AXE_SCRIPT)
        page.evaluate(SETTLE)
        found += [f"{where}, {theme}: {violation}" for violation in page.evaluate(LOOK, tags)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{where}, {theme}: wider than the screen")
    return found
