"""A scene as one HTML file that moves: nothing is fetched, whoever opens it and wherever.

The map is drawn here, as SVG: it is there without a script and prints as it stands. The script adds wandering,
details and years. Everything that comes from data is text: escaped in the markup, and handed to the script as
JSON in which no markup can begin. The content policy forbids all but the one style and the one script.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pandas as pd

from wopmap.draw import inset, vector
from wopmap.draw.ribbons import arrow_size
from wopmap.errors import WopmapError
from wopmap.scene.model import Entry, Labels, Layer, LegendGroup, Lines, Scene
from wopmap.scene.times import Times
from wopmap.words import clean

ASSETS = Path(__file__).with_name("assets")
LARGEST_BYTES = 5_000_000
LONGEST_TITLE, LONGEST_TEXT, LONGEST_CELL = 300, 4000, 2000
MISSING = "not stated"


@dataclass(frozen=True)
class Table:
    """Rows beside the map.

    Attributes
    ----------
    caption : str
        What one row is.
    rows : DataFrame
        Columns as people read them; the index names a row (`wopmap.scene.times.Member`). Missing values are
        said to be so; a cell that is an address is a link.
    """

    caption: str
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)


class PageTooLarge(WopmapError):
    """More on the page than one file should carry."""


def page(
    scene: Scene,
    shapes: Mapping[str, pd.DataFrame],
    tables: tuple[Table, ...] = (),
    *,
    vintage: str = "",
    link: str = "",
    times: Times | None = None,
    other: Scene | None = None,
) -> bytes:
    """Draw a scene as a page of its own.

    Parameters
    ----------
    scene : Scene
    shapes : mapping of str to geopandas.GeoDataFrame
        Outlines (degrees) by the name an `Areas` layer asks for, with its key column; names of areas in
        ``name`` where there is one.
    tables : tuple of Table
        The rows of the map first, then others such as the documents.
    vintage, link : str
        Which data were drawn, and where the same view opens in the dashboard.
    times : Times, optional
        The years behind the scene; without them there is no choice of a year.
    other : Scene, optional
        The same scene in the other theme. With it the page follows what the reader's system prefers;
        without it the page has one look. Print is light where one of the two is.

    Returns
    -------
    bytes
        UTF-8; the same for the same arguments.

    Raises
    ------
    PageTooLarge
        Beyond 5 MB.
    WopmapError
        If the two scenes are not one picture in two themes.
    """
    times = times or Times()
    colours = Colours(scene, other)
    classed = colours.classed
    drawing = vector.draw(classed, shapes, times.shares)
    legend = "".join(_group(group, times) for group in classed.legend)
    data = json_text(
        {
            **drawing.data,
            **_years(times),
            "box": [round(side, 2) for side in drawing.box],
            "measure": _measure(scene),
        }
    )
    style, script = _asset("page.css") + colours.css(), _asset("page.js")
    whole = (
        _head(scene, style, script)
        + _body(scene, drawing, legend, _insets(scene, other, shapes), tables, vintage, link)
        + _tail(data, script)
    )
    content = whole.encode("utf-8", "replace")
    if len(content) > LARGEST_BYTES:
        raise PageTooLarge(
            f"The page would have {len(content) / 1e6:.1f} MB, {LARGEST_BYTES / 1e6:.0f} MB are the most. "
            "Filter the rows, or draw a picture instead."
        )
    return content


@cache
def _asset(name: str) -> str:
    return (ASSETS / name).read_text("utf-8")


def digest(text: str) -> str:
    """What a content policy calls an inline style or script."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _head(scene: Scene, style: str, script: str) -> str:
    policy = (
        f"default-src 'none'; style-src {digest(style)}; script-src {digest(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="generator" content="wopmap">\n'
        '<link rel="icon" href="data:,">\n'
        f"<title>{_text(scene.title, LONGEST_TITLE)}</title>\n"
        f'<meta name="description" content="{_text(scene.summary)}">\n'
        f"<style>{style}</style>\n</head>\n"
    )


def _body(
    scene: Scene,
    drawing: vector.Drawing,
    legend: str,
    insets: str,
    tables: tuple[Table, ...],
    vintage: str,
    link: str,
) -> str:
    left, top, width, height = drawing.box
    notes = [*scene.notes]
    if scene.sources:
        notes.append(f"Sources: {len(set(scene.sources))} documents, named in the tables below.")
    if vintage:
        notes.append(f"Data vintage: {vintage}.")
    foot = "".join(f"<p>{_text(note)}</p>" for note in notes)
    if link:
        foot += f"<p>This view in the dashboard: {_address(link)}</p>"
    return (
        f"<body>\n<main>\n<header>\n<h1>{_text(scene.title, LONGEST_TITLE)}</h1>\n"
        f'<p class="subtitle">{_text(scene.subtitle)}</p>\n<p class="sentence">{_text(scene.summary)}</p>\n'
        f'</header>\n<figure>\n<div id="map" tabindex="0" role="group" aria-label="Map. Arrow keys move it, '
        'plus and minus zoom, 0 shows all. The same rows stand in the table below.">\n'
        f'<svg id="sheet" viewBox="{left:.1f} {top:.1f} {width:.1f} {height:.1f}" role="img" '
        f'aria-label="{_text(scene.summary)}">\n{PATTERN}<g id="world">\n'
        + "\n".join(drawing.body)
        + f"\n</g></svg>\n{insets}{BUTTONS}\n</div>\n{YEARS}\n"
        f'<figcaption><div class="legend">{legend}</div></figcaption>\n</figure>\n'
        + "".join(_table(table, number) for number, table in enumerate(tables))
        + f'<footer>{foot}</footer>\n</main>\n<div id="tip" role="status" hidden></div>\n'
    )


