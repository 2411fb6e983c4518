"""Figures into the layers: on a copy of the shipped ones, with tables written here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tests.copies import copied
from wopmap.cli import main
from wopmap.errors import BadInput, WopmapError
from wopmap.intake.figures import Document, FiguresReport, Options, import_figures
from wopmap.intake.writing import undo
from wopmap.layers import LAYERS, Catalogue

CITY = "lka-colombo"
A, B = "lka-colombo/gn-division/lk-1103005", "lka-colombo/gn-division/lk-1103010"
CENSUS = Options(Document("Census of 2024", "https://example.org/census", "Statistics office", "", 2025))
LONG = f"""zone_id,year,indicator,percent,households
{A},2024,piped_total,90.5,1000
{B},2024,piped_total,80,1200
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return copied(tmp_path / "geodata")


def bring(place: Path, text: str | bytes, options: Options = CENSUS, dry_run: bool = False) -> FiguresReport:
    path = place.parent / "figures.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return import_figures(path, options, Catalogue(place), dry_run)


def complaints(place: Path, text: str | bytes, options: Options = CENSUS) -> list[str]:
    before = (place / "manifest.json").read_bytes()
    with pytest.raises(BadInput) as caught:
        bring(place, text, options)
    assert (place / "manifest.json").read_bytes() == before
    return [str(finding) for finding in caught.value.findings]


def shares(place: Path, year: int = 2024) -> dict[tuple[str, str], float]:
    use = Catalogue(place).table("zone_use")
    rows = use[(use["year"] == year) & use["zone_id"].isin([A, B])]
    return {(z, i): s for z, i, s in zip(rows["zone_id"], rows["indicator"], rows["share"], strict=True)}


def test_a_long_table_of_percentages_with_its_source(place: Path) -> None:
    report = bring(place, LONG)
    assert set(report.layers) == {"zone_use", "zones", "cities", "sources", "service_areas"}
    assert shares(place) == {(A, "piped_total"): 0.905, (B, "piped_total"): 0.8}
    catalogue = Catalogue(place)
    for name in LAYERS:
        catalogue.verify(name)
    source = catalogue.table("sources").set_index("source_id").loc["census-of-2024"]
    assert source["title"] == "Census of 2024"
    assert source["url"] == "https://example.org/census"
    assert source["year"] == 2025
    use = catalogue.table("zone_use")
    assert set(use.loc[use["year"] == 2024, "source_id"]) >= {"census-of-2024"}
    zone = catalogue.table("zones").set_index("zone_id").loc[A]
    assert "census-of-2024" in zone["source_ids"].split(";")
    city = catalogue.table("cities").set_index("city_id").loc[CITY]
    assert "2024" in city["years"].split(";")
    assert "census-of-2024" in city["source_ids"].split(";")
    assert "households taken, as totals of households stand beside" in str(report)


def test_service_areas_count_the_new_year_and_keep_their_outline(place: Path) -> None:
    before = Catalogue(place).geo("service_areas").set_index("operator_id").sort_index()
    bring(place, LONG)
    after = Catalogue(place).geo("service_areas").set_index("operator_id").sort_index()
    assert after.geometry.geom_equals(before.geometry).sum() == before.geometry.notna().sum()
    assert list(after["method"].fillna("")) == list(before["method"].fillna(""))
    served = after["city_ids"].str.split(";").map(lambda ids: CITY in ids)
    assert (after.loc[served, "year"] == 2024).all()
    columns = [c for c in before.columns if c != "geometry"]
    pd.testing.assert_frame_equal(after.loc[~served, columns], before.loc[~served, columns])


def test_undo(place: Path) -> None:
    before = {p.name: p.read_bytes() for p in place.glob("*.parquet")}
    bring(place, LONG)
    undo(Catalogue(place))
    assert {p.name: p.read_bytes() for p in place.glob("*.parquet")} == before


@pytest.mark.parametrize(
    ("text", "options"),
    [
        (
            f"zone_id,year,indicator,share\n{A},2024,piped_total,0.905\n",
            replace(CENSUS, unit_basis="households"),
        ),
        (f"zone_id,indicator,value_pct,households\n{A},piped_total,90.5,1000\n", replace(CENSUS, year=2024)),
        (f"zone_id,year,indicator,households_count,households\n{A},2024,piped_total,905,1000\n", CENSUS),
        (f"zone_id,year,indicator,persons_count,population\n{A},2024,piped_total,905,1000\n", CENSUS),
        (f"zone_id,year,piped_total_pct,well_pct,households\n{A},2024,90.5,,1000\n", CENSUS),
        (f"zone_id,year,piped_total_households,households\n{A},2024,905,1000\n", CENSUS),
        (f"zone_id,year,piped_total,population\n{A},2024,0.905,1000\n", replace(CENSUS, wide_kind="share")),
        (
            "zone_code,year,piped_total_pct,households\nLK1103005,2024,90.5,1000\n",
            replace(CENSUS, city_id=CITY),
        ),
        (
            "zone_name,year,piped_total_pct,households\nSAMMANTHRANAPURA,2024,90.5,9\n",
            replace(CENSUS, city_id=CITY),
        ),
        (f"\ufeffzone_id,year,piped_total_pct,households\r\n{A},2024,90.5,1000\r\n", CENSUS),
    ],
)
def test_long_or_wide_counts_shares_or_percent_by_id_code_or_name(
    place: Path, text: str, options: Options
) -> None:
    report = bring(place, text, options, dry_run=True)
    assert report.rows["zone_id"].tolist() == [A]
    assert report.rows["share"].tolist() == [0.905]
    assert report.rows["year"].tolist() == [2024]


