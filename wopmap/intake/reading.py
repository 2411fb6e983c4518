"""Reading outlines people bring: any of four formats, any coordinate system, rings mended and counted."""

from __future__ import annotations

import codecs
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import shapely
from numpy.typing import NDArray

from wopmap.build.outlines import cut
from wopmap.errors import BadInput, Finding
from wopmap.intake.files import GEOPARQUET, GEOTEXT, inspect, refuse_oversized
from wopmap.words import counted, listed, quoted

Shapes = NDArray[np.object_]

DEGREES = "EPSG:4326"
MOST_FEATURES = 500_000
MOST_POINTS = 20_000_000
"""Features, and points of all rings together, a file may have."""

_HALF_TURN, _POLE, _TURN = 180.0, 90.0, 360.0


@dataclass(frozen=True)
class HowToRead:
    """What a file does not say about itself.

    Parameters
    ----------
    layer : str, optional
        Layer of a GeoPackage.
    crs : str, optional
        Coordinate reference system, such as ``EPSG:21037``; overrides what the file says.
    encoding : str, optional
        Of the texts of a Shapefile.
    swap_axes : bool
        Whether latitude stands before longitude.
    """

    layer: str | None = None
    crs: str | None = None
    encoding: str | None = None
    swap_axes: bool = False


@dataclass(frozen=True)
class Features:
    """Outlines as brought, fit for the layers.

    Attributes
    ----------
    file : str
        Name of the file.
    table : pandas.DataFrame
        What the file says of each feature; the index counts features from 1.
    outlines : array of (shapely.MultiPolygon or None), (n,)
        In EPSG:4326, valid, cut at 180 degrees; None where `problems` says why.
    problems : pandas.Series of str
        Why a feature has no usable outline; NA where it has one. Same index as `table`.
    repaired : int
        Features with invalid rings that were mended.
    remarks : tuple of str
        What was assumed or changed, a sentence each.
    """

    file: str
    table: pd.DataFrame
    outlines: Shapes
    problems: pd.Series
    repaired: int
    remarks: tuple[str, ...]


def read_features(path: str | Path, how: HowToRead | None = None) -> Features:
    """Read GeoJSON, GeoPackage, Shapefile (zipped too) or GeoParquet.

    Parameters
    ----------
    path : str or Path
    how : HowToRead, optional

    Raises
    ------
    BadInput
        If the file cannot be read, is empty, holds no polygons or does not say where it lies. A single
        feature that cannot be used is no reason: it is kept in `Features.problems`.
    """
    path, how = Path(path), how or HowToRead()
    kind = inspect(path)
    frame, remarks = _read(path, kind, how)
    refuse_oversized(path.name, {"feature": (len(frame), MOST_FEATURES)})
    if not len(frame):
        raise _refused(path, "holds no features", "export the outlines again")
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="feature")
    shapes = np.asarray(shapely.force_2d(frame.geometry.array), dtype=object)
    refuse_oversized(path.name, {"point": (int(shapely.get_num_coordinates(shapes).sum()), MOST_POINTS)})
    problems = _not_polygons(shapes, frame.index)
    _refuse_if_none_left(path, problems, frame)
    crs = _crs(path, frame, how, shapes[problems.isna().to_numpy()], remarks)
    moved, problems = _in_degrees(path, shapes, problems, crs, how)
    _refuse_if_none_left(path, problems, frame)
    outlines, problems, repaired = _mended(moved, problems, remarks)
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    return Features(path.name, table, outlines, problems, repaired, tuple(remarks))


def _refused(path: Path, reason: str, mend: str, column: str | None = None, value: Any = None) -> BadInput:
    return BadInput([Finding(path.name, None, column, value, reason, mend)])


