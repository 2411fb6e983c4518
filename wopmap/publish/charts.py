"""Charts of briefs as SVG: the ladder, zones from the worst to the best, partnerships by year."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from wopmap.country.exchange import DIRECTIONS
from wopmap.country.ladder import NO_ESTIMATE, STEPS
from wopmap.draw.charts.country import SHORT, step_colours
from wopmap.draw.lettering import font, shortened, text_width
from wopmap.household import RESIDENCES
from wopmap.publish.style import PAPER, SMALL_PX, WIDTH_PX, dress, sheet, svg, write
from wopmap.scene.country import direction_colours
from wopmap.words import grouped

BAR = 0.84


def ladder(parts: pd.DataFrame, residences: tuple[str, ...] = ("urban", "rural")) -> str:
    """The ladder as stacked bars, one a year, the best step at the bottom.

    Parameters
    ----------
    parts : DataFrame
        From `wopmap.country.ladder.ladder`.
    residences : tuple of str
        Those to show side by side; one without an estimate is left out.
    """
    there = [name for name in residences if (parts["residence"] == name).any()]
    rows = parts[parts["residence"].isin(there)]
    steps = [step for step in STEPS if (rows["step"] == step).any()]
    colours = step_colours(PAPER)
    labels = {step: SHORT.get(step, STEPS[step].label) for step in steps}
    height, top = 192.0, 34.0 + 17.0 * _legend_rows(list(labels.values()))
    figure = sheet(WIDTH_PX, height)
    _legend(figure, height, [(labels[step], colours[step], step == NO_ESTIMATE) for step in steps])
    for number, residence in enumerate(there):
        wide = (WIDTH_PX - 36 - 12) / len(there)
        axes = _axes(
            figure, height, (36 + number * wide + (18 if number else 0), top, wide - 18, height - top - 22)
        )
        its = rows[rows["residence"] == residence]
        bottom = dict.fromkeys(sorted(set(its["year"])), 0.0)
        for step in steps:
            of_step = its[its["step"] == step]
            for year, share in zip(of_step["year"], of_step["share"] * 100, strict=True):
                hatch = "////" if step == NO_ESTIMATE else None
                face = PAPER.ground if hatch else colours[step]
                axes.add_patch(
                    Rectangle(
                        (year - BAR / 2, bottom[year]),
                        BAR,
                        share,
                        facecolor=face,
                        edgecolor=PAPER.hatch if hatch else PAPER.ground,
                        linewidth=0.0 if hatch else 0.3,
                        hatch=hatch,
                    )
                )
                bottom[year] += share
        years = sorted(bottom)
        axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
        axes.set_ylim(0, 100)
        axes.set_yticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100 %"] if not number else [""] * 5)
        axes.set_xticks([year for year in years if year % 5 == 0])
        dress(axes)
        write(axes, 0, 1.05, RESIDENCES[residence].label, SMALL_PX, bold=True, transform=axes.transAxes)
    return svg(figure)


def partnerships(by_year: pd.DataFrame, years: tuple[int, int]) -> str:
    """Partnerships active in each year, by the way help goes.

    Parameters
    ----------
    by_year : DataFrame
        From `wopmap.country.exchange.by_year`.
    """
    ways = [way for way in DIRECTIONS if (by_year["direction"] == way).any()]
    colours = direction_colours(PAPER)
    height = 150.0
    figure = sheet(WIDTH_PX, height)
    _legend(figure, height, [(DIRECTIONS[way].label, colours[way], False) for way in ways])
    axes = _axes(figure, height, (36, 34, WIDTH_PX - 48, height - 56))
    bottom: dict[int, int] = {}
    for way in ways:
        rows = by_year[by_year["direction"] == way]
        for year, number in zip(rows["year"], rows["partnerships"], strict=True):
            below = bottom.get(int(year), 0)
            axes.add_patch(
                Rectangle((year - BAR / 2, below), BAR, number, facecolor=colours[way], edgecolor="none")
            )
            bottom[int(year)] = below + int(number)
    most = max(bottom.values(), default=1)
    step = max(1, int(np.ceil(most / 4)))
    axes.set_xlim(years[0] - 0.6, years[1] + 0.6)
    axes.set_ylim(0, most * 1.04)
    axes.set_yticks(range(0, most + 1, step))
    axes.set_xticks([year for year in range(years[0], years[1] + 1) if year % 5 == 0])
    dress(axes)
    return svg(figure)


ROW_PX = 15.5
MOST_ZONES = 26


def zones(table: pd.DataFrame, share: float | None, colours: Mapping[str, str], one: str) -> str:
    """Zones from the worst: their share as a dot on a scale, and how many are without as a bar.

    Parameters
    ----------
    table : DataFrame
        Rows of `ZoneFigures.zones` in the order to show; a row without a name is a gap.
    share : float or None
        Of the whole city, drawn as a line.
    colours : mapping of str to str
        Colour of each zone, as on the map.
    one : str
        Heading of the right side.
    """
    names = [shortened(str(name), SMALL_PX, 190.0) for name in table["zone_name"]]
    left = max((text_width(name, SMALL_PX) for name in names), default=60.0) + 12
    height = 44 + ROW_PX * len(table)
    figure = sheet(WIDTH_PX, height)
    counted = bool(table["without"].notna().any())
    right = 190.0 if counted else 0.0
    axes = _axes(figure, height, (left, 24, WIDTH_PX - left - right - 24, height - 44))
    rows = list(range(len(table)))
    shares = table["share"].to_numpy(dtype=float) * 100
    for row, value, zone in zip(rows, shares, table.index, strict=True):
        if not np.isfinite(value):
            continue
        axes.plot([0, value], [row, row], color=PAPER.rule, linewidth=0.8, zorder=1)
        axes.plot(
            [value], [row], "o", color=colours[str(zone)], markersize=5.4, zorder=3, mec=PAPER.ink, mew=0.5
        )
        # Beside the dot, on a bit of paper so that lines do not run through it.
        axes.annotate(
            f"{value:.1f}", (value, row), (6.5, 0), textcoords="offset points", verticalalignment="center",
            fontproperties=font(False, SMALL_PX), color=PAPER.quiet, zorder=2.5,
            bbox={"facecolor": PAPER.ground, "edgecolor": "none", "pad": 0.8},
        )  # fmt: skip
    if share is not None:
        axes.axvline(share * 100, color=PAPER.ink, linewidth=0.8, linestyle=(0, (4, 3)), zorder=2)
        write(
            axes, share * 100, -1.0, f"all: {share * 100:.1f} %", SMALL_PX,
            horizontalalignment="center", verticalalignment="bottom",
        )  # fmt: skip
    axes.set_xlim(0, 107)
    axes.set_ylim(len(table) - 0.4, -0.7)
    axes.set_yticks(rows, names)
    axes.set_xticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100 %"])
    dress(axes, grid="x")
    if counted:
        bars = _axes(figure, height, (WIDTH_PX - right, 24, right - 4, height - 44))
        numbers = table["without"].to_numpy(dtype=float)
        most = float(np.nanmax(numbers)) or 1.0
        bars.barh(rows, np.nan_to_num(numbers), height=0.62, color=PAPER.accent, alpha=0.85)
        for row, number in zip(rows, numbers, strict=True):
            if np.isfinite(number):
                write(
                    bars,
                    number + most * 0.03,
                    row,
                    grouped(round(number)),
                    SMALL_PX,
                    verticalalignment="center",
                )
        bars.set_xlim(0, most * 1.5)
        bars.set_ylim(len(table) - 0.4, -0.7)
        bars.set_yticks([])
        bars.set_xticks([])
        dress(bars, grid="")
        bars.spines["bottom"].set_visible(False)
        write(bars, 0, -1.0, one, SMALL_PX, verticalalignment="bottom", bold=True)
    return svg(figure)


def _axes(figure: Figure, height: float, box: tuple[float, float, float, float]) -> Axes:
    """Axes at x, y (from the top), width and height in px."""
    x, y, wide, tall = box
    return figure.add_axes((x / WIDTH_PX, 1 - (y + tall) / height, wide / WIDTH_PX, tall / height))


SWATCH, BESIDE, APART = 11.0, 5.0, 18.0


def _places(labels: list[str]) -> list[tuple[float, int]]:
    """Where each entry of a legend begins, and in which row."""
    x, row, places = 0.0, 0, []
    for label in labels:
        wide = SWATCH + BESIDE + text_width(label, SMALL_PX)
        if x and x + wide > WIDTH_PX:
            x, row = 0.0, row + 1
        places.append((x, row))
        x += wide + APART
    return places


def _legend_rows(labels: list[str]) -> int:
    return _places(labels)[-1][1] + 1 if labels else 0


def _legend(figure: Figure, height: float, entries: list[tuple[str, str, bool]]) -> None:
    """Colours and their words in lines at the top."""
    axes = _axes(figure, height, (0, 0, WIDTH_PX, height))
    axes.set_axis_off()
    axes.set_xlim(0, WIDTH_PX)
    axes.set_ylim(height, 0)
    for (label, colour, hatched), (x, row) in zip(entries, _places([e[0] for e in entries]), strict=True):
        y = 3.0 + row * 17.0
        axes.add_patch(
            Rectangle(
                (x, y),
                SWATCH,
                SWATCH,
                facecolor=PAPER.ground if hatched else colour,
                edgecolor=PAPER.hatch if hatched else PAPER.rule,
                linewidth=0.4,
                hatch="////" if hatched else None,
            )
        )
        write(axes, x + SWATCH + BESIDE, y + SWATCH - 1.6, label, SMALL_PX)
