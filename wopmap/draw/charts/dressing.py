"""The one look of all charts: paper, ink, thin rules, the colours of the maps."""

from __future__ import annotations

from typing import Any

import altair as alt

from wopmap.scene.style import Theme

Spec = dict[str, Any]
"""A chart as Vega-Lite reads it."""

FONT = "Source Sans, Source Sans 3, sans-serif"
TEXT_PX, TITLE_PX = 12, 13


def dressed(chart: alt.TopLevelMixin, theme: Theme, summary: str) -> Spec:
    """A chart in the colours of a theme, ready for the browser.

    Parameters
    ----------
    chart : altair chart
        Marks and encodings; colours of data come from the theme by the caller, everything else from here.
    theme : Theme
    summary : str
        One sentence on what the chart shows, for readers who cannot see it.

    Returns
    -------
    dict
        The specification, with the rows inside it.
    """
    spec: Spec = chart.to_dict()
    spec["description"] = summary
    spec["config"] = {**spec.get("config", {}), **config(theme)}
    spec["autosize"] = {"type": "fit", "contains": "padding"}
    if any(name in spec for name in ("hconcat", "vconcat", "concat", "facet", "repeat")):
        del spec["autosize"]  # Vega-Lite fits single views only
    return spec


def config(theme: Theme) -> Spec:
    """What Vega-Lite calls the configuration: everything that is not data."""
    words = {"labelColor": theme.ink, "titleColor": theme.quiet, "labelFont": FONT, "titleFont": FONT}
    sizes = {"labelFontSize": TEXT_PX, "titleFontSize": TEXT_PX, "titleFontWeight": 500}
    return {
        "background": "transparent",
        "font": FONT,
        "padding": {"left": 2, "top": 4, "right": 8, "bottom": 2},
        "view": {"stroke": None},
        "axis": {
            **words,
            **sizes,
            "domainColor": theme.rule,
            "tickColor": theme.rule,
            "gridColor": theme.rule,
            "gridOpacity": 0.35,
            "tickSize": 4,
            "labelLimit": 220,
        },
        "axisBand": {"grid": False, "ticks": False, "domain": False},
        "legend": {**words, **sizes, "symbolStrokeWidth": 0, "labelLimit": 260, "orient": "top"},
        "header": {**words, **sizes, "labelFontWeight": 600},
        "title": {
            "color": theme.ink,
            "font": FONT,
            "fontSize": TITLE_PX,
            "fontWeight": 600,
            "anchor": "start",
        },
        "text": {"color": theme.ink, "font": FONT, "fontSize": TEXT_PX},
        "rule": {"color": theme.rule},
        "mark": {"color": theme.accent, "tooltip": False},
        "range": {
            "category": list(theme.help),
            "ordinal": list(theme.water),
            "ramp": list(theme.water),
        },
    }
