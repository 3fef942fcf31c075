"""Where an extract comes from: a zip or a folder with the files of the BCE."""

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO

LARGEST_FILE = 20 << 30
"""Bytes. The largest file of the real extract has about 2 GB (activities)."""
MOST_TIMES_PACKED = 400
"""CSV packs ten to thirty times smaller. What is a thousand times smaller was made to fill the disk."""
_PACKED_AT_LEAST = 1 << 20
_CHUNK = 1 << 20


class NotAnExtract(Exception):
    """The source is no extract that can be imported; the message says why, in one sentence."""


class Extract:
    """The files of an extract, by name. Nothing is unpacked to disk, so no path in a zip can lead anywhere."""

    def __init__(self, sizes: dict[str, int], opener: Callable[[str], BinaryIO]) -> None:
        self._sizes = sizes
        self._opener = opener

    def __contains__(self, file: str) -> bool:
        return file in self._sizes

    def size(self, file: str) -> int:
        """Bytes of a file, unpacked."""
        return self._sizes[file]

    @contextmanager
    def open(self, file: str) -> Iterator[BinaryIO]:
        """Read a file. Raises NotAnExtract when what is packed in it turns out to be damaged or cannot be read."""
        try:
            stream = self._opener(file)
        except (RuntimeError, NotImplementedError) as error:
            raise NotAnExtract(f"{file} is encrypted, or packed in a way that cannot be read.") from error
        except zipfile.BadZipFile as error:
            raise NotAnExtract(f"{file} is damaged inside the zip.") from error
        try:
            with stream:
                yield stream
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise NotAnExtract(f"{file} is damaged inside the zip.") from error

    def fingerprint(self, files: Iterable[str]) -> str:
        """SHA-256 over the names and contents of files: equal for the same extract, zipped or not."""
        digest = hashlib.sha256()
        for file in sorted(files):
            with self.open(file) as stream:
                digest.update(f"{file}\n{self.size(file)}\n".encode())
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
        return digest.hexdigest()


@contextmanager
def open_extract(source: Path) -> Iterator[Extract]:
    """The files of a zip or a folder. Raises NotAnExtract if it is neither."""
    if source.is_dir():
        yield _folder({path.name.lower(): path for path in source.iterdir() if path.is_file()})
        return
    if not source.exists():
        raise NotAnExtract(f"There is no file or folder {source.name}.")
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise NotAnExtract(f"{source.name} is neither a zip nor a folder with the files of an extract.") from error
    with archive:
        yield _zip(archive)


def in_memory(files: Mapping[str, bytes]) -> Extract:
    """Files that are on no disk."""
    return Extract({name: len(content) for name, content in files.items()}, lambda name: BytesIO(files[name]))


def single_file(path: Path, name: str) -> Extract:
    """A file that was given by itself, under the name that it would have in an extract."""
    if not path.is_file():
        raise NotAnExtract(f"There is no file {path.name}.")
    return _folder({name: path})


def _folder(files: dict[str, Path]) -> Extract:
    return Extract({name: path.stat().st_size for name, path in files.items()}, lambda name: files[name].open("rb"))


def _zip(archive: zipfile.ZipFile) -> Extract:
    entries: dict[str, zipfile.ZipInfo] = {}
    for entry in archive.infolist():
        name = PurePosixPath(entry.filename.replace("\\", "/")).name.lower()
        if entry.is_dir() or not name.endswith(".csv") or name.startswith("."):
            continue
        if name in entries:
            raise NotAnExtract(f"The zip holds {name} twice.")
        if _made_to_burst(entry):
            raise NotAnExtract(f"{name} would unpack to an absurd size.")
        entries[name] = entry
    sizes = {name: entry.file_size for name, entry in entries.items()}
    return Extract(sizes, lambda name: archive.open(entries[name]))  # type: ignore[return-value,arg-type]


def _made_to_burst(entry: zipfile.ZipInfo) -> bool:
    bursts = entry.file_size > _PACKED_AT_LEAST and entry.file_size > MOST_TIMES_PACKED * entry.compress_size
    return bursts or entry.file_size > LARGEST_FILE
