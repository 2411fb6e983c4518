"""Wait for the page, look at its pixels, and know where on the screen a place of the world is."""

from __future__ import annotations

import io
import math
import re
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image
from playwright.sync_api import Locator, Page

ARTEFACTS = Path(__file__).resolve().parents[2] / "artefacts"
MAP = '[data-testid="stDeckGlJsonChart"]'
# deck.gl draws the world 512 pixels wide at zoom 0.
WORLD_PIXELS = 512

Pixels = npt.NDArray[np.uint8]

# The script has run, nothing on the page is being replaced, and this has been so for 400 ms: sliders and text
# fields wait 200 ms before they report a change.
_QUIET = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const quiet = app
    && app.getAttribute('data-test-connection-state') === 'CONNECTED'
    && app.getAttribute('data-test-script-state') === 'notRunning'
    && !document.querySelector('[data-testid="stSkeleton"], [data-testid="stSpinner"], [data-stale="true"]')
    && document.querySelector('[data-testid="stMain"] [data-testid="stElementContainer"]');
  // A map's legend waits for the map; with the first map of a session the rest of the page does, too.
  const waits = [...document.querySelectorAll('[class*="-kit"] *')]
    .some((e) => e.shadowRoot?.querySelector('.waiting'));
  if (!quiet || waits) { window.quietSince = undefined; return false; }
  window.quietSince ??= performance.now();
  return performance.now() - window.quietSince > 400;
}"""


def wait_for_app(page: Page, seconds: float = 30) -> None:
    """Return when the page has been drawn and nothing runs any more; fail when it shows an exception.

    A page that plays (a fragment that reruns by itself) is never quiet: pause it first.
    """
    page.evaluate("window.quietSince = undefined")
    page.wait_for_function(_QUIET, timeout=seconds * 1000, polling=50)
    exceptions = page.get_by_test_id("stException")
    if exceptions.count():
        raise AssertionError(f"The page shows an exception:\n{exceptions.first.inner_text()}")


def wait_for_map(page: Page, selector: str = MAP, seconds: float = 30) -> Locator:
    """Return the map's canvas when something is drawn on it and two looks in a row see the same.

    A map that moves by itself never stands still: pause it first.
    """
    canvas = page.locator(f"{selector} canvas").first
    canvas.wait_for(state="visible", timeout=seconds * 1000)
    end = time.monotonic() + seconds
    before: Pixels | None = None
    while time.monotonic() < end:
        now = pixels(page, canvas)
        if before is not None and now.shape == before.shape and (now == before).all() and not is_uniform(now):
            return canvas
        before = now
        page.wait_for_timeout(150)
    screenshot(page, "map-not-drawn")
    raise AssertionError(
        f"The map was not drawn, or did not come to rest, within {seconds:g} s (map-not-drawn.png)"
    )


def is_uniform(image: Pixels) -> bool:
    """Whether a picture is one colour all over, noise of compression aside."""
    return bool(np.ptp(image.reshape(-1, image.shape[-1]), axis=0).max() < 8)


def pixels(page: Page, locator: Locator | None = None) -> Pixels:
    """Return what is on the screen, or one element's part of it, as rows x columns x red, green, blue."""
    shot = locator.screenshot() if locator else page.screenshot()
    return np.asarray(Image.open(io.BytesIO(shot)).convert("RGB"))


def screenshot(page: Page, name: str, *, full: bool = False) -> Path:
    """Save what is on the screen as artefacts/NAME.png and return the path."""
    ARTEFACTS.mkdir(exist_ok=True)
    path = ARTEFACTS / f"{name}.png"
    page.screenshot(path=path, full_page=full)
    return path


def project(
    lon: float, lat: float, view: Mapping[str, float], size: tuple[float, float]
) -> tuple[float, float]:
    """Return where a place lies on a map's canvas, Web Mercator seen from straight above.

    Parameters
    ----------
    lon, lat
        Degrees; a longitude may be unwrapped (beyond 180) to ask for a copy of the world.
    view
        `longitude`, `latitude`, `zoom` of the map's centre, as in a deck's view state.
    size
        Width and height of the canvas in pixels.

    Returns
    -------
    tuple of float
        Pixels from the left and from the top; outside the canvas when the place is not in view.
    """
    world = WORLD_PIXELS * 2 ** view["zoom"]

    def across(degrees: float) -> float:
        return degrees / 360 * world

    def down(degrees: float) -> float:
        return -math.log(math.tan(math.pi / 4 + math.radians(degrees) / 2)) / (2 * math.pi) * world

    x = size[0] / 2 + across(lon) - across(view["longitude"])
    y = size[1] / 2 + down(lat) - down(view["latitude"])
    return x, y


def shows(
    image: Pixels, at: tuple[float, float], colour: tuple[int, int, int], reach: int = 3, tolerance: int = 40
) -> bool:
    """Whether a colour, each channel give or take `tolerance`, is within `reach` pixels of a place."""
    x, y = round(at[0]), round(at[1])
    rows, columns = image.shape[:2]
    if not (0 <= x < columns and 0 <= y < rows):
        return False
    part = image[max(y - reach, 0) : y + reach + 1, max(x - reach, 0) : x + reach + 1].astype(int)
    return bool((np.abs(part - np.array(colour)).max(axis=-1) <= tolerance).any())


CLICK_TRIES = 4


def size_of(page: Page) -> tuple[float, float]:
    """Width and height of the map, once it is drawn."""
    box = wait_for_map(page).bounding_box()
    assert box is not None
    return box["width"], box["height"]


def fold_legend(page: Page) -> None:
    """Fold the legend away, so that what lies under it can be seen."""
    page.locator(".legend summary").click()
    page.wait_for_timeout(300)


def click_place(page: Page, at: tuple[float, float], done: re.Pattern[str]) -> None:
    """Click a place on the map until the address says that something was chosen.

    A browser that draws in software may take longer for the first look at what lies under the pointer than
    a click may last; a person would click again, and so does this.
    """
    box = wait_for_map(page).bounding_box()
    assert box is not None
    last: Exception | None = None
    for _ in range(CLICK_TRIES):
        page.mouse.move(box["x"] + at[0], box["y"] + at[1])
        page.wait_for_timeout(1500)
        page.mouse.click(box["x"] + at[0], box["y"] + at[1])
        try:
            page.wait_for_url(done, timeout=6000)
            return
        except Exception as error:  # noqa: BLE001 - any kind of "not yet"
            last = error
    raise AssertionError(f"{CLICK_TRIES} clicks chose nothing") from last
