"""What a replay makes of the rows of a file, each stated rule shown on a file made by hand."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.replay.mapping import load_mapping
from gateway.replay.rows import Plan, ReplayRow, place, read_rows
from gateway.replay.rules import SENTENCES, Rule
from gateway.replay.table import COLUMNS
from linli.contracts.hotline.words import Channel, RequestState
from linli.errors import Invalid

SHIPPED = Path(__file__).parents[3] / "linli" / "data" / "nyc311.csv"
GOOD = {
    "Unique Key": "1001",
    "Created Date": "06/26/2018 10:58:54 AM",
    "Closed Date": "06/26/2018 12:50:01 PM",
    "Agency": "NYPD",
    "Complaint Type": "Noise - Residential",
    "Descriptor": "Loud Music/Party",
    "Incident Zip": "11421",
    "Status": "Closed",
    "Due Date": "06/26/2018 06:58:54 PM",
    "Resolution Description": "Done.",
    "Community Board": "09 QUEENS",
    "Open Data Channel Type": "PHONE",
    "Latitude": "40.69",
    "Longitude": "-73.84",
}
OPENED = datetime(2018, 6, 26, 2, 58, 54, tzinfo=UTC)


def written(folder: Path, *rows: dict[str, str]) -> Path:
    """A file of the form with the given rows, each said by how it differs from a good one."""
    path = folder / "requests.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(GOOD | row for row in rows)
    return path


def plan(folder: Path, *rows: dict[str, str], now: datetime | None = None) -> Plan:
    return read_rows(written(folder, *rows), now)


def only(folder: Path, row: dict[str, str], *rules: Rule, now: datetime | None = None) -> ReplayRow:
    """The one row of a file in which exactly these rules apply to it."""
    made = plan(folder, row, now=now)
    assert {finding.rule: finding.names for finding in made.findings} == dict.fromkeys(rules, ("1001",))
    return made.rows[0]


def refused(folder: Path, row: dict[str, str], rule: Rule, now: datetime | None = None) -> None:
    """The second row of the file is refused by line, by this rule alone, and the first one stands."""
    made = plan(folder, {"Unique Key": "1"}, row, now=now)
    assert [row.key for row in made.rows] == ["1"]
    assert [(finding.rule, finding.names, finding.count) for finding in made.findings] == [(rule, ("line 3",), 1)]


def test_a_good_row_becomes_a_request_with_its_times_read_as_shanghai_wall_clock(tmp_path: Path) -> None:
    assert only(tmp_path, {}) == ReplayRow(
        key="1001",
        category="noise.residential",
        board="09 QUEENS",
        zip="11421",
        channel=Channel.PHONE,
        title="Noise - Residential · Loud Music/Party",
        opened_at=OPENED,
        due_at=datetime(2018, 6, 26, 10, 58, 54, tzinfo=UTC),
        closed_at=datetime(2018, 6, 26, 4, 50, 1, tzinfo=UTC),
        latitude=40.69,
        longitude=-73.84,
        state=RequestState.CLOSED,
    )


def test_a_row_closed_before_it_opened_is_closed_when_it_opened(tmp_path: Path) -> None:
    row = only(tmp_path, {"Closed Date": "06/25/2018 10:58:54 AM"}, Rule.CLOSED_BEFORE_OPENED)
    assert (row.closed_at, row.state) == (OPENED, "closed")


def test_a_row_closed_at_the_moment_it_opened_breaks_no_rule(tmp_path: Path) -> None:
    assert only(tmp_path, {"Closed Date": GOOD["Created Date"]}).closed_at == OPENED


@pytest.mark.parametrize(
    ("due", "rule"),
    [
        ("", Rule.NO_DUE_DATE),
        ("soon", Rule.UNREADABLE_DUE_DATE),
        ("06/26/2018 10:58:53 AM", Rule.DUE_BEFORE_OPENED),
    ],
)
def test_a_row_without_a_usable_due_date_leaves_the_deadline_to_its_category(
    tmp_path: Path, due: str, rule: Rule
) -> None:
    assert only(tmp_path, {"Due Date": due}, rule).due_at is None


def test_of_rows_with_one_key_the_first_stands_and_the_others_are_left_out_by_name(tmp_path: Path) -> None:
    made = plan(tmp_path, {"Descriptor": "first"}, {"Descriptor": "second"}, {"Unique Key": "2"}, {})
    assert [row.title.split(" · ")[1] for row in made.rows] == ["first", "Loud Music/Party"]
    assert [(finding.rule, finding.names) for finding in made.findings] == [(Rule.REPEATED_KEY, ("1001", "1001"))]


def test_a_refused_row_does_not_take_the_key_of_a_good_one(tmp_path: Path) -> None:
    made = plan(tmp_path, {"Created Date": "?"}, {})
    assert [row.key for row in made.rows] == ["1001"]
    assert [finding.rule for finding in made.findings] == [Rule.UNREADABLE_CREATED_DATE]


@pytest.mark.parametrize("status", ["Open", "Assigned", "Pending", "In Progress", "Whatever", ""])
def test_a_closed_date_closes_the_row_whatever_its_status_says(tmp_path: Path, status: str) -> None:
    row = only(tmp_path, {"Status": status}, Rule.CLOSED_DATE_WITHOUT_CLOSED_STATUS)
    assert row.state == "closed"
    assert row.closed_at is not None


@pytest.mark.parametrize(
    ("status", "state", "rules"),
    [
        ("Open", "dispatched", ()),
        ("Assigned", "signed", ()),
        ("In Progress", "signed", ()),
        ("Pending", "signed", ()),
        ("Closed", "signed", (Rule.CLOSED_STATUS_WITHOUT_CLOSED_DATE,)),
        ("Lost", "dispatched", (Rule.UNKNOWN_STATUS,)),
    ],
)
def test_without_a_closed_date_the_row_stays_open_as_far_as_its_status_says(
    tmp_path: Path, status: str, state: str, rules: tuple[Rule, ...]
) -> None:
    row = only(tmp_path, {"Closed Date": "", "Status": status}, *rules)
    assert (row.state, row.closed_at) == (state, None)


def test_an_unreadable_closed_date_leaves_the_row_open_and_signed_for(tmp_path: Path) -> None:
    row = only(tmp_path, {"Closed Date": "13/45/2018"}, Rule.UNREADABLE_CLOSED_DATE)
    assert (row.state, row.closed_at) == ("signed", None)


def test_a_row_that_closes_in_the_future_is_still_open(tmp_path: Path) -> None:
    row = only(tmp_path, {}, Rule.CLOSED_IN_FUTURE, now=OPENED)
    assert (row.state, row.closed_at) == ("signed", None)


def test_a_row_created_in_the_future_is_refused(tmp_path: Path) -> None:
    late = {"Created Date": "06/26/2018 10:58:55 AM"}
    made = plan(tmp_path, {"Closed Date": ""}, late | {"Unique Key": "2"}, now=OPENED)
    assert [row.key for row in made.rows] == ["1001"]
    assert made.findings[0].rule is Rule.OPENED_IN_FUTURE
    assert made.findings[0].names == ("line 3",)


@pytest.mark.parametrize(
    "created", ["", "yesterday", "02/30/2018 10:00:00 AM", "01/01/0001 01:00:00 AM", "12/31/2003 11:59:59 PM"]
)
def test_a_row_whose_created_date_cannot_be_used_is_refused_by_line(tmp_path: Path, created: str) -> None:
    refused(tmp_path, {"Created Date": created}, Rule.UNREADABLE_CREATED_DATE)


@pytest.mark.parametrize("key", ["", "  ", "a b", "编号", "9" * 65, "1\x00\x01 2"])
def test_a_row_without_a_usable_key_is_refused_by_line(tmp_path: Path, key: str) -> None:
    refused(tmp_path, {"Unique Key": key}, Rule.UNUSABLE_KEY)


@pytest.mark.parametrize("line", ["1,2,3", ",".join(["x"] * (len(COLUMNS) + 1))])
def test_a_row_with_a_wrong_number_of_columns_is_refused_by_line(tmp_path: Path, line: str) -> None:
    path = written(tmp_path, {})
    path.write_text(path.read_text("utf-8") + "\n" + line + "\n", "utf-8")
    made = read_rows(path)
    assert [row.key for row in made.rows] == ["1001"]
    assert [(finding.rule, finding.names) for finding in made.findings] == [(Rule.WRONG_COLUMN_COUNT, ("line 4",))]


def test_a_refused_row_is_named_by_its_first_line_after_cells_that_span_lines(tmp_path: Path) -> None:
    made = plan(tmp_path, {"Resolution Description": "one\ntwo\nthree"}, {"Unique Key": ""})
    assert [(finding.rule, finding.names) for finding in made.findings] == [(Rule.UNUSABLE_KEY, ("line 5",))]


def test_an_unknown_complaint_type_becomes_other_and_is_named_with_how_often_it_occurs(tmp_path: Path) -> None:
    strange = {"Complaint Type": "Meteorite"}
    made = plan(tmp_path, strange, strange | {"Unique Key": "2"}, {"Unique Key": "3"})
    assert [row.category for row in made.rows] == ["other", "other", "noise.residential"]
    assert made.unknown_types == {"Meteorite": 2}
    assert made.findings[0].rule is Rule.UNKNOWN_COMPLAINT_TYPE
    assert made.findings[0].names == ("1001", "2")


def test_complaint_types_are_compared_without_regard_to_case_and_blanks(tmp_path: Path) -> None:
    assert only(tmp_path, {"Complaint Type": " NOISE -  residential"}).category == "noise.residential"


@pytest.mark.parametrize(("agency", "category"), [("HPD", "home.repair"), ("DOB", "other")])
def test_the_agency_decides_where_the_mapping_says_so(tmp_path: Path, agency: str, category: str) -> None:
    assert only(tmp_path, {"Complaint Type": "GENERAL", "Agency": agency}).category == category


@pytest.mark.parametrize(
    ("written_as", "channel"),
    [("PHONE", "phone"), ("ONLINE", "web"), ("MOBILE", "app"), ("UNKNOWN", "other"), ("OTHER", "other")],
)
def test_each_channel_of_the_form_has_its_own(tmp_path: Path, written_as: str, channel: str) -> None:
    assert only(tmp_path, {"Open Data Channel Type": written_as}).channel == channel


def test_any_other_channel_is_other(tmp_path: Path) -> None:
    assert only(tmp_path, {"Open Data Channel Type": "PIGEON"}, Rule.UNKNOWN_CHANNEL).channel == "other"


@pytest.mark.parametrize("board", ["0 Unspecified", "Unspecified BRONX", ""])
def test_a_board_that_is_not_named_is_taken_as_it_stands(tmp_path: Path, board: str) -> None:
    assert only(tmp_path, {"Community Board": board}, Rule.UNSPECIFIED_BOARD).board == board


def test_a_blank_postal_code_is_the_empty_text(tmp_path: Path) -> None:
    assert only(tmp_path, {"Incident Zip": " "}, Rule.BLANK_ZIP).zip == ""


def test_a_row_without_coordinates_has_no_point(tmp_path: Path) -> None:
    row = only(tmp_path, {"Latitude": "", "Longitude": ""}, Rule.NO_COORDINATES)
    assert (row.latitude, row.longitude) == (None, None)


@pytest.mark.parametrize(("latitude", "longitude"), [("40", ""), ("x", "1"), ("nan", "1"), ("91", "1"), ("1", "-181")])
def test_coordinates_that_cannot_be_a_place_are_left_out(tmp_path: Path, latitude: str, longitude: str) -> None:
    row = only(tmp_path, {"Latitude": latitude, "Longitude": longitude}, Rule.UNUSABLE_COORDINATES)
    assert (row.latitude, row.longitude) == (None, None)


@pytest.mark.parametrize("descriptor", ["", "N/A"])
def test_a_descriptor_that_says_nothing_is_left_out_of_the_title(tmp_path: Path, descriptor: str) -> None:
    assert only(tmp_path, {"Descriptor": descriptor}).title == "Noise - Residential"


def test_a_title_is_cut_to_what_a_request_may_carry(tmp_path: Path) -> None:
    assert len(only(tmp_path, {"Descriptor": "x" * 300}, Rule.SHORTENED_TITLE).title) == 200


@pytest.mark.parametrize("damage", ["\x00", "\x07", "\ufffd", "“Learn More”".encode().decode("latin-1"), "Â\xa0"])
def test_damaged_characters_are_counted_and_no_control_character_is_opened(tmp_path: Path, damage: str) -> None:
    title = only(tmp_path, {"Descriptor": f"Loud {damage} Music"}, Rule.DAMAGED_TEXT).title
    assert title.startswith("Noise - Residential · Loud")
    assert not any(ord(char) < 32 for char in title)
    only(tmp_path, {"Resolution Description": f"See {damage}."}, Rule.DAMAGED_RESOLUTION)


@pytest.mark.parametrize("text", ["噪声扰民", "Café “Zoë”", "line\r\nbreak\tand tab"])
def test_text_in_other_scripts_and_over_several_lines_is_not_damage(tmp_path: Path, text: str) -> None:
    only(tmp_path, {"Descriptor": text, "Resolution Description": text})


def test_columns_may_stand_in_any_order_with_others_between_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "turned.csv"
    names = [*reversed(COLUMNS), "Landmark"]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([names, [GOOD.get(name, "") for name in names]])
    assert read_rows(path).rows == plan(tmp_path, {}).rows


def test_a_file_with_a_header_alone_holds_no_rows(tmp_path: Path) -> None:
    assert plan(tmp_path) == Plan([], [], {})


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (b"", "replay_file_empty", "is empty"),
        (b"\r\n\r\n", "replay_file_empty", "is empty"),
        (b"Unique Key\n1\n\xff\n", "replay_file_encoding", "line 3"),
        (b'Unique Key\n1\n"2\n3\n', "replay_file_malformed", "line 3"),
        (b"PK\x03\x04", "replay_columns_missing", "Unique Key"),
    ],
)
def test_a_damaged_file_is_refused_with_one_sentence_in_both_languages(
    tmp_path: Path, content: bytes, code: str, says: str
) -> None:
    path = tmp_path / "damaged.csv"
    if code == "replay_file_malformed":
        header = ",".join(COLUMNS).encode()
        content = content.replace(b"Unique Key", header, 1)
    path.write_bytes(content)
    with pytest.raises(Invalid) as caught:
        read_rows(path)
    assert caught.value.code == code
    assert says in caught.value.message
    assert "\n" not in caught.value.message
    assert "文件" in caught.value.message_zh


def test_a_file_that_lacks_columns_is_refused_and_each_missing_column_named(tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_text(",".join(name for name in COLUMNS if name not in ("Status", "Latitude")) + "\n", "utf-8")
    with pytest.raises(Invalid) as caught:
        read_rows(path)
    assert set(caught.value.fields) == {"Status", "Latitude"}


def test_a_file_that_is_not_there_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"nowhere\.csv cannot be read"):
        read_rows(tmp_path / "nowhere.csv")


def test_the_shipped_file_is_read_whole_with_exactly_these_findings() -> None:
    made = read_rows(SHIPPED, datetime(2026, 11, 21, tzinfo=UTC))
    assert len(made.rows) == 600
    assert made.unknown_types == {}
    assert {finding.rule.value: finding.count for finding in made.findings} == {
        "closed_before_opened": 4,
        "closed_date_without_closed_status": 9,
        "no_due_date": 294,
        "unspecified_board": 48,
        "blank_zip": 34,
        "no_coordinates": 63,
        "damaged_resolution": 37,
    }
    assert made.findings[0].names == ("37695674", "40160789", "41572681", "41573931")


def test_every_rule_has_a_sentence_in_both_languages() -> None:
    assert set(SENTENCES) == set(Rule)
    assert all(english and chinese for english, chinese in SENTENCES.values())


def test_every_rule_is_described_in_the_documentation() -> None:
    text = (SHIPPED.parents[2] / "docs" / "replay.md").read_text("utf-8")
    assert [rule for rule in Rule if f"`{rule}`" not in text] == []


TREE = [("210103022", ["210103022002", "210103022001"]), ("210103005", ["210103005003"]), ("210103001", [])]


def test_a_place_follows_the_documented_hash_over_streets_that_have_communities() -> None:
    def number(text: str) -> int:
        return int(hashlib.sha256(text.encode()).hexdigest(), 16)

    streets = {0: ["210103005003"], 1: ["210103022001", "210103022002"]}
    for board in ("09 QUEENS", "0 Unspecified", "", "社区"):
        for code in ("11421", ""):
            communities = streets[number(board) % 2]
            assert place(board, code, TREE) == communities[number(f"{board}|{code}") % len(communities)]


def test_a_place_does_not_depend_on_the_order_in_which_the_tree_is_given() -> None:
    turned = [(street, communities[::-1]) for street, communities in TREE[::-1]]
    boards = [f"{number:02} BRONX" for number in range(20)]
    assert [place(board, "1", TREE) for board in boards] == [place(board, "1", turned) for board in boards]


def test_a_district_without_communities_has_no_place_for_a_request() -> None:
    with pytest.raises(ValueError, match="without communities"):
        place("09 QUEENS", "11421", [("210103001", [])])


def test_another_mapping_can_be_given(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("Noise - Residential: order.police\n", "utf-8")
    rows = read_rows(written(tmp_path, {}), mapping=load_mapping(mine)).rows
    assert rows == [replace(plan(tmp_path, {}).rows[0], category="order.police")]
