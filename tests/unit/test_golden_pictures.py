"""Pictures look as they looked: small ones kept beside the tests, compared by what an eye would see.

``python -m tests.unit.test_golden_pictures`` writes them anew; look at what has changed before you commit it.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from tests.unit import scenes
from tests.unit.strategies.colours import TO_XYZ, WHITE
from wopmap.draw.imprint import Imprint
from wopmap.draw.picture import picture
from wopmap.draw.sheet import Preset
from wopmap.scene.model import Scene, View
from wopmap.scene.style import DARK, LIGHT

GOLDEN = Path(__file__).parent / "golden"
SLIDE, SHEET = Preset(640, 360, 48), Preset(360, 510, 44)
FOOT = Imprint(
    "0123abcd",
    "https://example.org/?country=KEN",
    ("Progress (WHO/UNICEF JMP, 2021)",),
    "Own words.",
    qr=True,
)
CASES: dict[str, tuple[Scene, Preset]] = {
    "world-light": (scenes.scene(LIGHT), SLIDE),
    "world-dark": (scenes.scene(DARK), SLIDE),
    "pacific-sheet": (scenes.scene(LIGHT, view=View(170.0, 0.0, 0.6)), SHEET),
    "city-with-inset": (scenes.near(LIGHT), SLIDE),
}
SHAPES = {"countries": scenes.outlines(), "zones": scenes.zones()}
SVG = "{http://www.w3.org/2000/svg}"


def drawn(name: str, form: str = "png") -> bytes:
    scene, preset = CASES[name]
    return picture(scene, SHAPES, preset, form, FOOT)


def lab(content: bytes) -> NDArray[np.float64]:
    """CIE L*a*b* of a picture as seen from a little farther away: letters of another font are no difference."""
    image = Image.open(BytesIO(content)).convert("RGB").filter(ImageFilter.GaussianBlur(3))
    image = image.resize((image.width // 4, image.height // 4), Image.Resampling.BOX)
    value = np.asarray(image, dtype=float) / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    ratio = linear @ TO_XYZ.T / WHITE
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack(
        [116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1
    )


def distance(one: bytes, other: bytes) -> tuple[float, float]:
    """Mean difference of colour (CIE 1976) over a picture, and the largest in the part that holds the map alone.

    About 2 is just seen side by side.
    """
    difference = np.sqrt(((lab(one) - lab(other)) ** 2).sum(axis=-1))
    rows = len(difference)
    middle = difference[round(rows * MAP[0]) : round(rows * MAP[1])]
    return float(difference.mean()), float(np.quantile(middle, 0.998))


MAP = (0.17, 0.7)
MEAN, LARGEST = 0.8, 6.0


@pytest.mark.parametrize("name", list(CASES))
def test_a_picture_looks_as_it_looked(name: str) -> None:
    mean, largest = distance(drawn(name), (GOLDEN / f"{name}.png").read_bytes())
    assert mean < MEAN
    assert largest < LARGEST


def test_the_distance_sees_what_an_eye_would() -> None:
    golden = (GOLDEN / "world-light.png").read_bytes()
    assert distance(golden, (GOLDEN / "world-dark.png").read_bytes())[0] > 20
    whole = scenes.scene(LIGHT).layers
    without = scenes.scene(LIGHT, layers=tuple(layer for layer in whole if layer.id != "flows"))
    colours = scenes.scene(LIGHT, layers=scenes.scene(DARK).layers)
    for changed in (without, colours):
        assert distance(golden, picture(changed, SHAPES, SLIDE, "png", FOOT))[1] > LARGEST


def words(content: bytes) -> list[str]:
    """Text of an SVG, element by element; a code of dots and a rim of shapes are none."""
    root = ElementTree.fromstring(content)
    return ["".join(item.itertext()) for item in root.iter(f"{SVG}text")]


def test_the_words_of_a_picture_are_those_they_were() -> None:
    golden = (GOLDEN / "world-light.txt").read_text("utf-8").splitlines()
    assert words(drawn("world-light", "svg")) == golden


if __name__ == "__main__":
    for case in CASES:
        (GOLDEN / f"{case}.png").write_bytes(drawn(case))
    (GOLDEN / "world-light.txt").write_text("\n".join(words(drawn("world-light", "svg"))) + "\n", "utf-8")
