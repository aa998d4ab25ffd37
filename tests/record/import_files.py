"""Files of transcripts as other programs write them."""

from __future__ import annotations

import io
import zipfile


def word_file(*blocks: str) -> bytes:
    """A Word document of raw paragraph and table markup."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return packed(f'<?xml version="1.0"?><w:document {space}><w:body>{"".join(blocks)}</w:body></w:document>')


def packed(xml: str, name: str = "word/document.xml") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, xml)
    return out.getvalue()


def p(text: str) -> str:
    runs = text.replace("&", "&amp;").replace("\n", "</w:t><w:br/><w:t>").replace("\t", "</w:t><w:tab/><w:t>")
    return f'<w:p><w:r><w:t xml:space="preserve">{runs}</w:t></w:r></w:p>'


WHISPER = {
    "text": " We were twenty-five then.",
    "language": "en",
    "segments": [
        {
            "id": 0,
            "start": 1.0,
            "end": 3.0,
            "text": " We were twenty-five then.",
            "words": [
                {"word": " We", "start": 1.0, "end": 1.2, "probability": 0.9},
                {"word": " were", "start": 1.2, "end": 1.5, "probability": 0.8},
                {"word": " twenty", "start": 1.5, "end": 2.0, "probability": 0.7},
                {"word": "-five", "start": 2.0, "end": 2.4, "probability": 0.6},
                {"word": " then.", "start": 2.4, "end": 3.0, "probability": 0.5},
            ],
        }
    ],
}


WHISPERX = {
    "segments": [
        {
            "start": 1.0,
            "end": 4.0,
            "text": "In 1984 we left. Yes.",
            "speaker": "SPEAKER_00",
            "words": [
                {"word": "In", "start": 1.0, "end": 1.2, "score": 0.9, "speaker": "SPEAKER_00"},
                {"word": "1984"},
                {"word": "we", "start": 2.0, "end": 2.2, "score": 0.9, "speaker": "SPEAKER_00"},
                {"word": "left.", "start": 2.2, "end": 2.6, "score": 0.9, "speaker": "SPEAKER_00"},
                {"word": "Yes.", "start": 3.5, "end": 4.0, "score": 0.4, "speaker": "SPEAKER_01"},
            ],
        }
    ],
    "word_segments": [],
}
