"""Reading layers: found by name, verified once, filtered where they lie."""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.fs as pafs

from wopmap.errors import LayerDamaged, LayerError, LayerMissing
from wopmap.layers.schema import SCHEMA_VERSION, Layer
from wopmap.layers.tables import LAYERS

if TYPE_CHECKING:
    import geopandas
    import pandas

MANIFEST = "manifest.json"
PLACE_VARIABLE = "WOPMAP_GEODATA"
CHUNK_BYTES = 1 << 20
ENTRY = {"file": str, "sha256": str, "bytes": int, "rows": int}
"""What the manifest has to say of a layer for it to be read."""
ARROW_SCHEMES = r"(file|s3|gs|gcs|abfs|abfss|hdfs|viewfs|hf|fsspec\+\w+)://"


class Catalogue:
    """The layers in one folder or object store.

    Parameters
    ----------
    root : str or Path, optional
        A folder, or an address pyarrow or fsspec understands (``s3://bucket/prefix``). Without it the
        environment variable ``WOPMAP_GEODATA`` is used, else the folder ``geodata`` beside the package.

    Notes
    -----
    Before a layer is used for the first time its file is compared with the SHA-256 of the manifest and its
    columns with the schema; whatever does not match is refused by name. Page checksums are verified on
    every read. A catalogue may be shared between threads.
    """

    def __init__(self, root: str | Path | None = None) -> None:
        place = str(root or os.environ.get(PLACE_VARIABLE) or Path(__file__).parents[2] / "geodata")
        self.root = place.rstrip("/") or "/"
        self._fs, self._prefix = _file_system(self.root)
        self._manifest: tuple[object, dict[str, Any]] | None = None
        self._verified: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"Catalogue({_without_secrets(self.root)!r})"

    @property
    def manifest(self) -> dict[str, Any]:
        """What the layers are: for each its file, SHA-256, rows, bytes, year span, licence and sources.

        In a folder it is read again once it has been replaced, so that a running dashboard shows what was
        imported; that of an object store is read once.

        Raises
        ------
        LayerMissing, LayerDamaged
            If the file is not there, is not JSON or was written for another schema version.
        """
        stamp = self._manifest_stamp()
        if self._manifest is None or self._manifest[0] != stamp:
            self._manifest = (stamp, self._read_manifest())
        return self._manifest[1]

    def _read_manifest(self) -> dict[str, Any]:
        place = self._shown(MANIFEST)
        try:
            with self._fs.open_input_file(self._path(MANIFEST)) as file:
                manifest = json.loads(file.read())
        except FileNotFoundError:
            raise LayerMissing("manifest", place, "does not exist") from None
        except OSError as error:
            mend = f"Check the address in {PLACE_VARIABLE} and that you may read there."
            raise LayerMissing("manifest", place, f"cannot be read ({error})", mend) from error
        except ValueError as error:
            raise LayerDamaged("manifest", place, f"cannot be read as JSON ({error})") from error
        if not isinstance(manifest, dict) or not isinstance(manifest.get("layers"), dict):
            raise LayerDamaged("manifest", place, "does not list any layers")
        if manifest.get("schema_version") != SCHEMA_VERSION:
            raise LayerDamaged(
                "manifest",
                place,
                f"was written for schema version {manifest.get('schema_version')!r}, not {SCHEMA_VERSION}",
            )
        return manifest

    def entry(self, name: str) -> dict[str, Any]:
        """What the manifest says of a layer.

        Raises
        ------
        LayerMissing
            If it lists no such layer.
        LayerDamaged
            If the entry is not complete.
        """
        place = self._shown(MANIFEST)
        if name not in self.manifest["layers"]:
            raise LayerMissing(name, place, "does not list it")
        entry = self.manifest["layers"][name]
        if not isinstance(entry, dict) or not all(
            isinstance(entry.get(key), kind) for key, kind in ENTRY.items()
        ):
            raise LayerDamaged(name, place, "has an incomplete entry for it")
        return entry

    def digest(self, name: str) -> str:
        """SHA-256 of the file of a layer in hexadecimal, as the manifest has it; fit for cache keys."""
        return str(self.entry(name)["sha256"])

    def verify(self, name: str) -> None:
        """Compare the file of a layer with the manifest and its columns with the schema.

        Raises
        ------
        LayerMissing, LayerDamaged
            Naming the file and what to do.
        """
        entry, file = self.entry(name), self._file(name)
        path, place = self._path(file), self._shown(file)
        try:
            size, found = self._size_and_digest(path)
        except FileNotFoundError:
            raise LayerMissing(name, place, "does not exist") from None
        except OSError as error:
            raise LayerDamaged(name, place, f"cannot be read ({error})") from error
        if size != entry["bytes"]:
            raise LayerDamaged(name, place, f"has {size:,} bytes where the manifest says {entry['bytes']:,}")
        if found != entry["sha256"]:
            raise LayerDamaged(name, place, "does not match its SHA-256 in the manifest")
        try:
            schema = self._fragment(name).physical_schema
        except (OSError, pa.ArrowInvalid) as error:
            raise LayerDamaged(name, place, f"is not a readable Parquet file ({error})") from error
        _compare(schema, _layer(name), place)

    def content(self, name: str) -> bytes:
        """The file of a layer as it is, compared with the manifest at this very read.

        Raises
        ------
        LayerMissing, LayerDamaged
        """
        entry, file = self.entry(name), self._file(name)
        place = self._shown(file)
        try:
            with self._fs.open_input_stream(self._path(file)) as stream:
                content: bytes = stream.read()
        except FileNotFoundError:
            raise LayerMissing(name, place, "does not exist") from None
        except OSError as error:
            raise LayerDamaged(name, place, f"cannot be read ({error})") from error
        if hashlib.sha256(content).hexdigest() != entry["sha256"]:
            raise LayerDamaged(name, place, "does not match its SHA-256 in the manifest")
        return content

    def arrow(
        self, name: str, columns: Sequence[str] | None = None, where: ds.Expression | None = None
    ) -> pa.Table:
        """Rows of a layer as an Arrow table.

        Parameters
        ----------
        name : str
        columns : sequence of str, optional
            Default: all but the geometry.
        where : pyarrow.dataset.Expression, optional
            Row groups that cannot hold a wanted row are skipped.

        Raises
        ------
        LayerMissing, LayerDamaged
        KeyError
            If a column is asked for that the layer does not have.
        """
        layer = _layer(name)
        wanted = list(layer.names() if columns is None else columns)
        unknown = set(wanted) - set(layer.arrow_schema().names)
        if unknown:
            raise KeyError(f"Layer {name} has no column {', '.join(sorted(unknown))}.")
        self._verify_once(name)
        try:
            return self._fragment(name).to_table(columns=wanted, filter=where)
        except (OSError, pa.ArrowInvalid) as error:
            # It was whole at its first use: if it has changed since, this says so and names the file.
            self.verify(name)
            if isinstance(error, pa.ArrowInvalid):
                raise
            place = self._shown(self._file(name))
            raise LayerDamaged(
                name, place, f"holds a page that does not match its checksum ({error})"
            ) from error

    def table(
        self, name: str, columns: Sequence[str] | None = None, where: ds.Expression | None = None
    ) -> pandas.DataFrame:
        """Rows of a layer without the geometry.

        Returns
        -------
        pandas.DataFrame
            Text as ``string``, whole numbers as ``Int64``, yes/no as ``boolean`` (missing = NA), other
            numbers as ``float64`` (missing = NaN). Parameters and errors are those of `arrow`.
        """
        return _to_pandas(self.arrow(name, columns, where))

    def geo(
        self, name: str, columns: Sequence[str] | None = None, where: ds.Expression | None = None
    ) -> geopandas.GeoDataFrame:
        """Rows of a layer with the geometry.

        Returns
        -------
        geopandas.GeoDataFrame
            In EPSG:4326; otherwise as `table`.

        Raises
        ------
        LayerMissing, LayerDamaged
        ValueError
            If the layer is a table without geometry.
        """
        layer = _layer(name)
        if layer.geometry is None:
            raise ValueError(f"Layer {name} is a table without geometry; read it with Catalogue.table.")
        # Geopandas takes half a second to import; whoever needs tables only does not wait for it.
        import geopandas

        kept = [c for c in (layer.names() if columns is None else columns) if c != "geometry"]
        rows = self.arrow(name, [*kept, "geometry"], where)
        geometry = geopandas.GeoSeries.from_wkb(rows["geometry"].to_numpy(zero_copy_only=False))
        return geopandas.GeoDataFrame(_to_pandas(rows.select(kept)), geometry=geometry.array, crs="EPSG:4326")

    def _verify_once(self, name: str) -> None:
        known = name, self.digest(name)
        if known in self._verified:
            return
        with self._lock:
            if known not in self._verified:
                self.verify(name)
                self._verified.add(known)

    def _size_and_digest(self, path: str) -> tuple[int, str]:
        if isinstance(self._fs, pafs.LocalFileSystem):
            with Path(path).open("rb") as file:
                return os.fstat(file.fileno()).st_size, hashlib.file_digest(file, "sha256").hexdigest()
        digest, size = hashlib.sha256(), 0
        with self._fs.open_input_stream(path) as stream:
            while chunk := stream.read(CHUNK_BYTES):
                digest.update(chunk)
                size += len(chunk)
        return size, digest.hexdigest()

    def _fragment(self, name: str) -> ds.ParquetFileFragment:
        options = ds.ParquetFragmentScanOptions(page_checksum_verification=True)
        form = ds.ParquetFileFormat(default_fragment_scan_options=options)
        return form.make_fragment(self._path(self._file(name)), filesystem=self._fs)

    def _file(self, name: str) -> str:
        """The file of a layer: ``NAME.parquet``, or while an import is under way ``NAME.DIGEST.parquet``."""
        file = str(self.entry(name)["file"])
        if not re.fullmatch(rf"{re.escape(name)}(\.[0-9a-f]{{12}})?\.parquet", file):
            raise LayerDamaged(name, self._shown(MANIFEST), f"names the file {file!r} for it")
        return file

    def _manifest_stamp(self) -> object:
        """What changes when the manifest in a folder is replaced."""
        if not isinstance(self._fs, pafs.LocalFileSystem):
            return None
        try:
            found = Path(self._path(MANIFEST)).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _path(self, file: str) -> str:
        return f"{self._prefix.rstrip('/')}/{file}"

    def _shown(self, file: str) -> str:
        return f"{_without_secrets(self.root)}/{file}"


