"""PDF and Word files: pages and paragraphs as sources, and files that have no text to give."""

import io
import zipfile

import pytest

from cards.core.documents.office import reader as office
from cards.core.documents.registry import read_document

docx = pytest.importorskip("docx", reason="the extra “documents” is not installed")
pypdf = pytest.importorskip("pypdf", reason="the extra “documents” is not installed")

PAGES = (
    ("Activation functions", "1. Sigmoid", "Definition: The sigmoid is a function that squashes any",
     "number into the range from zero to one.", "1"),
    ("Activation functions", "2. Tanh", "Definition: Tanh is a function that squashes any number",
     "into the range from minus one to one.", "2"),
    ("Activation functions", "3. ReLU", "Definition: ReLU is a function that clips negative numbers",
     "to zero and keeps the others.", "3"),
)  # fmt: skip


def pdf(*pages, password=""):
    """A PDF by hand: pypdf reads, and does not write text."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for lines in pages:
        drawn = (
            "BT /F1 12 Tf 72 720 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
        )
        kids.append(len(objects) + 1)
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 <<"
            f" /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> /Contents {len(objects) + 2} 0 R >>"
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    objects[1] = (
        f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>"
    )
    content, offsets = "%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        offsets.append(len(content))
        content += f"{number} 0 obj\n{text}\nendobj\n"
    start = len(content)
    content += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    content += "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    content += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    if not password:
        return content.encode()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content.encode()))
    writer.encrypt(password, algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def word(build):
    document = docx.Document()
    build(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def refused(content, name):
    document = read_document(name, content)
    assert document.drafts == ()
    [problem] = document.problems
    return problem.message


def test_a_pdf_becomes_drafts_that_name_their_page():
    document = read_document("notes.pdf", pdf(*PAGES))
    [tanh] = [draft for draft in document.drafts if "Tanh" in draft.prompt]
    assert "squashes any number into the range from minus one to one" in tanh.answer
    assert tanh.lines == (2, 2)
    assert tanh.source_section.endswith("page 2")
    assert not any("Activation functions" in draft.answer for draft in document.drafts)


def test_a_word_file_becomes_drafts_of_its_headings_lists_and_tables():
    def build(document):
        document.add_heading("Optimisers", 0)
        document.add_heading("Adam", 1)
        document.add_paragraph(
            "Adam is an optimiser that keeps running means of gradients and of their squares."
        )
        document.add_heading("Advantages", 2)
        for text in ("Needs little tuning", "Works with sparse gradients", "Scales each weight"):
            document.add_paragraph(text, style="List Bullet")
        table = document.add_table(rows=3, cols=2)
        rows = [("Term", "Meaning"), ("Epoch", "One pass over the training set"),
                ("Batch", "The examples of one step")]  # fmt: skip
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text

    document = read_document("notes.docx", word(build))
    texts = {draft.prompt: draft for draft in document.drafts}
    assert any("Epoch" in prompt for prompt in texts)
    [advantages] = [draft for prompt, draft in texts.items() if "dvantages" in prompt]
    assert [point.text for point in advantages.points] == [
        "Needs little tuning", "Works with sparse gradients", "Scales each weight",
    ]  # fmt: skip
    assert "Adam" in advantages.prompt
    assert "paragraph" in advantages.source_section


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("scan.pdf", pdf(("",)), "probably a scan"),
        ("secret.pdf", pdf(*PAGES, password="x"), "encrypted"),
        ("broken.pdf", b"%PDF-1.4\nnothing", "damaged"),
        ("text.pdf", b"no pdf at all", "damaged"),
        ("old.doc", b"\xd0\xcf\x11\xe0" + bytes(100), "Save it as .docx"),
        ("text.docx", b"no zip at all", "damaged"),
        ("empty.docx", word(lambda document: None), "no text"),
    ],
)  # fmt: skip
def test_a_file_without_text_says_why(name, content, words):
    assert words in refused(content, name)


def test_a_bomb_in_a_word_file_is_not_unpacked():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(210_000_000))
    assert "unlikely size" in refused(stream.getvalue(), "a.docx")


def test_a_file_that_takes_for_ever_is_given_up(monkeypatch):
    monkeypatch.setattr(office, "MOST_SECONDS", 0.01)
    assert "too long" in refused(pdf(*PAGES), "slow.pdf")


def test_without_the_extra_the_problem_names_it(monkeypatch):
    monkeypatch.setattr(office, "find_spec", lambda name: None)
    assert "quizsite[documents]" in refused(pdf(*PAGES), "notes.pdf")
