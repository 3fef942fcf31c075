"""What the rows of the BCE's files mean: what is stored of each, None if it is not kept, or why it is rejected."""

from collections.abc import Iterable

from gateway.domain.company import CompanyNameKind
from gateway.domain.language import Language
from gateway.register.rejects import Reason, Rejected
from gateway.register.rows import Row
from gateway.register.staging import Record
from gateway.register.values import FIRST_ESTABLISHMENT, Dates, enterprise_number, entity_number, plain, spellings
from gateway.storage.register_words import fold

ENTERPRISE = ("EnterpriseNumber", "Status", "JuridicalSituation", "TypeOfEnterprise", "JuridicalForm", "StartDate")
DENOMINATION = ("EntityNumber", "Language", "TypeOfDenomination", "Denomination")
ADDRESS = (
    "EntityNumber",
    "TypeOfAddress",
    "CountryNL",
    "CountryFR",
    "Zipcode",
    "MunicipalityNL",
    "MunicipalityFR",
    "StreetNL",
    "StreetFR",
    "HouseNumber",
    "Box",
    "DateStrikingOff",
)
CODE = ("Category", "Code", "Language", "Description")

_NATURAL_PERSON = "1"
_SEAT = "REGO"
_THREE_DIGITS = frozenset({"JuridicalSituation", "JuridicalForm", "TypeOfDenomination"})
_LANGUAGES = {"0": None, "1": Language.FR.value, "2": Language.NL.value, "3": Language.DE.value, "4": Language.EN.value}


class Companies:
    """Which companies there are: one byte for each number that can be given out, which is 20 MB for all of them."""

    _THERE, _NATURAL, _SEATED = 1, 2, 4

    def __init__(self) -> None:
        self._of = bytearray(FIRST_ESTABLISHMENT // 100)

    def add(self, number: int, *, natural_person: bool) -> None:
        """Note a company. Raises Rejected if it is there already."""
        if self._of[number // 100] & self._THERE:
            raise Rejected(Reason.DUPLICATE)
        self._of[number // 100] |= self._THERE | (self._NATURAL if natural_person else 0)

    def remove(self, number: int) -> bool:
        """Forget a company, but not whether a seat of it is stored; whether there was one."""
        was = self._of[number // 100] & self._THERE
        self._of[number // 100] &= self._SEATED
        return bool(was)

    def require(self, number: int) -> None:
        """Raises Rejected if there is no such company."""
        if not self._of[number // 100] & self._THERE:
            raise Rejected(Reason.MISSING_COMPANY)

    def natural_person(self, number: int) -> bool:
        return bool(self._of[number // 100] & self._NATURAL)

    def seat(self, number: int) -> None:
        """Note that the company's seat is known. Raises Rejected if it was."""
        if self._of[number // 100] & self._SEATED:
            raise Rejected(Reason.DUPLICATE)
        self._of[number // 100] |= self._SEATED

    def unseat(self, number: int) -> None:
        """Forget the company's seat."""
        self._of[number // 100] &= ~self._SEATED


class Codes:
    """The codes of the register: read first, since the other files speak in them."""

    def __init__(self, known: Iterable[tuple[str, str, str]] = ()) -> None:
        self._known = set(known)

    def record(self, row: Row) -> Record:
        """Category, code, language, label."""
        category, code, language = row[0].strip(), row[1].strip(), row[2].strip().lower()
        label = plain(row[3])
        if category in _THREE_DIGITS and code.isdecimal():
            code = code.zfill(3)
        if not (category and code and label):
            raise Rejected(Reason.EMPTY)
        if language not in frozenset(Language):
            raise Rejected(Reason.UNKNOWN_CODE)
        if (category, code, language) in self._known:
            raise Rejected(Reason.DUPLICATE)
        self._known.add((category, code, language))
        return category, code, language, label

    def spellings(self, category: str, *always: str) -> dict[str, str]:
        """Every way in which a code of a category may be written, and what it stands for."""
        return spellings({code for other, code, _ in self._known if other == category}.union(always))


class Enterprises:
    """`enterprise.csv`: the companies."""

    def __init__(self, codes: Codes, companies: Companies, dates: Dates) -> None:
        self._statuses = codes.spellings("Status", "AC")
        self._situations = codes.spellings("JuridicalSituation")
        self._types = spellings(["0", "1", "2"]) | codes.spellings("TypeOfEnterprise")
        self._forms: dict[str, str | None] = {**codes.spellings("JuridicalForm"), "": None}
        self._companies = companies
        self._dates = dates

    def record(self, row: Row) -> Record:
        """Number, natural person, situation, legal form, start date."""
        number = enterprise_number(row[0])
        _, status, situation, kind, form, start = row
        try:
            self._statuses[status]
            natural_person = self._types[kind] == _NATURAL_PERSON
            known = (self._situations[situation], self._forms[form])
        except KeyError:
            raise Rejected(Reason.UNKNOWN_CODE) from None
        date = self._dates.or_none(start)
        self._companies.add(number, natural_person=natural_person)
        return number, int(natural_person), *known, date


class Denominations:
    """`denomination.csv`: the names of companies. Those of establishments and branches are not kept."""

    def __init__(self, companies: Companies) -> None:
        self._kinds = spellings(kind.value for kind in CompanyNameKind)
        self._companies = companies

    def record(self, row: Row) -> Record | None:
        """Company, kind, language, text, words."""
        number = entity_number(row[0])
        try:
            kind, language = self._kinds[row[2]], _LANGUAGES[row[1]]
        except KeyError:
            raise Rejected(Reason.UNKNOWN_CODE) from None
        text = plain(row[3])
        if text is None:
            raise Rejected(Reason.EMPTY)
        if number >= FIRST_ESTABLISHMENT:
            return None
        self._companies.require(number)
        return number, kind, language, text, fold(text)


class Addresses:
    """`address.csv`: the seats of companies that are no natural persons.

    Not kept: addresses of establishments and branches, of natural persons, and those that were struck off.
    """

    def __init__(self, codes: Codes, companies: Companies, dates: Dates) -> None:
        self._types = codes.spellings("TypeOfAddress", _SEAT, "BAET", "ABBR", "OBAD")
        self._companies = companies
        self._dates = dates

    def record(self, row: Row) -> Record | None:
        """Company, then streets, number, box, postal code, municipalities and countries, as the table has them."""
        number = entity_number(row[0])
        if row[1] not in self._types:
            raise Rejected(Reason.UNKNOWN_CODE)
        struck_off = self._dates.or_none(row[11])
        if number >= FIRST_ESTABLISHMENT:
            return None
        self._companies.require(number)
        if row[1] != _SEAT or struck_off or self._companies.natural_person(number):
            return None
        self._companies.seat(number)
        lines = [plain(line) if line else None for line in row[2:11]]
        country_nl, country_fr, postal, municipality_nl, municipality_fr, street_nl, street_fr, house, box = lines
        return (
            *(number, street_fr, street_nl, house, box),
            *(postal, municipality_fr, municipality_nl, country_fr, country_nl),
        )
