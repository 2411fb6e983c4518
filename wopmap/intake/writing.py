"""Putting imported rows in place: all layers in one step, the old ones kept, and the way back."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pandas as pd

from wopmap.build.dictionary import dictionary
from wopmap.build.make import manifest_entry, manifest_text, vintage_of
from wopmap.errors import WopmapError
from wopmap.layers import LAYERS, Catalogue
from wopmap.layers.catalogue import MANIFEST, PLACE_VARIABLE
from wopmap.layers.writing import encode, write_atomically

HISTORY = "history"
"""Folder beside the layers that holds, by number, what each import has replaced."""

LOCK = ".import.lock"
_LEFT_OVER = re.compile(r"([a-z0-9_]+)\.[0-9a-f]{12}\.parquet")


def folder_of(catalogue: Catalogue) -> Path:
    """The folder the layers lie in.

    Raises
    ------
    WopmapError
        If they lie in an object store: nothing is ever written there.
    """
    if "://" in catalogue.root:
        raise WopmapError(
            f"The layers lie in an object store ({catalogue!r}), where an import never writes. Copy them to a "
            f"folder, import there with {PLACE_VARIABLE}=FOLDER, and upload the folder yourself."
        )
    return Path(catalogue.root)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep two imports from running at once; a killed one leaves no lock behind.

    Raises
    ------
    WopmapError
        If another import is under way.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with (folder / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise WopmapError(
                f"Another import into {folder} is under way; try again when it is done."
            ) from None
        yield


def alone_unless(dry_run: bool, folder: Path) -> AbstractContextManager[None]:
    """Keep two imports from running at once; a dry run, which writes nothing, may run beside any."""
    return nullcontext() if dry_run else alone(folder)


def put(catalogue: Catalogue, rows: Mapping[str, pd.DataFrame], note: Mapping[str, Any]) -> tuple[str, ...]:
    """Replace layers, all in one step.

    Parameters
    ----------
    catalogue : Catalogue
    rows : mapping of str to DataFrame
        New rows of layers, by name.
    note : mapping
        What the import was; kept in the manifest.

    Returns
    -------
    tuple of str
        The layers that have changed; with none, nothing is written.

    Notes
    -----
    New files come first, under names nothing refers to; the manifest that names them takes the place of the
    old one in one step, and only then do the files get their usual names. Whoever reads, or is killed,
    between any two steps finds either all of the old layers or all of the new.
    """
    folder = folder_of(catalogue)
    manifest = json.loads((folder / MANIFEST).read_bytes())
    contents = {name: encode(LAYERS[name], table) for name, table in rows.items()}
    contents = {n: c for n, c in contents.items() if _digest(c) != manifest["layers"][n]["sha256"]}
    if not contents:
        return ()
    entries = {name: manifest_entry(LAYERS[name], rows[name], content) for name, content in contents.items()}
    earlier = manifest.get("imports", [])
    number = f"{len(earlier) + 1:04d}"
    _keep(folder, number, manifest, {name: catalogue.content(name) for name in contents})
    wrote = {name: entry["sha256"] for name, entry in entries.items()}
    imports = [*earlier, {"number": number, **note, "wrote": wrote}]
    _replace(folder, manifest, contents, entries, imports)
    return tuple(contents)


def undo(catalogue: Catalogue) -> dict[str, Any]:
    """Take the last import back.

    Returns
    -------
    dict
        What that import was.

    Raises
    ------
    WopmapError
        If nothing was imported, the layers were built anew since, or what was kept is not whole.
    """
    folder = folder_of(catalogue)
    with alone(folder):
        manifest = catalogue.manifest
        if not manifest.get("imports"):
            raise WopmapError(f"Nothing was imported into {folder} since its layers were built.")
        last = manifest["imports"][-1]
        kept = folder / HISTORY / str(last["number"])
        for name, digest in last["wrote"].items():
            if catalogue.digest(name) != digest:
                raise WopmapError(
                    f"The last import cannot be taken back: layer {name} was made anew since. Its old files "
                    f"are in {kept}."
                )
        contents, entries = {}, {}
        try:
            before = json.loads((kept / MANIFEST).read_bytes())
            for name in last["wrote"]:
                entries[name] = {**before["layers"][name], "file": f"{name}.parquet"}
                contents[name] = (kept / f"{name}.parquet").read_bytes()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise WopmapError(
                f"The last import cannot be taken back: {kept} cannot be read ({error}). `make data` builds "
                "all layers anew."
            ) from error
        damaged = [n for n, c in contents.items() if _digest(c) != entries[n]["sha256"]]
        if damaged:
            raise WopmapError(
                f"The last import cannot be taken back: {kept / damaged[0]}.parquet is damaged. `make data` "
                "builds all layers anew."
            )
        _replace(folder, manifest, contents, entries, manifest["imports"][:-1])
        shutil.rmtree(kept)
    return dict(last)


def _keep(folder: Path, number: str, manifest: Mapping[str, Any], contents: Mapping[str, bytes]) -> None:
    """Old layers and their manifest, whole or not at all."""
    kept, partial = folder / HISTORY / number, folder / HISTORY / f".{number}.partial"
    for left_over in (partial, kept):  # of an import that was killed before it counted
        shutil.rmtree(left_over, ignore_errors=True)
    for name, content in contents.items():
        write_atomically(partial / f"{name}.parquet", content)
    write_atomically(partial / MANIFEST, manifest_text(manifest))
    partial.rename(kept)


def _replace(
    folder: Path,
    manifest: Mapping[str, Any],
    contents: Mapping[str, bytes],
    entries: Mapping[str, dict[str, Any]],
    imports: list[Any],
) -> None:
    _sweep(folder, manifest)
    new_names = {name: f"{name}.{_digest(content)[:12]}.parquet" for name, content in contents.items()}
    for name, content in contents.items():
        write_atomically(folder / new_names[name], content)
    under_way = {name: {**entry, "file": new_names[name]} for name, entry in entries.items()}
    write_atomically(folder / MANIFEST, manifest_text(_with(manifest, under_way, imports)))
    # From here on the import has happened; what follows gives the files the names people look for.
    for name, content in contents.items():
        write_atomically(folder / f"{name}.parquet", content)
    done = _with(manifest, entries, imports)
    write_atomically(folder / MANIFEST, manifest_text(done))
    _sweep(folder, done)
    if (folder / "README.md").is_file() and set(LAYERS) <= set(done["layers"]):
        write_atomically(folder / "README.md", dictionary(done).encode())


def _with(manifest: Mapping[str, Any], entries: Mapping[str, Any], imports: list[Any]) -> dict[str, Any]:
    layers = {**manifest["layers"], **entries}
    made = {**manifest, "vintage": vintage_of(layers), "layers": layers, "imports": imports}
    if not imports:
        del made["imports"]
    return made


def _sweep(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Remove what imports that were killed have left behind."""
    named = {entry["file"] for entry in manifest["layers"].values()}
    for path in folder.glob("*.parquet"):
        found = _LEFT_OVER.fullmatch(path.name)
        if found and found[1] in LAYERS and path.name not in named:
            path.unlink()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
