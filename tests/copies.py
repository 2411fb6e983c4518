"""Copies of the shipped layers that a test may change."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from wopmap.layers import LAYERS
from wopmap.layers.writing import encode

GEODATA = Path(__file__).resolve().parents[1] / "geodata"


def copied(folder: Path) -> Path:
    """The layers in a new folder, without the tables they are made from."""
    return Path(shutil.copytree(GEODATA, folder, ignore=shutil.ignore_patterns("sources")))


def rewrite(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Put other rows in the place of layers, as a build would."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    for name, rows in tables.items():
        content = encode(LAYERS[name], rows)
        manifest["layers"][name] |= {
            "sha256": hashlib.sha256(content).hexdigest(),
            "bytes": len(content),
            "rows": len(rows),
        }
        (folder / manifest["layers"][name]["file"]).write_bytes(content)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
