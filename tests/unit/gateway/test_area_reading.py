"""Every published form of area file is known by its header, and a bad row is named by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.areas.reading import AreaRow, count_lines, read_areas
from linli.errors import Invalid

STREETS = "street_code9,street_name,district_code6,district_name\n"
COMMUNITIES = "community_code12,community_name,street_code9,street_name,district_code6,district_name\n"
SHIPPED = Path(__file__).parents[3] / "linli" / "data" / "shenhe"


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "areas.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(path: Path) -> list[tuple[str, str, int, bool]]:
    return [(row.code, row.name, row.line, row.implied) for row in read_areas(path)]


def test_the_shipped_district_has_11_streets_and_111_communities() -> None:
    streets = [row for row in read_areas(SHIPPED / "streets.csv") if not row.implied]
    communities = [row for row in read_areas(SHIPPED / "communities.csv") if not row.implied]
    assert (len(streets), len(communities)) == (11, 111)
    assert {row.code[:9] for row in communities} == {row.code for row in streets}


def test_a_street_row_also_names_its_district_once(tmp_path: Path) -> None:
    path = written(tmp_path, STREETS + "210103005,滨河街道,210103,沈河区\n210103006,万莲街道,210103,沈河区\n")
    assert read(path) == [
        ("210103", "沈河区", 2, True),
        ("210103005", "滨河街道", 2, False),
        ("210103006", "万莲街道", 3, False),
    ]
    assert count_lines(path) == 3


def test_a_community_row_also_names_its_street_and_district(tmp_path: Path) -> None:
    path = written(tmp_path, COMMUNITIES + "210103005003,永顺社区,210103005,滨河街道,210103,沈河区\n")
    assert [row[0] for row in read(path)] == ["210103", "210103005", "210103005003"]


@pytest.mark.parametrize(
    ("content", "code", "name"),
    [
        ('code,name,cityCode,provinceCode\n441900,"东莞市",4419,44\n', "441900", "东莞市"),
        ('code,name,areaCode,provinceCode,cityCode\n441900003,"东城街道",441900,44,4419\n', "441900003", "东城街道"),
        (
            'code,name,streetCode,provinceCode,cityCode,areaCode\n441900003001,"岗贝村委会",441900003,44,4419,441900\n',
            "441900003001",
            "岗贝村委会",
        ),
    ],
)
def test_the_forms_of_the_whole_country_are_read_with_names_as_published(
    tmp_path: Path, content: str, code: str, name: str
) -> None:
    path = written(tmp_path, content)
    assert list(read_areas(path)) == [AreaRow(code, name, str(path), 2, implied=False)]


@pytest.mark.parametrize("content", ["code,name\n11,北京市\n", "code,name,provinceCode\n1101,市辖区,11\n"])
def test_provinces_and_cities_lie_above_the_tree_and_are_passed_over(tmp_path: Path, content: str) -> None:
    assert read(written(tmp_path, content)) == []


def test_a_byte_order_mark_windows_line_ends_and_blank_lines_do_no_harm(tmp_path: Path) -> None:
    content = "\ufeff" + STREETS + "\n210103005,滨河街道,210103,沈河区\n"
    path = written(tmp_path, content.replace("\n", "\r\n"))
    assert ("210103005", "滨河街道", 3, False) in read(path)


GOOD = "210103005,滨河街道,210103,沈河区\n"


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("", r"areas\.csv:1: the header"),
        ("code,title\n", r"areas\.csv:1: the header"),
        (STREETS + GOOD + "210103006,万莲街道,210103\n", r"areas\.csv:3: 3 columns"),
        (STREETS + GOOD + "21010300X,万莲街道,210103,沈河区\n", r"areas\.csv:3: .*no area code"),
        (STREETS + "210103005003,永顺社区,210103,沈河区\n", r"areas\.csv:2: .*code of a community"),
        (STREETS + GOOD + "210104006,万莲街道,210103,沈河区\n", r"areas\.csv:3: .*does not lie in"),
        (COMMUNITIES + "210103005003,永顺社区,210103005,滨河街道,210104,大东区\n", r"areas\.csv:2: .*does not lie in"),
        (STREETS + "210103005, ,210103,沈河区\n", r"areas\.csv:2: the name"),
        (STREETS + f"210103005,{'长' * 101},210103,沈河区\n", r"areas\.csv:2: the name"),
        (STREETS + "210103005,滨\x00河,210103,沈河区\n", r"areas\.csv:2: the name"),
        (STREETS + "210103005,滨河街道,210103,\n", r"areas\.csv:2: the name"),
        (STREETS + GOOD + '210103006,"万莲,210103,沈河区\n', r"areas\.csv:3: is no CSV"),
        (
            STREETS.encode() + GOOD.encode() + "210103006,万莲,210103,沈河区\n".encode("gbk"),
            r"areas\.csv:3: is not UTF-8",
        ),
    ],
)
def test_a_bad_row_is_refused_by_file_and_line(tmp_path: Path, content: str | bytes, named: str) -> None:
    with pytest.raises(Invalid, match=named) as caught:
        read(written(tmp_path, content))
    assert "areas.csv" in caught.value.message_zh


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"none\.csv: No such file"):
        read(tmp_path / "none.csv")
    assert count_lines(tmp_path / "none.csv") == 0
