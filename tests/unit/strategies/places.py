"""Places on the globe: anywhere, at its awkward spots, and nearly opposite one another."""

from __future__ import annotations

import math

from hypothesis import strategies as st

Place = tuple[float, float]
Pair = tuple[float, float, float, float]

longitudes = st.one_of(
    st.floats(-180, 180), st.sampled_from([-180.0, -179.99, -90.0, 0.0, 90.0, 179.99, 180.0])
)
latitudes = st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, -89.999, 0.0, 1e-9, 89.999, 90.0]))
places = st.tuples(longitudes, latitudes)

anywhere = st.tuples(longitudes, latitudes, longitudes, latitudes)


@st.composite
def nearly_opposite(draw: st.DrawFn) -> Pair:
    """A place and one within two degrees of its antipode, the antipode itself included."""
    lon, lat = draw(places)
    off = st.sampled_from([0.0, 1e-7, 1e-3]) | st.floats(-2, 2)
    other_lat = min(90.0, max(-90.0, -lat + draw(off)))
    other_lon = math.fmod(lon + 180 + draw(off), 360)
    return lon, lat, other_lon - 360 if other_lon > 180 else other_lon, other_lat


@st.composite
def close_by(draw: st.DrawFn) -> Pair:
    """A place and one at most a degree away."""
    lon, lat = draw(places)
    off = st.floats(-1, 1)
    return lon, lat, lon + draw(off), min(90.0, max(-90.0, lat + draw(off)))


pairs = st.one_of(anywhere, nearly_opposite(), close_by())