def _without_secrets(root: str) -> str:
    """An address fit for messages: without a name and password, and without options that may hold a key."""
    return re.sub(r"^([\w.+-]+://)(?:[^/@]*@)?([^?]*).*$", r"\1\2", root, flags=re.DOTALL).rstrip("/") or "/"


def _file_system(root: str) -> tuple[pafs.FileSystem, str]:
    if "://" not in root:
        return pafs.LocalFileSystem(), str(Path(root).absolute())
    # What pyarrow does not speak itself it hands on to fsspec, when told so.
    address = root if re.match(ARROW_SCHEMES, root) else f"fsspec+{root}"
    try:
        return pafs.FileSystem.from_uri(address)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError, ValueError, ImportError) as error:
        mend = f"Check the address in {PLACE_VARIABLE} and that its file system is installed."
        why = str(error).replace(address, "it").replace(root, "it")
        raise LayerMissing("manifest", _without_secrets(root), f"cannot be reached ({why})", mend) from None


def _layer(name: str) -> type[Layer]:
    try:
        return LAYERS[name]
    except KeyError:
        raise LayerMissing(
            name, name, "is not a layer of the atlas", f"Layers are {', '.join(LAYERS)}."
        ) from None


def _compare(found: pa.Schema, layer: type[Layer], place: str) -> None:
    wanted = layer.arrow_schema()
    missing = [n for n in wanted.names if n not in found.names]
    if missing:
        raise LayerDamaged(layer.name, place, f"has no column {', '.join(missing)}")
    for field in wanted:
        kind = found.field(field.name).type
        if kind != field.type:
            reason = f"has column {field.name} as {kind} where the schema says {field.type}"
            raise LayerDamaged(layer.name, place, reason)


def _to_pandas(rows: pa.Table) -> pandas.DataFrame:
    import pandas as pd

    kinds = {pa.string(): pd.StringDtype(), pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    return rows.replace_schema_metadata().to_pandas(types_mapper=kinds.get)


__all__ = ["Catalogue", "LayerError"]
