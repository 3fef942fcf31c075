"""The index over the words of names: full text of SQLite (FTS5), filled once, after the names.

Its row ids are those of the names, which are numbered in order of quality: "the best twenty that match" is then the
first twenty that the index yields, whether ten names match or three hundred thousand. That holds for prefixes that are
indexed like words; others would first be merged from all the words that begin so. The first word of a name is indexed a
second time with a mark, which finds the names that begin with it.
"""

FIRST_WORD_MARK = "_"
LONGEST_PREFIX = 12
"""Letters. A longer prefix is looked for by its first twelve letters, and what is found is compared with the rest."""

_PREFIXES = " ".join(str(letters) for letters in range(1, LONGEST_PREFIX + 1))

_CREATE = f"""
CREATE VIRTUAL TABLE register.name_index USING fts5(
  words, content='', columnsize=0, detail=none, prefix='{_PREFIXES}', tokenize="ascii tokenchars '{FIRST_WORD_MARK}'"
)"""
_FILL = f"""
INSERT INTO register.name_index(rowid, words)
SELECT id, '{FIRST_WORD_MARK}' || words || ' ' || substr(words, 1, instr(words || ' ', ' ') - 1)
FROM register.name ORDER BY id"""  # noqa: S608 - made of constants
_SET = "INSERT INTO register.name_index(name_index, rank) VALUES ('{option}', {value})"
_HASH_BYTES = 32 << 20


def create_name_index() -> tuple[str, ...]:
    """The statements that make the index, once the names are there.

    It is built in few large parts that are merged at the end: kept in memory the parts are at most 32 MB.
    """
    return (
        _CREATE,
        _SET.format(option="automerge", value=0),
        _SET.format(option="hashsize", value=_HASH_BYTES),
        _FILL,
        "INSERT INTO register.name_index(name_index) VALUES ('optimize')",
    )
