"""Foreign pictures: what is drawn anew, which way up, and what is refused before it is decoded."""

from __future__ import annotations

import base64

import pytest

from retreat.errors import InvalidInput
from retreat.pictures import reading, redrawing
from tests.pictures.drawn import DEVICE, PLACE, jpeg, paper, png, seen, webp
from transcription.children.confined import read_confined


@pytest.mark.parametrize("content", [jpeg(paper()), png(paper()), webp(paper())], ids=["jpeg", "png", "webp"])
def test_a_picture_with_a_place_when_it_is_drawn_anew_then_its_pixels_are_left_and_nothing_else(content: bytes) -> None:
    drawn, width, height = redrawing.redrawn(content)

    assert (width, height) == (400, 300) and drawn.startswith(b"\xff\xd8\xff")
    assert seen(drawn)[10].mean() < 60 and seen(drawn)[200].mean() > 220
    assert not any(trace in drawn for trace in (PLACE, DEVICE, b"Exif", b"Lavc"))


@pytest.mark.parametrize(("turn", "dark"), [(1, "top"), (3, "bottom"), (6, "right"), (8, "left"), (5, "left")])
def test_a_phone_held_sideways_when_its_picture_is_drawn_anew_then_it_is_upright(turn: int, dark: str) -> None:
    drawn = seen(redrawing.redrawn(jpeg(paper(), turn=turn))[0])

    edges = {"top": drawn[4], "bottom": drawn[-4], "left": drawn[:, 4], "right": drawn[:, -4]}
    assert {name for name, edge in edges.items() if edge.mean() < 80} == {dark}


def test_a_large_picture_when_it_is_drawn_anew_then_it_becomes_smaller() -> None:
    _drawn, width, height = redrawing.redrawn(png(paper(3000, 1500)))

    assert (width, height) == (2000, 1000)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"Minutes of the meeting", "not_picture"),
        (b"\0\0\0\x18ftypheic" + bytes(64), "heic"),
        (png(paper(4, 4), claims=(60_000, 60_000)), "too_many_pixels"),
        (png(paper(4, 4), claims=(9_000, 7_000)), "damaged"),
        (jpeg(paper())[:300], "damaged"),
        (b"\xff\xd8\xff" + b"\xff" * 5000, "damaged"),
        (b"RIFF\x10\0\0\0WEBPVP8X", "damaged"),
    ],
)
def test_a_file_that_is_no_picture_when_it_is_answered_then_it_is_refused_with_its_reason(
    content: bytes, code: str
) -> None:
    assert redrawing.answer(content).get("code") == code


def test_the_child_when_it_draws_then_it_answers_and_when_it_breaks_then_a_sentence_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = read_confined("retreat.pictures.redrawing", png(paper()))
    assert found is not None and base64.b64decode(found["jpeg"]).startswith(b"\xff\xd8\xff")

    monkeypatch.setattr(reading, "_lent", [lambda _module, _content: None])
    with pytest.raises(InvalidInput) as refused:
        reading.draw_anew(png(paper()))
    assert refused.value.code == "too_much_work"
