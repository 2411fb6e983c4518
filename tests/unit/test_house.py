"""The house keeps its shape: who may import what, how long a file may be, what never appears in the code.

The layers inside the package are import-linter's business (pyproject.toml). `app.py` and `pages/` are in no
package, and what must not be written at all is no question of imports, so these are read from the syntax
tree. Every rule is a function from a file to sentences, and every rule is tried on code that breaks it.
"""

from __future__ import annotations

import ast
import re
import stat
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Where a library may be imported; tests may import what they test with.
AT_HOME_IN = {
    "streamlit": ("app.py", "pages/", "wopmap/ui/"),
    "pydeck": ("wopmap/draw/deck.py",),
    "altair": ("wopmap/draw/charts/",),
    "typst": ("wopmap/publish/",),
    "xlsxwriter": ("wopmap/workbook.py",),
    "matplotlib": (
        "wopmap/draw/picture.py",
        "wopmap/draw/painting.py",
        "wopmap/draw/lettering.py",
        "wopmap/publish/",
    ),
}
# Distributions whose module has another name.
IMPORTED_AS = {"pillow": "PIL"}
# A page reads the selection, asks wopmap and shows: it has no use for these.
NOT_IN_PAGES = {"pandas", "numpy", "geopandas", "pyarrow", "shapely", "pyproj", "pydeck", "matplotlib"}
LONGEST = {"pages/": 170, "wopmap/": 500}
# Written in two parts so that this file does not break its own rules.
MACHINE_PATH = re.compile(
    r"(?<![\w.:/-])/(?:ho" + r"me|ro" + r"ot|wo" + r"rk|tm" + r"p|Us" + r"ers)/|\b[A-Z]:\\\\"
)
REGISTRY = re.compile(
    r"\bpyp" + r"i\.org|python" + r"hosted\.org|npm" + r"js\.(?:org|com)|deb" + r"ian\.org/debian"
)
SKIPS = {"skip", "skipif", "xfail", "importorskip", "skipIf", "skipUnless", "skipTest", "expectedFailure"}

Rule = Callable[[str, ast.Module], Iterator[str]]


def python_files() -> list[str]:
    """Every Python file of the repository, as a path from its root; environments and caches left out."""
    paths = (path.relative_to(ROOT) for path in ROOT.rglob("*.py"))
    return sorted(
        path.as_posix()
        for path in paths
        if not any(part.startswith(".") or part in {"node_modules", "artefacts"} for part in path.parts)
    )


def text_files() -> list[str]:
    """Everything people wrote by hand, the data left out."""
    written = [
        *ROOT.glob("*.md"),
        *ROOT.glob("*.toml"),
        *ROOT.glob("requirements*.txt"),
        ROOT / "Makefile",
        *(ROOT / ".ci").iterdir(),
        *(ROOT / "tools").iterdir(),
        *ROOT.glob(".streamlit/config.toml"),
        *(path for kind in ("*.js", "*.css", "*.html") for path in (ROOT / "wopmap").rglob(kind)),
    ]
    return python_files() + sorted(path.relative_to(ROOT).as_posix() for path in written)


def sentences(findings: list[str]) -> str:
    """One finding a line, all of them."""
    return "\n" + "\n".join(findings)


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and full name of every module imported by absolute name, wherever in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.lineno, node.module