def _tail(data: str, script: str) -> str:
    return f'<script type="application/json" id="data">{data}</script>\n<script>{script}</script>\n</body>\n</html>\n'


def _insets(scene: Scene, other: Scene | None, shapes: Mapping[str, pd.DataFrame]) -> str:
    """The whole flows over the world in a corner, once for each theme."""
    drawn = ""
    for part in (scene, other):
        if part is not None and part.inset is not None:
            look = f" in-{part.theme.name}" if other is not None else ""
            drawn += f'<div class="inset{look}" aria-hidden="true">{inset.svg(part.inset, shapes).decode()}</div>\n'
    return drawn


PATTERN = (
    '<defs><pattern id="hatch" patternUnits="userSpaceOnUse" width="6" height="6" '
    'patternTransform="scale(100)"><rect class="land" width="6" height="6"/>'
    '<path class="stroke" d="M-1,1l2,-2M0,6l6,-6M5,7l2,-2"/></pattern></defs>\n'
)
BUTTONS = (
    '<div class="buttons live"><button type="button" id="nearer" aria-label="Zoom in">+</button>'
    '<button type="button" id="farther" aria-label="Zoom out">\u2212</button>'
    '<button type="button" id="all" aria-label="Show the whole view">all</button></div>'
)
YEARS = (
    '<form id="years" class="live" hidden><label><input type="checkbox" id="one-year"> One year</label>'
    '<input type="range" id="year" aria-label="Year" disabled><output id="year-now"></output>'
    '<button type="button" id="play" disabled>Play</button><p id="year-words" role="status"></p></form>'
)


class Colours:
    """Classes instead of colours: one for each pair of a colour and what it is in the other theme."""

    def __init__(self, scene: Scene, other: Scene | None) -> None:
        self._names: dict[tuple[str, str], str] = {}
        self._themes = (scene.theme, (other or scene).theme)
        beside = other or scene
        if [layer.id for layer in scene.layers] != [layer.id for layer in beside.layers]:
            raise NotTheSame
        self.classed = replace(
            scene,
            layers=tuple(self._layer(a, b) for a, b in zip(scene.layers, beside.layers, strict=True)),
            legend=tuple(
                replace(
                    a,
                    entries=tuple(
                        replace(one, colour=name)
                        for one, name in zip(a.entries, self._colours(_of(a), _of(b)), strict=True)
                    ),
                )
                for a, b in zip(scene.legend, beside.legend, strict=True)
            ),
        )

    def _layer(self, one: Layer, two: Layer) -> Layer:
        if isinstance(one, Labels) or isinstance(two, Labels):
            return one
        if isinstance(one, Lines) or isinstance(two, Lines):
            assert isinstance(one, Lines)
            assert isinstance(two, Lines)
            return replace(one, colour=self._colours([one.colour], [two.colour])[0])
        names: Any = tuple(self._colours(one.colours, two.colours))
        return replace(one, colours=names)

    def _colours(self, one: Sequence[str], two: Sequence[str]) -> list[str]:
        if len(one) != len(two):
            raise NotTheSame
        return [self._names.setdefault(pair, f"c{len(self._names)}") for pair in zip(one, two, strict=True)]

    def css(self) -> str:
        """Rules for all classes; the second theme holds where the reader's system prefers it."""
        rules = []
        for number, theme in enumerate(self._themes):
            roles = "".join(f"--{role}:{getattr(theme, role)};" for role in ROLES)
            lines = f":root{{color-scheme:{theme.name};{roles}}}" + "".join(
                f".{name}{{color:{pair[number]}}}" for pair, name in self._names.items()
            )
            rules.append((theme.name, lines))
        (first, own), (second, beside) = rules
        if first == second:
            return own
        light, dark = (own, beside) if first == "light" else (beside, own)
        turned = ".in-dark{display:block}.in-light{display:none}"
        return f"{light}@media screen and (prefers-color-scheme: dark){{{dark}{turned}}}"


ROLES = ("ground", "ink", "quiet", "land", "border", "rule", "hatch", "accent")


class NotTheSame(WopmapError):
    """Two scenes that should be one picture in two themes are not."""

    def __str__(self) -> str:
        return "The scene in the other theme does not show the same features."


def _of(group: LegendGroup) -> list[str]:
    return [entry.colour for entry in group.entries]


SWATCH = 30.0


