"""Charts of mentors: partnerships over time, where they work, mentees that became mentors."""

from __future__ import annotations

import altair as alt
import pandas as pd

from wopmap.draw.charts.axes import FOOT_PX, heads, looked_up, names, short
from wopmap.draw.charts.dressing import Spec, dressed
from wopmap.scene.style import Theme

CELL = "cell"
"""Name of the parameter that holds what a reader picks: field id."""

HEAD_PX = 196
"""Room for upright names of regions."""


def turned(table: pd.DataFrame, theme: Theme) -> Spec:
    """Operators that were mentee and are mentor: first year of each, joined."""
    frame = table.dropna(subset=["first_as_mentee", "first_as_mentor"]).copy()
    frame["label"] = frame["operator"] + ", " + frame["country"]
    frame = frame.astype({"first_as_mentee": int, "first_as_mentor": int})
    order = list(frame["label"])
    ends = pd.concat(
        [
            frame.assign(year=frame["first_as_mentee"], side="as mentee", who=frame["helped_by"]),
            frame.assign(year=frame["first_as_mentor"], side="as mentor", who=frame["helps"]),
        ]
    )[["label", "year", "side", "who"]]
    ends["who"] = [short(text, 160) for text in ends["who"]]
    y = alt.Y("label:N", sort=order, title=None, axis=names(200))
    x_scale = alt.Scale(zero=False, nice=True)
    line = (
        alt.Chart(frame[["label", "first_as_mentee", "first_as_mentor"]])
        .mark_rule(strokeWidth=2, color=theme.several)
        .encode(
            x=alt.X("first_as_mentee:Q", scale=x_scale, title=None, axis=alt.Axis(format="d")),
            x2="first_as_mentor:Q",
            y=y,
        )
    )
    dots = (
        alt.Chart(ends)
        .mark_point(filled=True, size=80, opacity=1)
        .encode(
            x=alt.X("year:Q", scale=x_scale, title=None, axis=alt.Axis(format="d")),
            y=y,
            color=alt.Color(
                "side:N",
                title=None,
                scale=alt.Scale(
                    domain=["as mentee", "as mentor"],
                    range=[theme.mentee, theme.mentor],
                ),
            ),
            shape=alt.Shape(
                "side:N",
                title=None,
                scale=alt.Scale(domain=["as mentee", "as mentor"], range=["square", "circle"]),
            ),
            tooltip=[
                alt.Tooltip("label:N", title="Operator"),
                alt.Tooltip("side:N", title="What"),
                alt.Tooltip("year:Q", title="Year", format="d"),
                alt.Tooltip("who:N", title="With"),
            ],
        )
    )
    first = int((table["order"] == "mentee_first").sum())
    words = f"{len(table)} operators are mentee and mentor; {first} were mentee first, as far as years are stated."
    return dressed((line + dots).properties(height=FOOT_PX + 23 * max(len(frame), 1)), theme, words)


def reach(pairs: pd.DataFrame, order: list[str], theme: Theme) -> Spec:
    """Leading mentors by region of their mentees, in partnerships.

    Parameters
    ----------
    pairs : DataFrame
        id, label, region, partnerships.
    order : list of str
        Labels of mentors from top to bottom.
    """
    regions = list(pairs.groupby("region")["partnerships"].sum().sort_values(ascending=False).index)
    x = alt.X("region:N", sort=regions, title=None, axis=heads(regions, upright=True, reserve=HEAD_PX))
    y = alt.Y("label:N", sort=order, title=None, axis=names(150, lines=True))
    base = alt.Chart(pairs)
    pick = alt.selection_point(name=CELL, fields=["id"], on="click", clear="dblclick")
    cells = (
        base.mark_rect(color=theme.accent, cursor="pointer")
        .encode(
            x=x,
            y=y,
            opacity=alt.Opacity(
                "partnerships:Q", scale=alt.Scale(type="sqrt", range=[0.12, 0.55]), legend=None
            ),
            tooltip=[
                alt.Tooltip("label:N", title="Mentor"),
                alt.Tooltip("region:N", title="Mentees in"),
                alt.Tooltip("partnerships:Q", title="Partnerships"),
            ],
        )
        .add_params(pick)
    )
    text = base.mark_text(fontSize=11).encode(x=x, y=y, text="partnerships:Q")
    words = f"Partnerships of {len(order)} leading mentors by region of the mentee."
    return dressed((cells + text).properties(height=HEAD_PX + 21 * max(len(order), 1)), theme, words)


def partnerships(table: pd.DataFrame, past: pd.DataFrame, theme: Theme, name: str) -> Spec:
    """Partnerships of one mentor over time; those in which it was helped itself in another colour."""
    both = pd.concat([past.assign(side="helped itself"), table.assign(side="as mentor")])
    frame = both.dropna(subset=["active_from"]).sort_values(["active_from", "active_to", "wop_id"])
    shown = pd.DataFrame(
        {
            "label": [f"{short(row.partners, 30)}, {short(row.countries, 16)}" for row in frame.itertuples()],
            "id": frame["wop_id"].astype(str),
            "from": frame["active_from"].astype(int),
            "to": frame["active_to"].astype(int) + 1,
            "years": frame["years"].astype(str),
            "topics": [short(text, 120) or "not stated" for text in frame["topics"]],
            "side": frame["side"].astype(str),
            "end": ["end stated" if stated else "end not stated" for stated in frame["end_stated"]],
        }
    )
    labels = dict(zip(shown["id"], shown["label"], strict=True))
    first, last = (int(shown["from"].min()), int(shown["to"].max())) if len(shown) else (2000, 2025)
    chart = (
        alt.Chart(shown)
        .mark_bar(height=11, cornerRadius=1.5)
        .encode(
            y=alt.Y(
                "id:N",
                sort=list(shown["id"]),
                title=None,
                axis=alt.Axis(labelExpr=looked_up(labels), labelLimit=250, minExtent=200),
            ),
            x=alt.X(
                "from:Q",
                title=None,
                scale=alt.Scale(domain=[first, last], nice=False),
                axis=alt.Axis(format="d", tickMinStep=1, tickCount=8, orient="top"),
            ),
            x2="to:Q",
            color=alt.Color(
                "side:N",
                title=None,
                scale=alt.Scale(domain=["as mentor", "helped itself"], range=[theme.mentor, theme.mentee]),
            ),
            opacity=alt.Opacity(
                "end:N",
                scale=alt.Scale(domain=["end stated", "end not stated"], range=[1.0, 0.42]),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("label:N", title="With"),
                alt.Tooltip("years:N", title="Years"),
                alt.Tooltip("topics:N", title="Topics"),
                alt.Tooltip("side:N", title="Role"),
            ],
        )
        .properties(height=FOOT_PX + 22 + 18 * max(len(shown), 1))
    )
    words = (
        f"{name}: {len(table)} partnerships as mentor, {len(past)} in which it was helped itself, over time."
    )
    return dressed(chart, theme, words)
