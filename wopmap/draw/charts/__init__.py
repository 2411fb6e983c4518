"""Charts for the screen: Vega-Lite made with Altair, all dressed alike.

One module per page makes the charts of that page as specifications (plain dictionaries), so that they can be kept
from one run to the next; ``dressed`` is the only place that knows how a chart of ours looks.
"""

from __future__ import annotations

from wopmap.draw.charts.dressing import Spec, dressed

__all__ = ["Spec", "dressed"]