def _group(group: LegendGroup, times: Times) -> str:
    """A heading with its entries; a year at its end follows the choice of a year."""
    title = _text(group.title)
    if times.shares is not None:
        title = re.sub(r"(\d{4})$", r'<span class="water-year">\1</span>', title)
    entries = "".join(
        f"<li>{_swatch(entry)}<span>{_text(entry.label)}</span></li>" for entry in group.entries
    )
    inline = ' class="inline"' if group.inline else ""
    return f"<section><h2>{title}</h2><ul{inline}>{entries}</ul></section>"


def _swatch(entry: Entry) -> str:
    """What an entry looks like on the map."""
    if entry.mark in ("fill", "hatch", "outline"):
        look = {"fill": f'class="{entry.colour}" fill="currentColor"', "hatch": 'fill="url(#hatch-legend)"'}
        fill = look.get(entry.mark, f'class="{entry.colour} open"')
        drawn = (
            f'<rect class="frame" x="1" y="2" width="{SWATCH - 2:g}" height="14"/><rect {fill} x="1" y="2" '
        )
        drawn += f'width="{SWATCH - 2:g}" height="14"/>'
        if entry.mark == "hatch":
            drawn = HATCH_LEGEND + drawn
    elif entry.mark in ("line", "dash", "dashed", "dotted"):
        bare = entry.mark == "dash"
        curve = np.array([(1.0, 9.0, 0.0), (SWATCH - 1, 9.0, 1.0)])
        path = vector.ribbon_path(curve, entry.size, min(arrow_size(entry.size), SWATCH * 0.6), bare)
        dashed = vector.dashes(f"M1,9H{SWATCH - 4:g}", entry.size)
        dashed = f'<g class="{entry.colour}">{dashed}</g>' if bare else ""
        drawn = f'{dashed}<path class="{entry.colour}" fill="currentColor" d="{path}"/>'
    else:
        kind = "rings" if entry.mark == "ring" else "dots"
        drawn = f'<g class="{kind}"><circle class="{entry.colour}" cx="15" cy="9" r="{entry.size:g}"/></g>'
    return f'<svg class="swatch" viewBox="0 0 {SWATCH:g} 18" aria-hidden="true">{drawn}</svg>'


HATCH_LEGEND = (
    '<defs><pattern id="hatch-legend" patternUnits="userSpaceOnUse" width="6" height="6">'
    '<rect class="land" width="6" height="6"/><path class="stroke" d="M-1,1l2,-2M0,6l6,-6M5,7l2,-2"/>'
    "</pattern></defs>"
)


def _table(table: Table, number: int) -> str:
    """Rows as people read them; the script lets them be searched and joins those of the map with it."""
    rows = table.rows
    if rows.empty:
        return ""
    heads = "".join(f'<th scope="col">{_text(str(name))}</th>' for name in rows.columns)
    lines = []
    for name, *cells in rows.itertuples(name=None):
        line = "".join(f"<td>{_cell(cell)}</td>" for cell in cells)
        lines.append(f'<tr data-row="{_text(str(name))}" tabindex="-1">{line}</tr>')
    search = (
        f'<p class="live find-rows"><label>Find in the table <input type="search" id="find-{number}"></label> '
        f'<button type="button" id="rows-{number}" hidden>Show all rows</button> '
        f'<span id="count-{number}" role="status"></span></p>'
    )
    return (
        f'<section class="rows" data-table="{number}"><h2>{_text(table.caption)}</h2>{search}'
        f'<div class="scroll" tabindex="0" role="group" aria-label="{_text(table.caption)}"><table><thead><tr>'
        f"{heads}</tr></thead>\n<tbody>\n" + "\n".join(lines) + "\n</tbody></table></div></section>\n"
    )


def _cell(value: Any) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)) or str(value) == "":
        return f'<span class="missing">{MISSING}</span>'
    return _address(str(value))


def _address(words: str) -> str:
    """A link where the words are a plain web address, else text."""
    if re.fullmatch(r"https?://[^\s\"'<>\\]+", words) and urlsplit(words).hostname:
        href = escape(words, quote=True)
        return f'<a href="{href}" rel="noopener noreferrer">{_text(words)}</a>'
    return _text(words, LONGEST_CELL)


def _text(words: str, most: int = LONGEST_TEXT) -> str:
    """Words that no browser takes for anything else."""
    return escape(clean(words, most), quote=True)


def json_text(value: Any) -> str:
    """JSON in which no tag or comment can begin or end, for a script block."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _measure(scene: Scene) -> str:
    """What the areas are coloured by, in the words of the legend."""
    titles = [group.title for group in scene.legend if any(entry.mark == "fill" for entry in group.entries)]
    return re.sub(r",? *\d{4}$", "", clean(titles[0], LONGEST_TITLE)) if titles else ""


def _years(times: Times) -> dict[str, Any]:
    members = {
        key: [[one.row, one.first, one.last] for one in its] for key, its in sorted(times.members.items())
    }
    return {"members": members, "years": list(times.years) if times.years else None}