def _read(path: Path, kind: str, how: HowToRead) -> tuple[geopandas.GeoDataFrame, list[str]]:
    """The file as it is, and what the library had to say about it."""
    mend = "open it in a GIS program and export it again"
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            frame = _read_parquet(path) if kind == GEOPARQUET else _read_with_gdal(path, kind, how)
        except UnicodeDecodeError as error:
            byte = error.object[error.start]
            reason = f"holds text with the byte 0x{byte:02x}, which is not {error.encoding}"
            raise _refused(path, reason, "save it as UTF-8, or name its encoding with --encoding") from None
        except BadInput:
            raise
        except (LookupError, OSError, RuntimeError, ValueError) as error:
            # pyogrio's and Arrow's errors are among these.
            raise _refused(path, f"cannot be read ({_first_line(error)})", mend) from error
    texts = dict.fromkeys(_first_line(w.message) for w in said if issubclass(w.category, RuntimeWarning))
    remarks = [f"The library that reads {path.name} remarks: {text}" for text in texts]
    if not isinstance(frame, geopandas.GeoDataFrame):
        raise _refused(path, "is a table without geometry", "bring a file with outlines")
    return frame, remarks


def _first_line(said: object) -> str:
    return str(said).strip().splitlines()[0][:300] if str(said).strip() else type(said).__name__


def _read_parquet(path: Path) -> geopandas.GeoDataFrame:
    return geopandas.read_parquet(path, page_checksum_verification=True)


def _read_with_gdal(path: Path, kind: str, how: HowToRead) -> geopandas.GeoDataFrame:
    layers = [str(name) for name, geometry in pyogrio.list_layers(path) if geometry is not None]
    if not layers:
        raise _refused(path, "holds no layer with a geometry", "bring a file with outlines")
    if how.layer is not None and how.layer not in layers:
        mend = f"name one of {listed([quoted(n) for n in layers], 'or', most=10)} with --layer"
        raise _refused(path, f"has no layer {quoted(how.layer)}", mend)
    if how.layer is None and len(layers) > 1:
        mend = f"say with --layer which to read: {listed([quoted(n) for n in layers], 'or', most=10)}"
        raise _refused(path, f"holds {counted(len(layers), 'layer')}", mend)
    # GDAL knows fewer names of encodings than Python does: latin-1 is iso8859-1.
    encoding = codecs.lookup(how.encoding).name if how.encoding and kind != GEOTEXT else None
    return pyogrio.read_dataframe(path, layer=how.layer or layers[0], encoding=encoding)


def _not_polygons(shapes: Shapes, index: pd.Index) -> pd.Series:
    """Why a feature holds no area at all."""
    problems = pd.Series(pd.NA, index=index, dtype=pd.StringDtype())
    kinds = shapely.get_type_id(shapes)
    area = np.isin(kinds, [3, 6, 7])  # polygon, multipolygon, collection
    problems[~area] = [f"is a {s.geom_type}, not a polygon" if s is not None else "" for s in shapes[~area]]
    problems[shapely.is_missing(shapes) | shapely.is_empty(shapes)] = "has no geometry"
    return problems


def _refuse_if_none_left(path: Path, problems: pd.Series, frame: geopandas.GeoDataFrame) -> None:
    if problems.isna().any():
        return
    reasons = problems.value_counts()
    mend = "bring outlines: polygons in a coordinate system the file names"
    findings = [
        Finding(
            path.name,
            int(problems.index[problems == reason][0]),
            frame.geometry.name,
            None,
            f"{reason} (so {'is it' if number == 1 else 'are they'} in {counted(int(number), 'feature')})",
            mend,
        )
        for reason, number in reasons.head(10).items()
    ]
    raise BadInput(findings)


def _crs(
    path: Path, frame: geopandas.GeoDataFrame, how: HowToRead, shapes: Shapes, remarks: list[str]
) -> pyproj.CRS:
    """The coordinate system to read the file in; appends to the remarks what was assumed."""
    stated = frame.crs
    if how.crs is not None:
        try:
            asked = pyproj.CRS.from_user_input(how.crs)
        except pyproj.exceptions.CRSError:
            raise _refused(
                path, f"cannot be read in {quoted(how.crs)}", "name it as EPSG:4326 or the like"
            ) from None
        if stated is not None and stated != asked:
            remarks.append(f"Read in {_called(asked)} as asked; the file itself says {_called(stated)}.")
        return asked
    if stated is not None:
        return stated
    x0, y0, x1, y1 = shapely.total_bounds(shapes)
    if max(abs(x0), abs(x1)) <= _TURN and max(abs(y0), abs(y1)) <= _POLE:
        remarks.append(
            "The file names no coordinate system; its coordinates look like degrees and were read as "
            f"longitude and latitude in {DEGREES}."
        )
        return pyproj.CRS.from_user_input(DEGREES)
    reason = f"names no coordinate system, and coordinates such as {x0:.0f} {y0:.0f} are no degrees"
    raise _refused(path, reason, "name it with --crs EPSG:NUMBER, or put the .prj file beside the .shp")


