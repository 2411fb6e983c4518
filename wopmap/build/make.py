"""Sources to layers: check, shape, write, and say in the manifest what was written."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from wopmap.build.checks import findings_of
from wopmap.build.coast import FILE as COAST_FILE
from wopmap.build.coast import Coast
from wopmap.build.dictionary import dictionary
from wopmap.build.outlines import SCALES, Outlines, outline_file
from wopmap.build.reading import read_all, typed
from wopmap.build.shaping import SHAPES, Facts
from wopmap.errors import BadInput, Finding
from wopmap.layers.catalogue import MANIFEST
from wopmap.layers.schema import SCHEMA_VERSION, Layer
from wopmap.layers.tables import LAYERS
from wopmap.layers.writing import encode, write_atomically

CITING = re.compile(r"(?:\w+_)?source_ids?(?:_\d)?")
"""Names of the columns that cite documents, one or several joined by ";"."""


@dataclass(frozen=True)
class Report:
    """What a build has written.

    Parameters
    ----------
    out : Path
        The folder.
    manifest : dict
        As in ``manifest.json``.
    """

    out: Path
    manifest: Mapping[str, Any]

    def __str__(self) -> str:
        lines = [
            f"{name:<24}{entry['rows']:>9,} rows {entry['bytes'] / 1000:>9,.0f} kB"
            for name, entry in self.manifest["layers"].items()
        ]
        return "\n".join([*lines, f"data vintage {self.manifest['vintage']}, written to {self.out}"])


def build(sources: str | Path, out: str | Path) -> Report:
    """Turn the tables of a folder into layers.

    Every file is written whole and put in place in one step; the manifest comes last, so that a reader never
    sees it describe files that are not there yet. The same sources give the same bytes.

    Parameters
    ----------
    sources : str or Path
        Folder with the tables and the outlines.
    out : str or Path
        Folder for the layers, ``manifest.json`` and the data dictionary ``README.md``.

    Raises
    ------
    BadInput
        With every finding of the checks; nothing is written then.
    """
    sources, out = Path(sources), Path(out)
    tables = read_all(sources)
    findings = [*findings_of(tables), *outline_findings(sources)]
    if findings:
        raise BadInput(findings)
    facts = Facts({name: typed(table) for name, table in tables.items()}, sources)
    entries, contents = {}, {}
    for name, layer in LAYERS.items():
        rows = SHAPES[name](facts)
        contents[name] = encode(layer, rows)
        entries[name] = manifest_entry(layer, rows, contents[name])
    manifest = {"schema_version": SCHEMA_VERSION, "vintage": vintage_of(entries), "layers": entries}
    for name, content in contents.items():
        write_atomically(out / f"{name}.parquet", content)
    write_atomically(out / "README.md", dictionary(manifest).encode())
    write_atomically(out / MANIFEST, manifest_text(manifest))
    return Report(out, manifest)


def manifest_text(manifest: Mapping[str, Any]) -> bytes:
    """The manifest as its file holds it."""
    return (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode()


def manifest_entry(layer: type[Layer], rows: pd.DataFrame, content: bytes) -> dict[str, Any]:
    """What the manifest says of a layer."""
    named = _source_ids(rows[list(layer.names())])
    return {
        "file": f"{layer.name}.parquet",
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "rows": len(rows),
        "years": _span(layer, rows),
        "licence": layer.licence,
        "source_count": len(named),
        "sources": named,
    }


def _span(layer: type[Layer], rows: pd.DataFrame) -> list[int] | None:
    years = pd.concat([rows[c].dropna() for c in layer.years]) if layer.years else pd.Series(dtype="Int64")
    return [int(years.min()), int(years.max())] if len(years) else None


def _source_ids(rows: pd.DataFrame) -> list[str]:
    cited = (rows[c].dropna().unique() for c in rows.columns if CITING.fullmatch(c))
    return sorted({source_id for column in cited for joined in column for source_id in joined.split(";")})


def vintage_of(entries: Mapping[str, Mapping[str, Any]]) -> str:
    """Twelve characters that change when any layer does."""
    digests = "\n".join(f"{name} {entry['sha256']}" for name, entry in entries.items())
    return hashlib.sha256(digests.encode()).hexdigest()[:12]


def outline_findings(sources: Path) -> list[Finding]:
    """What is wrong with the files that `refresh` makes: missing, damaged, or none of it."""
    mend = "run `make data` on a machine with npm, or restore the file from the release"
    findings = []
    kept = [(outline_file(sources, scale), Outlines) for scale in SCALES]
    for path, layer in (*kept, (sources / COAST_FILE, Coast)):
        try:
            schema = pq.read_table(path, page_checksum_verification=True).schema
        except FileNotFoundError:
            findings.append(Finding(path.name, None, None, None, "does not exist", mend))
        except (OSError, pa.ArrowInvalid) as error:
            findings.append(Finding(path.name, None, None, None, f"cannot be read ({error})", mend))
        else:
            lacking = set(layer.arrow_schema().names) - set(schema.names)
            findings += [Finding(path.name, None, c, None, "is missing", mend) for c in sorted(lacking)]
    return findings
