"""What tests owe the house: none holds on to a sentence that people read, and none leans on another test."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORDS_MIN = 4  # fewer are the name of a control
# No wording of ours: names of columns for migrations, and the notes of an invented programme.
NOT_READ = ("migrations", "demo")
_COMMENT = re.compile(r"\{#(?s:.*?)#\}|^\s*//.*$", re.MULTILINE)


def files(folders: Iterable[str], kind: str = "py") -> list[Path]:
    """The files of a kind below folders of this project, but for those that hold no wording."""
    found = (file for folder in folders for file in (ROOT / folder).rglob(f"*.{kind}"))
    return sorted(file for file in found if not set(NOT_READ) & set(file.relative_to(ROOT).parts))


def literals(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every text in a Python file and its line; what stands alone on its line is a docstring."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.lineno, node.value


def spoken(text: str) -> str:
    """Its words in small letters, without signs around them; what has no letter is no word."""
    bare = (re.sub(r"^\W+|\W+$", "", word) for word in text.casefold().split())
    return f" {' '.join(word for word in bare if any(map(str.isalpha, word)))} "


def pieces(source: str) -> list[str]:
    """What a template or a script may say: all that stands between its tags, quotes and placeholders."""
    return re.split(r'[<>"`{}]|\$\{', _COMMENT.sub("", source))


def interface() -> str:
    """All that the pages, the messages and the scripts say, a line for each piece."""
    said = [piece for file in files(["templates"], "html") for piece in pieces(file.read_text(encoding="utf-8"))]
    said += [piece for file in files(["static/js"], "js") for piece in pieces(file.read_text(encoding="utf-8"))]
    for file in files(["retreat", "facilitation"]):
        said += [text for _line, text in literals(ast.parse(file.read_text(encoding="utf-8")))]
    return "\n".join(map(spoken, said))


def sentences_in(source: str, said: str) -> list[tuple[int, str]]:
    """Lines and texts of a test file that are wording: four words or more that stand so in what is said."""
    found = ((line, text, spoken(text)) for line, text in literals(ast.parse(source)))
    return [(line, text) for line, text, words in found if len(words.split()) >= WORDS_MIN and words in said]


def imports_of_tests(source: str) -> list[str]:
    """The test modules that a file imports from."""
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{each.name}" for each in node.names]
        elif isinstance(node, ast.Import):
            names += [each.name for each in node.names]
    return [name for name in names if any(part.startswith("test_") for part in name.split("."))]


def own_files() -> list[Path]:
    """The test files that are looked at."""
    return files(["tests"])


def test_a_test_when_it_holds_a_sentence_then_it_is_found_and_a_short_name_is_not() -> None:
    said = "\n".join(map(spoken, pieces('<p class="a">The kettle is on, says <b>{{ who }}</b></p> `Tea for two?`')))
    source = '"""The kettle is on."""\nfind("kettle is on")\nfind("the kettle is on")\nfind(f"The kettle is ON, {who}")'

    assert [line for line, _text in sentences_in(source, said)] == [3, 4]


def test_a_test_when_it_imports_another_then_it_is_found_however_it_is_written() -> None:
    source = (
        "import tests.a.test_b\nfrom tests.a.test_c import d\nfrom tests.a import test_e\nfrom tests.a import barriers"
    )

    assert imports_of_tests(source) == ["tests.a.test_b", "tests.a.test_c.d", "tests.a.test_e"]


def test_test_files_when_read_then_none_holds_a_sentence_of_the_interface() -> None:
    said = interface()

    found = [
        f"{file.relative_to(ROOT)}:{line}: {text}"
        for file in own_files()
        for line, text in sentences_in(file.read_text(encoding="utf-8"), said)
    ]

    assert found == [], "use a state, a code, a role or a data-slot that the page carries"


def test_test_files_when_read_then_none_imports_another_test_module() -> None:
    found = {
        str(file.relative_to(ROOT)): tests
        for file in own_files()
        if (tests := imports_of_tests(file.read_text(encoding="utf-8")))
    }

    assert found == {}, "what tests share stands in a module of its own beside them, or in tests/support"