def _called(crs: pyproj.CRS) -> str:
    code = crs.to_authority()
    return ":".join(code) if code else str(crs.name)


def _in_degrees(
    path: Path, shapes: Shapes, problems: pd.Series, crs: pyproj.CRS, how: HowToRead
) -> tuple[Shapes, pd.Series]:
    """Longitudes and latitudes; what does not end up on the globe gets a problem."""
    before = shapely.transform(shapes, lambda xy: xy[:, ::-1]) if how.swap_axes else shapes
    try:
        to_degrees = pyproj.Transformer.from_crs(crs, DEGREES, always_xy=True)
        moved = (
            before if crs == DEGREES else shapely.transform(before, lambda xy: _transformed(to_degrees, xy))
        )
    except pyproj.exceptions.ProjError as error:
        reason = f"cannot be brought from {_called(crs)} to {DEGREES} ({_first_line(error)})"
        raise _refused(path, reason, "export it in EPSG:4326") from error
    x0, y0, x1, y1 = shapely.bounds(moved).T
    on_globe = (np.abs([x0, x1]) <= _TURN).all(axis=0) & (np.abs([y0, y1]) <= _POLE).all(axis=0)
    problems = problems.copy()
    for i in np.flatnonzero(problems.isna().to_numpy() & ~on_globe):
        x, y = shapely.get_coordinates(shapes[i])[0]
        where = f"{x:.6g} {y:.6g}, which are no place on earth in {_called(crs)}"
        problems.iloc[i] = f"has coordinates such as {where}"
    return moved, problems


def _transformed(to_degrees: pyproj.Transformer, xy: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack(to_degrees.transform(xy[:, 0], xy[:, 1]))


def _mended(moved: Shapes, problems: pd.Series, remarks: list[str]) -> tuple[Shapes, pd.Series, int]:
    """Valid multipolygons within -180 to 180 degrees, and how many were not valid before."""
    usable = problems.isna().to_numpy()
    valid = shapely.is_valid(moved)
    x0, _, x1, _ = shapely.bounds(moved).T
    across = usable & ((x0 < -_HALF_TURN) | (x1 > _HALF_TURN) | (x1 - x0 > _HALF_TURN))
    outlines = np.full(len(moved), None, dtype=object)
    for i in np.flatnonzero(usable):
        shape = moved[i]
        if across[i]:
            outlines[i] = cut(_polygons(shape))
        elif valid[i]:
            outlines[i] = _polygons(shape)
        else:
            outlines[i] = mended(shape)
    hollow = usable & np.array([o is None or o.is_empty or o.area == 0 for o in outlines])
    outlines[hollow] = None
    problems = problems.copy()
    problems[hollow] = "encloses no area"
    if across.any():
        remarks.append(f"{counted(int(across.sum()), 'outline')} cut at 180 degrees.")
    return outlines, problems, int((usable & ~valid & ~across & ~hollow).sum())


def mended(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """A shape with invalid rings as valid polygons; what has no area is dropped.

    Now and then GEOS hands back from the structure of the rings what is again not valid: then their lines decide.
    """
    found = _polygons(shapely.make_valid(shape, method="structure", keep_collapsed=False))
    if not shapely.is_valid(found):
        found = _polygons(shapely.make_valid(found, method="linework"))
    return found if shapely.is_valid(found) else _polygons(shapely.buffer(found, 0))


def _polygons(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """The polygons of a shape, those within collections too."""
    found: list[shapely.Polygon] = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            found += [] if part.is_empty else [part]
        elif hasattr(part, "geoms"):
            found += list(_polygons(part).geoms)
    return shapely.MultiPolygon(found)
