import codecs

import pytest

from cards.core.documents.decoding import LARGEST_FILE_BYTES, decode
from cards.core.documents.registry import read_document

TEXT = "Größe :: ∇ means\nthe gradient\n"


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
    ],
)
def test_every_usual_encoding_gives_the_same_text(content):
    assert decode(content).text == TEXT


@pytest.mark.parametrize(
    ("content", "words", "line"),
    [
        ("first\nGröße".encode("latin-1"), "Save it as UTF-8", 2),
        (b"PK\x03\x04\0\0\0\1\2\3", "null bytes", 1),
        (codecs.BOM_UTF16_LE + b"\x00\xd8a", "damaged", 1),
        (codecs.BOM_UTF8 + b"ok\xff", "not UTF-8", 1),
        (b"a" * (LARGEST_FILE_BYTES + 1), "Split it", 1),
    ],
)
def test_a_file_that_is_no_text_gives_one_problem_that_says_what_to_do(content, words, line):
    decoded = decode(content)
    assert decoded.text == ""
    [problem] = decoded.problems
    assert words in problem.message
    assert problem.line == line


def test_an_empty_file_is_told():
    [problem] = read_document("empty.md", b" \n\n").problems
    assert problem.message == "The file is empty."


def test_an_unknown_reader_is_told():
    [problem] = read_document("a.md", b"text", reader="nonsense").problems
    assert "nonsense" in problem.message
