"""Files of SQLite on their way to becoming a release; also a program that works on them in a process of its own.

`SecondProcess` runs statements on the second core: in a thread they would wait for the locks that SQLite shares among
the threads of a process. As a program this file is told what to do in JSON, and needs nothing but the standard library.
"""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Record = tuple[str | int | None, ...]
"""What is stored of a row. Plain values only: of subclasses, such as members of enums, SQLite takes twice the time."""

_CACHE_KB = 49_152


class Tables:
    """A connection to files, each under a schema of its own, in one transaction; those that are read are URIs.

    What fails is thrown away as a whole, so it is written without a journal.
    """

    def __init__(self, files: Mapping[str, str], statements: Iterable[str] = ()) -> None:
        self._connection = sqlite3.connect("file::memory:", isolation_level=None, uri=True)
        for schema, path in files.items():
            self.run(f"ATTACH ? AS {schema}", (path,))
            if not path.startswith("file:"):
                for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KB}"):
                    self.run(f"PRAGMA {schema}.{pragma}")
        for statement in ("BEGIN", *statements):
            self.run(statement)

    def run(self, statement: str, values: Record = ()) -> int:
        """Run one statement; how many rows it changed."""
        return self._connection.execute(statement, values).rowcount

    def rows(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query."""
        return self._connection.execute(statement)

    def insert(self, table: str, width: int, records: Iterable[Record]) -> None:
        """Add records, each as wide as its table."""
        self._connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", records)  # noqa: S608

    def delete(self, rows: str, keys: Iterable[Record]) -> None:
        """Delete rows by key: `rows` is a table and its key column, as in ``register.company WHERE number``."""
        self._connection.executemany(f"DELETE FROM {rows} = ?", keys)  # noqa: S608 - made of constants

    def commit(self) -> None:
        """Write everything, and let go of the files."""
        self.run("COMMIT")
        self.close()

    def close(self) -> None:
        """Let go of the files; doing it again is fine."""
        self._connection.close()


class SecondProcess:
    """Statements that are being run over files in a process of their own."""

    def __init__(self, files: Mapping[str, str], statements: Sequence[str]) -> None:
        job = json.dumps({"files": files, "statements": statements})
        command = (sys.executable, "-I", str(Path(__file__)), job)
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)  # noqa: S603 - our own program

    def wait(self) -> None:
        """Wait until all is done. Raises RuntimeError if it could not be."""
        _, complaint = self._process.communicate()
        if self._process.returncode:
            raise RuntimeError(f"The names could not be indexed: {complaint}")

    def kill(self) -> None:
        """Stop it, if it still runs."""
        with self._process as process:  # which closes the pipe and waits, however often
            process.kill()


def main() -> None:
    """Do what the argument says."""
    job = json.loads(sys.argv[1])
    Tables(job["files"], job["statements"]).commit()


if __name__ == "__main__":
    main()
