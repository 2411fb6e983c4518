"""What a layer is: its columns with type, unit, allowed values and meaning, its order and its licence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pyarrow as pa

SCHEMA_VERSION = 1
"""Goes up when a column is renamed, removed or changes its meaning; stands in the manifest."""

ARROW_TYPES = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "share": pa.float64(),
    "yes/no": pa.bool_(),
}
"""Types of columns by name. A share is a number from 0 to 1."""


@dataclass(frozen=True)
class Column:
    """One column of a layer.

    Parameters
    ----------
    name : str
    type : {"text", "integer", "number", "share", "yes/no"}
    meaning : str
        What a value says about its row, in words for the data dictionary.
    unit : str, optional
    allowed : tuple of str, optional
        The only values that may stand there; for text joined by ";" every part is one of them.
    nullable : bool
        Whether the value may be missing (null = not stated).
    """

    name: str
    type: str
    meaning: str
    unit: str | None = None
    allowed: tuple[str, ...] | None = None
    nullable: bool = True


class Layer:
    """One layer; each is a subclass that only states facts about itself.

    Attributes
    ----------
    name : str
        Name of the layer and of its file, ``NAME.parquet``.
    meaning : str
        What the layer holds, one sentence.
    row : str
        What one row is.
    geometry : str or None
        Kind of the geometry column, None for a table.
    columns : tuple of Column
        In the order of the file, without the geometry.
    key : tuple of str
        Columns that together name a row; no two rows share them.
    sort : tuple of str
        Columns the rows are sorted by; ``"hilbert"`` stands for the place along a Hilbert curve.
    years : tuple of str
        Columns the year span of the layer is taken from.
    licence : str
        Under which terms the layer may be used.
    row_group_size : int
        Rows read or skipped together.
    """

    name: ClassVar[str]
    meaning: ClassVar[str]
    row: ClassVar[str]
    geometry: ClassVar[str | None] = None
    columns: ClassVar[tuple[Column, ...]]
    key: ClassVar[tuple[str, ...]]
    sort: ClassVar[tuple[str, ...]]
    years: ClassVar[tuple[str, ...]] = ()
    licence: ClassVar[str]
    row_group_size: ClassVar[int] = 4096

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Names of the columns, without the geometry."""
        return tuple(column.name for column in cls.columns)

    @classmethod
    def arrow_schema(cls) -> pa.Schema:
        """Columns as Arrow fields; with the geometry (WKB) and its bounding box where there is one."""
        fields = [pa.field(c.name, ARROW_TYPES[c.type], nullable=True) for c in cls.columns]
        if cls.geometry:
            corners = [pa.field(corner, pa.float64()) for corner in ("xmin", "ymin", "xmax", "ymax")]
            fields += [pa.field("geometry", pa.binary()), pa.field("bbox", pa.struct(corners))]
        return pa.schema(fields)
