"""`functions.csv`: who holds which function. National numbers are hashed here, at the door, and forgotten."""

from gateway.domain.corporate_function import FunctionCode
from gateway.domain.identifiers import PersonKeys
from gateway.register.records import Companies
from gateway.register.rejects import Reason, Rejected
from gateway.register.rows import Row
from gateway.register.staging import Record
from gateway.register.values import Dates, enterprise_number, national_number, plain

FUNCTIONS_FILE = "functions.csv"
FUNCTIONS = (
    "EnterpriseNumber",
    "FunctionCode",
    "NationalNumber",
    "LastName",
    "FirstName",
    "HolderEnterpriseNumber",
    "Begin",
    "End",
    "SigningPower",
)
_CODES = frozenset(code.value for code in FunctionCode)
_SIGNING_POWER = {"0": 0, "1": 1}


class Functions:
    """Reads the rows of the feed."""

    def __init__(self, companies: Companies, dates: Dates, keys: PersonKeys) -> None:
        self._companies = companies
        self._dates = dates
        self._keys = keys

    def record(self, row: Row) -> Record:
        """Company, code, person key, last and first name, holder, begin, end, signing power."""
        company = self._company(row[0])
        code = row[1].strip()
        if code not in _CODES or row[8].strip() not in _SIGNING_POWER:
            raise Rejected(Reason.UNKNOWN_CODE)
        person = self._person(*row[2:5])
        holder = self._company(row[5]) if row[5].strip() else None
        if person[0] is None and holder is None:
            raise Rejected(Reason.NOBODY)
        begin, end = self._dates(row[6]), self._dates.or_none(row[7])
        if end is not None and end < begin:
            raise Rejected(Reason.ENDS_BEFORE_BEGIN)
        return company, code, *person, holder, begin, end, _SIGNING_POWER[row[8].strip()]

    def _company(self, text: str) -> int:
        number = enterprise_number(text)
        self._companies.require(number)
        return number

    def _person(self, number: str, last: str, first: str) -> tuple[str | None, str | None, str | None]:
        """Key and names of a person; a name without a number would be somebody whom nobody can tell apart."""
        last_name, first_name = plain(last), plain(first)
        if not number.strip():
            if last_name or first_name:
                raise Rejected(Reason.BAD_NATIONAL_NUMBER)
            return None, None, None
        key = self._keys.of(national_number(number))
        if last_name is None:
            raise Rejected(Reason.EMPTY)
        return key, last_name, first_name
