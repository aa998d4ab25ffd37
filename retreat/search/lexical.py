"""The index of words, behind one port: FTS5 on SQLite, tsvector on PostgreSQL.

Both stem alike, keep no readable copy of a text of their own, and rank by BM25. Must never know who may read what.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection, bindparam, event, text
from sqlalchemy.orm import Session

from retreat.database.erasing import holds_words, indexes_words
from retreat.search.models import Passage
from retreat.search.words import words_of

# As FTS5 has them; a speaker's name counts as one more word of the passage.
_K1, _B = 1.2, 0.75
_ONE_TERM = text("SELECT rowid, -bm25(passage_fts, 1.0, 1.0) FROM passage_fts WHERE passage_fts MATCH :match")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the index holds of one passage."""

    number: int
    text: str
    speakers: str = ""


def entry_of(row: Passage) -> Entry:
    """The current index entry of a passage."""
    return Entry(number=row.number, text=row.text, speakers=" ".join(row.speakers))


class Lexical(Protocol):
    """Finds passages by their words."""

    def add(self, db: Session, entries: Sequence[Entry]) -> None:
        """Index passages that are not indexed yet."""
        ...

    def remove(self, db: Session, entries: Sequence[Entry]) -> None:
        """Remove passages; they must be given exactly as they were added."""
        ...

    def scores(self, db: Session, terms: Sequence[str]) -> dict[int, float]:
        """BM25 of every passage that has any of these words."""
        ...

    def having(self, db: Session, words: Sequence[str]) -> set[int]:
        """Passages with these words in a row, compared by their stems."""
        ...


class Fts5:
    """SQLite's FTS5, without a copy of the texts. Removed words leave the file when segments are next merged."""

    CREATE = (
        "CREATE VIRTUAL TABLE IF NOT EXISTS passage_fts USING fts5("
        "words, speakers, content='', contentless_delete=1, tokenize='porter unicode61 remove_diacritics 0')",
        "INSERT INTO passage_fts(passage_fts, rank) VALUES('secure-delete', 1)",
    )
    DROP = ("DROP TABLE IF EXISTS passage_fts",)

    def add(self, db: Session, entries: Sequence[Entry]) -> None:
        """See ``Lexical.add``."""
        if entries:
            db.connection().execute(
                text("INSERT INTO passage_fts(rowid, words, speakers) VALUES (:number, :words, :speakers)"),
                [_row(entry) for entry in entries],
            )

    def remove(self, db: Session, entries: Sequence[Entry]) -> None:
        """See ``Lexical.remove``."""
        if entries:
            db.connection().execute(
                text("DELETE FROM passage_fts WHERE rowid = :number"),
                [{"number": one.number} for one in entries],
            )

    def scores(self, db: Session, terms: Sequence[str]) -> dict[int, float]:
        """See ``Lexical.scores``."""
        if not terms:
            return {}
        total = int(db.execute(text("SELECT count(*) FROM passage_fts_docsize")).scalar_one())
        scores: dict[int, float] = defaultdict(float)
        for term in terms:
            found = db.execute(_ONE_TERM, {"match": _quoted(term)}).all()
            # FTS5 gives no weight to a word that is in half of the texts, which leaves small records unranked:
            # we divide out its idf and use our own.
            theirs = math.log((total - len(found) + 0.5) / (len(found) + 0.5))
            weight = _rarity(total, len(found)) / (theirs if theirs > 0 else 1e-6)
            for number, score in found:
                scores[int(number)] += float(score) * weight
        return dict(scores)

    def having(self, db: Session, words: Sequence[str]) -> set[int]:
        """See ``Lexical.having``."""
        rows = db.execute(
            text("SELECT rowid FROM passage_fts WHERE passage_fts MATCH :match"),
            {"match": _quoted(" ".join(words))},
        )
        return {int(number) for (number,) in rows}