def test_every_finding_by_row_and_column_at_once(place: Path) -> None:
    text = f"""zone_id,year,indicator,percent,households_count,households
{A},2024,piped_total,90,,1000
nowhere,2024,piped_total,90,,1000
{A},2024,pipd_total,90,,1000
{A},20x4,well,90,,1000
{A},2024,borehole,190,,1000
{B},2024,piped_total,,1100,1000
{B},2024,well,,,1000
{B},2024,borehole,90,100,1000
{B},2024,rainwater,1,,1200
{A},2024,piped_total,91,,1000
"""
    found = complaints(place, text)
    assert [f.split(":")[0] for f in found] == [
        f"figures.csv, row {row}, column {column}"
        for row, column in [
            (3, "zone_id"),
            (4, "indicator"),
            (5, "year"),
            (6, "percent"),
            (7, "percent"),
            (8, "percent"),
            (9, "percent"),
            (10, "households"),
            (11, "zone_id"),
        ]
    ]
    assert "the nearest is piped_total" in found[1]
    assert "is more than all units of the zone" in found[4]
    assert "holds no figure" in found[5]
    assert "share and count do not agree" in found[6]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("zone_id;year;indicator;percent\n", "is separated by semicolons; save it as CSV with commas"),
        ("", "has no header that can be read"),
        ("zone_id,year,indicator,percent\n", "holds no rows"),
        ("zone,year,indicator,percent\na,2020,well,1\n", "column zone: this column is not known"),
        ("zone_id,year,indicator\na,2020,well\n", "has no column with the figure; add one of"),
        ("zone_id,indicator,percent\na,well,1\n", "has no column year"),
        ("zone_id,year,pipd_total_pct\na,2020,1\n", "the nearest is piped_total"),
        (
            "zone_id,year,piped_total\na,2020,1\n",
            "does not say whether it holds percentages, shares or counts",
        ),
        (
            f"zone_id,year,indicator,share\n{A},2024,well,90\n",
            "name the column percent if these are percentages",
        ),
        (
            f"zone_id,year,indicator,percent\n{A},2024,well,9\n",
            "does not say what is counted; add unit_basis",
        ),
        (
            f"zone_id,year,indicator,households_count\n{A},2024,well,9\n",
            "is a count without the number it is out of",
        ),
        ("zone_name,year,indicator,percent\nModara,2024,well,9\n", "say which city with --city ID"),
        (f"zone_id,year,indicator,percent\n{A},2024,well,9,9\n", "has 5 cells where the header has 4"),
        (
            f"zone_id,year,indicator,percent\n{A},2024,well\xff,9\n".encode("latin-1"),
            "0xff, which is not UTF-8",
        ),
    ],
)
def test_tables_that_do_not_fit(place: Path, text: str | bytes, said: str) -> None:
    assert any(said in finding for finding in complaints(place, text)), complaints(place, text)


def test_what_is_there_gives_way_only_when_asked(place: Path) -> None:
    bring(place, LONG)
    other = LONG.replace("90.5", "70")
    assert (
        "row 2, column percent: is there already: 90.50% says census-of-2024; say --replace"
        in complaints(place, other)[0]
    )
    report = bring(place, other, replace(CENSUS, replace_old=True))
    assert (report.replaced, report.new_source) == (2, False)
    assert shares(place)[A, "piped_total"] == 0.7


def test_a_known_source_is_used_and_a_namesake_is_not(place: Path) -> None:
    known = str(Catalogue(place).table("sources")["source_id"].iloc[0])
    assert bring(place, LONG, Options(Document(known)), dry_run=True).source_id == known
    bring(place, LONG)
    text = LONG.replace("2024", "2023")
    namesake = bring(
        place, text, Options(Document("Census of 2024", "https://example.org/other")), dry_run=True
    )
    assert (namesake.source_id, namesake.new_source) == ("census-of-2024-2", True)


def test_options_are_checked_too(place: Path) -> None:
    said = complaints(place, LONG, Options(Document(" ", "ftp://x"), year=1200, unit_basis="homes"))
    assert [s.split(":")[0] for s in said] == ["--source", "--url", "--year", "--unit-basis"]
    assert "'lka-colmbo' is not a city" in complaints(place, LONG, replace(CENSUS, city_id="lka-colmbo"))[0]
    wrong = complaints(place, LONG, replace(CENSUS, city_id="lka-kandy"))
    assert f"{A!r} is no zone of lka-kandy" in wrong[0]


def test_never_into_an_object_store() -> None:
    with pytest.raises(WopmapError, match="object store"):
        import_figures("x.csv", CENSUS, Catalogue("file:///somewhere/geodata"))


def test_the_command(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WOPMAP_GEODATA", str(place))
    path = place.parent / "figures.csv"
    path.write_text(LONG)
    assert main(["import", "figures", str(path)]) == 2
    assert "--source TITLE is required" in capsys.readouterr().err
    assert main(["import", "figures", str(path), "--source", "Census", "--dry-run"]) == 0
    assert "2 figures on 2 zones of lka-colombo, 2024." in capsys.readouterr().out
    path.write_text(LONG.replace("90.5", "many"))
    assert main(["import", "figures", str(path), "--source", "Census"]) == 1
    assert "row 2, column percent: 'many' is no share from 0 to 100" in capsys.readouterr().err
