"""Searching: compared with a plain model that looks at every name, page by page."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_extract import LAMBERT, MAES, SMALL, Connected, SmallExtract, ask, dotted, run_import

from gateway.domain.identifiers import EnterpriseNumber, format_enterprise_number
from gateway.storage.page import Wanted
from gateway.storage.register_search import Position, Rank, search
from gateway.storage.register_words import fold


def company_number(index: int) -> str:
    return f"{index:08d}{97 - index % 97:02d}"


def register_of(named: list[tuple[int, str, str, bool]], folder: Path) -> Path:
    """A register of companies, by index, kind of name, name, and whether it has ended."""
    ended = {index: over for index, _, _, over in named}
    enterprises = [[company_number(i), "AC", "014" if over else "000", "2", "", "", ""] for i, over in ended.items()]
    names = [[company_number(index), "1", kind, text] for index, kind, text, _ in named]
    extract = SmallExtract({**SMALL.files, "enterprise": enterprises, "denomination": names, "address": []})
    return run_import(extract.without("functions").write(folder / "extract"), folder / "data").path


async def all_pages(read: Connected, text: str, size: int) -> list[EnterpriseNumber]:
    """Everything that a search finds, read page by page."""
    found: list[EnterpriseNumber] = []
    after: Position | None = None
    while True:
        page = await search(read, text, Wanted(size, after))
        assert len(page.rows) == size if page.after else len(page.rows) <= size
        assert page.before is bool(found)
        found += [hit.number for hit in page.rows]
        if not page.after:
            return found
        after = page.rows[-1].position


async def all_pages_from_the_end(read: Connected, text: str, size: int) -> list[EnterpriseNumber]:
    """Everything that a search finds, read page by page from the last one on."""
    found: list[EnterpriseNumber] = []
    before: Position | None = None
    while True:
        page = await search(read, text, Wanted(size, None, before, backwards=True))
        assert len(page.rows) == size if page.before else len(page.rows) <= size
        assert page.after is bool(found)
        found = [hit.number for hit in page.rows] + found
        if not page.before:
            return found
        before = page.rows[0].position


def rank_of(words: str, wanted: str) -> int | None:
    """How well a name matches, as the module says it."""
    if words == wanted:
        return Rank.EXACT
    if words.startswith(wanted):
        return Rank.BEGINS
    if all(word in words.split() for word in wanted.split()):
        return Rank.WORDS
    begun = all(any(own.startswith(word) for own in words.split()) for word in wanted.split())
    return Rank.PREFIXES if begun else None


def modelled(named: list[tuple[int, str, str, bool]], text: str) -> list[str]:
    """What a search should find, best first."""
    wanted = fold(text)
    if not any(len(word) > 1 for word in wanted.split()):
        return []
    ended = {index: over for index, _, _, over in named}
    best: dict[str, tuple[object, ...]] = {}
    for index, kind, name, _ in named:
        rank = rank_of(fold(name), wanted)
        if rank is not None:
            place = (rank, kind, ended[index], len(fold(name)), company_number(index))
            best[company_number(index)] = min(place, best.get(company_number(index), place))
    return sorted(best, key=lambda number: best[number])


SOME_WORDS = ("de", "des", "desk", "dé", "Demets", "van", "Vanden", "l'or", "S.A.", "garage", "Garâge", "x", "xy", "&")
WORDS = st.sampled_from(SOME_WORDS)
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
NAMED = st.tuples(st.integers(1, 12), st.sampled_from(["001", "002", "003"]), NAMES, st.just(False))
ASKED = NAMES | st.sampled_from(["d", "va", "des de", "ga", "xy x", "sa"])


@settings(max_examples=60, deadline=None)
@given(st.lists(NAMED, min_size=1, max_size=30), st.sets(st.integers(1, 12)), st.lists(ASKED, min_size=1, max_size=6))
def test_a_search_finds_what_the_model_finds_in_its_order_on_pages_of_any_size(
    named: list[tuple[int, str, str, bool]], ended: set[int], asked: list[str]
) -> None:
    named = [(index, kind, text, index in ended) for index, kind, text, _ in named]

    async def answers(read: Connected) -> list[list[list[str]]]:
        walks = (all_pages, all_pages_from_the_end)
        return [[[*await walk(read, text, size)] for size in (1, 3, 50) for walk in walks] for text in asked]

    with TemporaryDirectory() as folder:
        for text, pages in zip(asked, ask(register_of(named, Path(folder)), answers), strict=True):
            expected = modelled(named, text)
            assert pages == [expected] * 6, text


NAMED_BY_HAND = [
    (1, "001", "Boulangerie Lambert", False),
    (1, "003", "Boulangerie du Coin", False),
    (2, "001", "Lambert", False),
    (3, "003", "Lambert", False),
    (4, "001", "Lambert", True),
    (5, "001", "Lamberts & Fils", False),
    (6, "001", "Café Lambert-Leroy SA", False),
    (7, "001", "Étoile Lambertine", False),
]


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return register_of(NAMED_BY_HAND, tmp_path_factory.mktemp("search"))


def found(register: Path, text: str) -> list[int]:
    """The indexes of what a search finds."""
    return [int(number[:8]) for number in ask(register, lambda read: all_pages(read, text, 20))]


def test_the_best_match_comes_first(by_hand: Path) -> None:
    # Equal: official names before trade names, the living before the ended. Then begun, then a word, then a prefix.
    assert found(by_hand, "lambert") == [2, 4, 3, 5, 1, 6, 7]


def test_two_letters_are_enough_and_one_is_not(by_hand: Path) -> None:
    assert found(by_hand, "bo") == [1]
    assert found(by_hand, "b") == []
    assert found(by_hand, "") == []


def test_accents_and_case_make_no_difference(by_hand: Path) -> None:
    assert found(by_hand, "CAFE lambért") == [6]
    assert found(by_hand, "etoile") == found(by_hand, "Étoile") == [7]


def test_every_word_must_match(by_hand: Path) -> None:
    assert found(by_hand, "lam ca") == [6]
    assert found(by_hand, "lambert boulangerie") == [1]
    assert found(by_hand, "lambert bakkerij") == []


def test_a_company_with_two_matching_names_comes_once(by_hand: Path) -> None:
    assert found(by_hand, "boulangerie") == [1]


@pytest.mark.parametrize("spelling", ["{}", " {} ", "BE{}", "be {}"])
def test_a_number_in_any_spelling_finds_its_company(by_hand: Path, spelling: str) -> None:
    number = EnterpriseNumber(company_number(3))
    for written in (number, format_enterprise_number(number), number[1:]):
        if written.startswith(("0", "1")) or spelling == "{}":
            assert found(by_hand, spelling.format(written)) == [3]


def test_a_number_of_no_company_finds_nothing(by_hand: Path) -> None:
    assert found(by_hand, "0206.731.645") == []


SYNTAX = [
    '"',
    "lambert*",
    "lambert OR cafe",
    "NEAR(lambert)",
    "words:lambert",
    "^lambert",
    "-lambert",
    "_lambert",
    "%",
    ":a",
]


@pytest.mark.parametrize("text", SYNTAX)
def test_nothing_in_a_text_is_syntax(by_hand: Path, text: str) -> None:
    assert found(by_hand, text) == [int(number[:8]) for number in modelled(NAMED_BY_HAND, text)]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=5, max_size=10))
def test_no_text_makes_a_search_fail(by_hand: Path, texts: list[str]) -> None:
    async def answers(read: Connected) -> list[list[EnterpriseNumber]]:
        return [await all_pages(read, text, 2) for text in texts]

    for text, numbers in zip(texts, ask(by_hand, answers), strict=True):
        assert numbers == modelled(NAMED_BY_HAND, text) or fold(text) == ""


def test_a_text_of_absurd_length_finds_nothing(by_hand: Path) -> None:
    assert found(by_hand, "lambert " * 100_000) == []


def test_a_page_takes_at_most_one_statement_a_rank(by_hand: Path) -> None:
    async def statements(read: Connected) -> int:
        await search(read, "lambert", Wanted(20))
        return read.statements

    assert ask(by_hand, statements) <= len(Rank)


def test_what_lies_between_two_positions_is_counted_from_either_end(by_hand: Path) -> None:
    async def between(read: Connected) -> list[list[int]]:
        hits = (await search(read, "lambert", Wanted(20))).rows
        after, before = hits[1].position, hits[5].position
        pages = [await search(read, "lambert", Wanted(2, after, before, backwards)) for backwards in (False, True)]
        assert [(page.before, page.after) for page in pages] == [(True, True)] * 2
        crossed = await search(read, "lambert", Wanted(2, before, after))
        assert (crossed.rows, crossed.after) == ([], False)
        return [[int(hit.number[:8]) for hit in page.rows] for page in pages]

    assert ask(by_hand, between) == [[3, 5], [5, 1]]


def test_there_is_no_search_by_person(tmp_path: Path) -> None:
    register = run_import(SMALL.write(tmp_path / "e"), tmp_path / "data").path
    assert found(register, "hugo") == found(register, "chantal") == []
    assert [dotted(n) for n in ask(register, lambda read: all_pages(read, "maes", 5))] == [dotted(MAES)]
    assert ask(register, lambda read: all_pages(read, "epices", 5)) == [LAMBERT]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("S.A. L'Étoile & Cie", "sa l etoile cie"),
        ("A.B.C", "abc"),
        ("N.V. 3.14", "nv 3 14"),
        ("Œuvre Straße Øst Łódź", "oeuvre strasse ost lodz"),
        ("  «Ça»—va…  ", "ca va"),
        ("ﬁne ①", "fine 1"),
        ("Αθήνα Київ", "αθηνα киів"),
        ("***", ""),
    ],
)
def test_words_are_folded_to_lower_case_without_accents(text: str, words: str) -> None:
    assert fold(text) == words


@given(st.text(max_size=40))
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