class TextSearch:
    """PostgreSQL's tsvector with a dictionary that stems without stop words; BM25 is computed from its positions."""

    CREATE = (
        "CREATE TEXT SEARCH DICTIONARY passage_stem (TEMPLATE = snowball, LANGUAGE = porter)",
        "CREATE TEXT SEARCH CONFIGURATION passage_words (COPY = simple)",
        "ALTER TEXT SEARCH CONFIGURATION passage_words ALTER MAPPING FOR "
        "asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart "
        "WITH passage_stem",
        "CREATE TABLE IF NOT EXISTS passage_fts ("
        "number bigint PRIMARY KEY, words tsvector NOT NULL, length integer NOT NULL)",
        "CREATE INDEX IF NOT EXISTS ix_passage_fts_words ON passage_fts USING gin (words)",
    )
    DROP = (
        "DROP TABLE IF EXISTS passage_fts",
        "DROP TEXT SEARCH CONFIGURATION IF EXISTS passage_words",
        "DROP TEXT SEARCH DICTIONARY IF EXISTS passage_stem",
    )

    def add(self, db: Session, entries: Sequence[Entry]) -> None:
        """See ``Lexical.add``."""
        if entries:
            db.connection().execute(
                text(
                    "INSERT INTO passage_fts(number, words, length) VALUES "
                    "(:number, to_tsvector('passage_words', :all), :length)"
                ),
                [_row(entry) | {"all": _all(entry), "length": len(_all(entry).split())} for entry in entries],
            )

    def remove(self, db: Session, entries: Sequence[Entry]) -> None:
        """See ``Lexical.remove``."""
        if entries:
            db.execute(
                text("DELETE FROM passage_fts WHERE number IN :numbers").bindparams(
                    bindparam("numbers", expanding=True)
                ),
                {"numbers": [one.number for one in entries]},
            )

    def scores(self, db: Session, terms: Sequence[str]) -> dict[int, float]:
        """See ``Lexical.scores``."""
        if not terms:
            return {}
        lexemes = self._lexemes(db, terms)
        if not lexemes:
            return {}
        total, mean = db.execute(text("SELECT count(*), coalesce(avg(length), 1) FROM passage_fts")).one()
        rows = db.execute(
            text(
                "SELECT f.number, f.length, t.lexeme, cardinality(t.positions) FROM passage_fts f, "
                "unnest(f.words) AS t WHERE f.words @@ CAST(:query AS tsquery) AND t.lexeme = ANY(:lexemes)"
            ),
            {"query": " | ".join(map(_lexeme, lexemes)), "lexemes": lexemes},
        ).all()
        found: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        for number, length, lexeme, count in rows:
            found[lexeme].append((int(number), int(length), int(count or 1)))
        scores: dict[int, float] = defaultdict(float)
        for places in found.values():
            rarity = _rarity(total, len(places))
            for number, length, count in places:
                scores[number] += rarity * count * (_K1 + 1) / (count + _K1 * (1 - _B + _B * length / float(mean)))
        return dict(scores)

    def having(self, db: Session, words: Sequence[str]) -> set[int]:
        """See ``Lexical.having``."""
        rows = db.execute(
            text("SELECT number FROM passage_fts WHERE words @@ phraseto_tsquery('passage_words', :words)"),
            {"words": " ".join(words)},
        )
        return {int(number) for (number,) in rows}

    def _lexemes(self, db: Session, terms: Sequence[str]) -> list[str]:
        found = db.execute(
            text("SELECT tsvector_to_array(to_tsvector('passage_words', :words))"), {"words": " ".join(terms)}
        ).scalar_one()
        return list(found)


def lexical_of(db: Session) -> Lexical:
    """The index of this database."""
    return Fts5() if db.get_bind().dialect.name == "sqlite" else TextSearch()


def create_indexes(connection: Connection) -> None:
    """Create the word index. Called when tables are created, and by their first migration."""
    for statement in Fts5.CREATE if connection.dialect.name == "sqlite" else TextSearch.CREATE:
        connection.exec_driver_sql(statement)


def drop_indexes(connection: Connection) -> None:
    """Remove it."""
    for statement in Fts5.DROP if connection.dialect.name == "sqlite" else TextSearch.DROP:
        connection.exec_driver_sql(statement)


holds_words(Passage.__tablename__)
indexes_words("passage_fts")
event.listen(Passage.__table__, "after_create", lambda _table, connection, **_: create_indexes(connection))
event.listen(Passage.__table__, "before_drop", lambda _table, connection, **_: drop_indexes(connection))


def _rarity(total: int, having: int) -> float:
    """Inverse document frequency, always above zero. Source: Lucene's BM25Similarity."""
    return math.log(1 + (total - having + 0.5) / (having + 0.5))


def _row(entry: Entry) -> dict[str, object]:
    return {"number": entry.number, "words": _plain(entry.text), "speakers": _plain(entry.speakers)}


def _all(entry: Entry) -> str:
    return f"{_plain(entry.text)} {_plain(entry.speakers)}"


def _plain(said: str) -> str:
    """Only words, so that both engines split texts in the same way."""
    return " ".join(words_of(said))


def _quoted(words: str) -> str:
    return '"' + words.replace('"', "") + '"'


def _lexeme(lexeme: str) -> str:
    return "'" + lexeme.replace("'", "''") + "'"
