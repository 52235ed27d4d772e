"""Tables of cards: no cell is a formula, every text comes back, and hostile files are told."""

import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from cards.core import card_table
from cards.core.card_table import TableError, csv_table, guarded, read_table, unguarded, xlsx_table

TEXTS = [
    "plain", "", "=1+1", "+1", "-1", "@SUM(A1)", "  =1", "\n=1", "\t=1", "＝1", "\u00a0=1", "\u00a0kept",
    "'=1", "two\nlines", 'a "quoted", cell', "β $\\frac{1}{2}$", "1,5", "007", "true", "a;b\tc",
]  # fmt: skip


def csv_file(headers, rows):
    return "".join(csv_table(headers, rows)).encode()


def workbook(*rows, **cells):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for place, value in cells.items():
        book.active[place] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("text", TEXTS)
def test_a_guarded_text_is_no_formula_and_comes_back(text):
    written = guarded(text)
    assert not written.lstrip(" \n").startswith(("=", "+", "-", "@", "\t", "＝"))
    assert unguarded(written) == text


@pytest.mark.parametrize("write", [csv_file, xlsx_table])
def test_what_is_written_is_read_back(write):
    rows = [[text, f"row {number}"] for number, text in enumerate(TEXTS)]
    table = read_table("cards", write(["prompt", "answer"], rows))
    assert table.headers == ("prompt", "answer")
    assert [[row.cells["prompt"], row.cells["answer"]] for row in table.rows] == rows
    assert [row.number for row in table.rows] == list(range(2, len(rows) + 2))


def test_no_cell_of_a_workbook_is_a_formula():
    content = xlsx_table(["prompt"], [[text] for text in TEXTS])
    kinds = {cell.data_type for row in load_workbook(io.BytesIO(content)).active for cell in row}
    assert "f" not in kinds


@pytest.mark.parametrize("text", ["x" * 40_000, "bell \x07", "_x0041_"])
def test_what_a_workbook_cannot_hold_is_refused_and_not_cut(text):
    with pytest.raises(TableError, match="Choose CSV"):
        xlsx_table(["prompt"], [[text]])
    assert read_table("a.csv", csv_file(["prompt"], [[text]])).rows[0].cells["prompt"] == text


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_of_other_programs_are_read(delimiter):
    text = f"Prompt{delimiter}ANSWER\r\nWhat?{delimiter}That.\r\n\r\n"
    table = read_table("a.csv", text.encode())
    assert table.headers == ("prompt", "answer")
    assert [row.cells for row in table.rows] == [{"prompt": "What?", "answer": "That."}]


def test_numbers_of_a_spreadsheet_are_texts():
    table = read_table("a.xlsx", workbook(["minutes", "answer"], [5, 0.5], [None, True]))
    assert [list(row.cells.values()) for row in table.rows] == [["5", "0.5"], ["", "True"]]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"\n\n", "empty"),
        ("a.csv", b"\xff\xfe\x00", "UTF-8"),
        ("a.csv", b"prompt\na\0b", "null"),
        ("a.csv", b"a,,b\n1,2,3", "no name"),
        ("a.csv", b"a,A\n1,2", "Two columns"),
        ("a.csv", b"a\n1,2", "more cells"),
        ("a.csv", b'a\n"open', "quotes"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "no XLSX"),
        ("a.xlsx", b"PK\x03\x04 nothing", "cannot be read"),
        ("a.xlsx", b"PK", "cannot be read"),
    ],
)
def test_an_unusable_file_is_told(name, content, words):
    with pytest.raises(TableError, match=words):
        read_table(name, content)


def test_a_formula_in_a_workbook_is_told_with_its_place():
    with pytest.raises(TableError, match="Row 2, column B: this is a formula"):
        read_table("a.xlsx", workbook(["prompt", "answer"], ["What?", None], B2="=1+1"))


def test_large_files_are_told(monkeypatch):
    for name, value, words in (
        ("LARGEST_FILE", 10, "larger than"),
        ("MOST_ROWS", 1, "more than 1 rows"),
        ("LONGEST_CELL", 3, "longer than"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(card_table, name, value)
            with pytest.raises(TableError, match=words):
                read_table("a.csv", b"prompt\nWhat is it?\nAnd this?")


def test_a_bomb_is_refused_before_it_is_unpacked():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"0" * (90 * 1024 * 1024))
    with pytest.raises(TableError, match="unpacks to far more"):
        read_table("a.xlsx", stream.getvalue())


def test_entities_that_grow_are_refused():
    content = workbook(["prompt"], ["What?"])
    stream = io.BytesIO()
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.infolist():
            text = old.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                text = bomb + text.replace(b"<sheetData>", b"<sheetData>&b;")
            new.writestr(entry, text)
    with pytest.raises(TableError, match="cannot be read"):
        read_table("a.xlsx", stream.getvalue())


def test_empty_rows_without_end_are_not_read():
    content = workbook(["prompt"], ["What?"], A900000="far away")
    assert [row.cells for row in read_table("a.xlsx", content).rows] == [{"prompt": "What?"}]