def dotted(node: ast.expr) -> str:
    """`a.b.c` of an attribute chain that begins with a name; "" of anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def libraries_at_home(name: str, tree: ast.Module) -> Iterator[str]:
    if name.startswith("tests/"):
        return
    for line, module in imported(tree):
        library = module.split(".")[0]
        if library in AT_HOME_IN and not name.startswith(AT_HOME_IN[library]):
            yield f"{name}:{line} imports {library}, which belongs in {', '.join(AT_HOME_IN[library])} only"


def one_way(name: str, tree: ast.Module) -> Iterator[str]:
    above = {"wopmap/": {"app", "pages", "tests"}, "pages/": {"app", "pages", "tests"}, "app.py": {"tests"}}
    for place, forbidden in above.items():
        if name.startswith(place):
            for line, module in imported(tree):
                if module.split(".")[0] in forbidden:
                    yield f"{name}:{line} imports {module}, which stands above it"


def pages_do_no_arithmetic(name: str, tree: ast.Module) -> Iterator[str]:
    if name.startswith("pages/"):
        for line, module in imported(tree):
            if module.split(".")[0] in NOT_IN_PAGES:
                yield f"{name}:{line} imports {module}: a page asks wopmap for finished numbers and pictures"


def a_file_beside(value: ast.expr) -> bool:
    """Whether an expression is a path made of `__file__` and constants: a file of the repository."""
    return {node.id for node in ast.walk(value) if isinstance(node, ast.Name)} == {"Path", "__file__"}


def no_markup_from_data(name: str, tree: ast.Module) -> Iterator[str]:
    constants = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        and (isinstance(node.value, ast.Constant) or a_file_beside(node.value))
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    names = {"st.html", "st.iframe", "st.components.v1.html", "components.html", "html"}
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "unsafe_" + "allow_html":
            yield f"{name}:{node.lineno} lets markup through: text from data is text"
        if isinstance(node, ast.Call) and dotted(node.func) in names and not name.startswith("tests/"):
            for value in [*node.args, *(keyword.value for keyword in node.keywords)]:
                if not (
                    isinstance(value, ast.Constant) or (isinstance(value, ast.Name) and value.id in constants)
                ):
                    yield f"{name}:{node.lineno} gives {dotted(node.func)} something other than a constant"


def nothing_is_skipped(name: str, tree: ast.Module) -> Iterator[str]:
    if not name.startswith("tests/"):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in SKIPS:
            where = dotted(node)
            if where.startswith(("pytest.", "unittest.", "self.")):
                yield f"{name}:{node.lineno} uses {where}: a test that cannot run here must fail and say why"


RULES: tuple[Rule, ...] = (
    libraries_at_home,
    one_way,
    pages_do_no_arithmetic,
    no_markup_from_data,
    nothing_is_skipped,
)

BROKEN = [
    (libraries_at_home, "wopmap/flows.py", "import streamlit as st"),
    (libraries_at_home, "wopmap/scene/legend.py", "def f():\n    from matplotlib.figure import Figure"),
    (libraries_at_home, "wopmap/draw/picture.py", "import pydeck"),
    (one_way, "wopmap/ui/shell.py", "from pages import atlas"),
    (one_way, "pages/atlas.py", "import app"),
    (pages_do_no_arithmetic, "pages/atlas.py", "import pandas as pd"),
    (no_markup_from_data, "pages/atlas.py", "st.markdown(x, unsafe_" + "allow_html=True)"),
    (no_markup_from_data, "pages/atlas.py", "st.html(f'<b>{name}</b>')"),
    (no_markup_from_data, "pages/atlas.py", "text = 'a' + name\nst.html(text)"),
    (no_markup_from_data, "wopmap/ui/map.py", "st.components.v1.html(body)"),
    (nothing_is_skipped, "tests/unit/test_flows.py", "import pytest\n@pytest.mark.skip\ndef test_f(): pass"),
    (nothing_is_skipped, "tests/unit/test_flows.py", "import pytest\npytest.importorskip('pydeck')"),
]
FINE = [
    ("wopmap/draw/picture.py", "from matplotlib.figure import Figure"),
    ("wopmap/ui/map.py", "import streamlit as st\nRULE = '<hr>'\nst.html(RULE)\nst.html('<br>')"),
    ("pages/atlas.py", "import streamlit as st\nfrom wopmap.ui import shell"),
    ("tests/browser/test_atlas.py", "import pydeck\nimport streamlit"),
]


@pytest.mark.parametrize(("rule", "name", "code"), BROKEN)
def test_a_rule_sees_what_breaks_it(rule: Rule, name: str, code: str) -> None:
    assert len(list(rule(name, ast.parse(code)))) == 1


@pytest.mark.parametrize(("name", "code"), FINE)
def test_the_rules_let_good_code_be(name: str, code: str) -> None:
    assert [sentence for rule in RULES for sentence in rule(name, ast.parse(code))] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_code_keeps_the_rule(rule: Rule) -> None:
    broken = [
        sentence
        for name in python_files()
        for sentence in rule(name, ast.parse((ROOT / name).read_text("utf-8")))
    ]
    assert not broken, sentences(broken)


def test_no_file_outgrows_its_room() -> None:
    lines = {name: len((ROOT / name).read_text("utf-8").splitlines()) for name in python_files()}
    too_long = [
        f"{name} has {n} lines, {most} are the most: split it by concept"
        for name, n in lines.items()
        for place, most in LONGEST.items()
        if name.startswith(place) and n > most
    ]
    assert not too_long, sentences(too_long)


def test_every_folder_of_the_package_is_a_package() -> None:
    folders = {(ROOT / name).parent for name in python_files() if name.startswith("wopmap/")}
    assert [
        str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").exists()
    ] == []


@pytest.mark.parametrize(
    ("text", "path", "registry"),
    [
        ("see /ho" + "me/ann/x.csv", True, False),
        ('open("/tm' + 'p/x")', True, False),
        ("https://example.org/home/page and geodata/work/x", False, False),
        ("--index-url https://pyp" + "i.org/simple", False, True),
    ],
)
def test_places_of_one_machine_are_recognised(text: str, path: bool, registry: bool) -> None:
    assert (bool(MACHINE_PATH.search(text)), bool(REGISTRY.search(text))) == (path, registry)


def test_nothing_is_tied_to_one_machine_or_registry() -> None:
    tied = [
        f"{name}:{number} {line.strip()}"
        for name in text_files()
        for number, line in enumerate((ROOT / name).read_text("utf-8").splitlines(), start=1)
        if MACHINE_PATH.search(line) or REGISTRY.search(line)
    ]
    assert not tied, sentences(tied)


def requirement_names(file: str) -> dict[str, str]:
    """Name -> version of every exact pin in a requirements file; a line of another form fails the test."""
    pins = {}
    for line in (ROOT / file).read_text("utf-8").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            match = re.fullmatch(r"([a-z0-9][a-z0-9-]*)==([\w.]+)(?: ;[^#]*?)?(?:\s+#.*)?", line)
            assert match, f"{file}: '{line}' is not an exact pin"
            pins[match[1]] = match[2]
    return pins


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_everything_declared_is_pinned_as_declared(file: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    declared = (
        project["project"]["dependencies"]
        if file == "requirements.txt"
        else project["dependency-groups"]["dev"]
    )
    pins = requirement_names(file)
    assert [line for line in declared if pins.get(line.split("==")[0]) != line.split("==")[1]] == []


def test_what_the_code_imports_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    declared = {line.split("==")[0] for line in project["project"]["dependencies"]}
    known = {IMPORTED_AS.get(name, name) for name in declared}
    known |= set(sys.stdlib_module_names) | {"wopmap", "app", "pages"}
    undeclared = [
        f"{name}:{line} imports {module}, which pyproject.toml does not declare"
        for name in python_files()
        if not name.startswith("tests/")
        for line, module in imported(ast.parse((ROOT / name).read_text("utf-8")))
        if module.split(".")[0] not in known
    ]
    assert not undeclared, sentences(undeclared)


def test_ci_runs_make_test_and_nothing_weaker() -> None:
    script = ROOT / ".ci" / "run"
    commands = [line for line in script.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert commands[0] == "set -euo pipefail"
    assert commands[-1] == "exec make test"
    assert script.stat().st_mode & stat.S_IXUSR
