"""The fictional companies of the demo and the functions in them, in the shape of the files of the BCE."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from io import StringIO

from gateway.demo.personas import PERSONAS
from gateway.register.functions import FUNCTIONS, FUNCTIONS_FILE
from gateway.register.records import ADDRESS, CODE, DENOMINATION, ENTERPRISE

LAMBERT, MAES, BENALI, NOORD = "0000000196", "0000010193", "0000010292", "0000010391"
COLIN, MOLEN, RENARD = "0000010490", "0000010589", "0000020190"
ADAM, RING_ONE, RING_TWO = "0000030187", "0000040184", "0000050181"

FRENCH, DUTCH = "1", "2"

# number, name, language of the name, legal form, situation, street, house number, postal code, place
COMPANIES = (
    (LAMBERT, "Boulangerie Lambert SRL", FRENCH, "610", "000", "Rue du Four", "12", "5000", "Namur"),
    (MAES, "Maes Logistics NV", DUTCH, "014", "000", "Kaaiweg", "4", "9000", "Gent"),
    (BENALI, "Fiduciaire Benali SRL", FRENCH, "610", "000", "Rue des Comptes", "31", "4000", "Liège"),
    (NOORD, "Sociaal Secretariaat Noord VZW", DUTCH, "017", "000", "Noorderlaan", "100", "2030", "Antwerpen"),
    (COLIN, "Imprimerie Colin SA", FRENCH, "014", "012", "Rue de la Presse", "7", "7000", "Mons"),
    (MOLEN, "Oude Molen BV", DUTCH, "610", "014", "Molenstraat", "1", "3000", "Leuven"),
    (RENARD, "Textiles Renard SA", FRENCH, "014", "050", "Quai des Tisserands", "55", "4800", "Verviers"),
    (ADAM, "Holding Adam NV", DUTCH, "014", "000", "Kunstlaan", "21", "1000", "Brussel"),
    (RING_ONE, "Ring Een BV", DUTCH, "610", "000", "Ringlaan", "1", "8000", "Brugge"),
    (RING_TWO, "Ring Twee BV", DUTCH, "610", "000", "Ringlaan", "2", "8000", "Brugge"),
)
CODES = (
    ("JuridicalForm", "014", "Société anonyme", "Naamloze vennootschap", "Aktiengesellschaft"),
    (
        "JuridicalForm",
        "017",
        "Association sans but lucratif",
        "Vereniging zonder winstoogmerk",
        "Vereinigung ohne Gewinnerzielungsabsicht",
    ),
    (
        "JuridicalForm",
        "610",
        "Société à responsabilité limitée",
        "Besloten vennootschap",
        "Gesellschaft mit beschränkter Haftung",
    ),
    ("JuridicalSituation", "000", "Situation normale", "Normale toestand", "Gewöhnlicher Zustand"),
    (
        "JuridicalSituation",
        "012",
        "Dissolution volontaire – liquidation",
        "Vrijwillige ontbinding – vereffening",
        "Freiwillige Auflösung – Liquidation",
    ),
    ("JuridicalSituation", "014", "Clôture de liquidation", "Sluiting van vereffening", "Liquidationsabschluss"),
    ("JuridicalSituation", "050", "Ouverture de faillite", "Opening faillissement", "Konkurseröffnung"),
)

Rows = Iterable[Sequence[str]]


def extract_of(today: date) -> dict[str, bytes]:
    """The files of an extract of this world, with functions that began and end as the personas need them today."""
    return {
        "meta.csv": _csv(
            ("Variable", "Value"),
            [("SnapshotDate", _day(today)), ("ExtractType", "full"), ("ExtractNumber", f"{today:%Y%m%d}")],
        ),
        "code.csv": _csv(
            CODE,
            [
                (kind, code, spoken, text)
                for kind, code, *texts in CODES
                for spoken, text in zip(("FR", "NL", "DE"), texts, strict=True)
            ],
        ),
        "enterprise.csv": _csv(ENTERPRISE, [(c[0], "AC", c[4], "2", c[3], "01-03-2004") for c in COMPANIES]),
        "denomination.csv": _csv(DENOMINATION, [(c[0], c[2], "001", c[1]) for c in COMPANIES]),
        "address.csv": _csv(
            ADDRESS, [(c[0], "REGO", "", "", c[7], c[8], c[8], c[5], c[5], c[6], "", "") for c in COMPANIES]
        ),
        FUNCTIONS_FILE: _csv(FUNCTIONS, _functions(today)),
    }


def _functions(today: date) -> Rows:
    begun, last_year = date(2015, 4, 1), date(today.year - 1, 6, 30)
    next_month = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return [
        _held(LAMBERT, "MANAGING_DIRECTOR", "lea", begun, signs=True),
        _held(LAMBERT, "DIRECTOR", "bruno", date(2018, 9, 1)),
        _held(LAMBERT, "MANAGER", "chantal", begun, last_year, signs=True),
        _held(LAMBERT, "MANAGER", "marie", begun, last_year, signs=True),
        _held(LAMBERT, "DIRECTOR", "marie", last_year + timedelta(days=1)),
        _held(LAMBERT, "DIRECTOR", "nadia", next_month, signs=True),
        _held_by_enterprise(LAMBERT, "DIRECTOR", ADAM, date(2020, 1, 1)),
        _held(ADAM, "PERMANENT_REPRESENTATIVE", "hugo", begun),
        _held(MAES, "MANAGING_DIRECTOR", "emma", begun, signs=True),
        _held(BENALI, "MANAGER", "farid", begun, signs=True),
        _held(NOORD, "MANAGING_DIRECTOR", "jan", begun, signs=True),
        _held(COLIN, "LIQUIDATOR", "karin", begun, signs=True),
        _held(COLIN, "DIRECTOR", "olivier", begun, signs=True),
        _held(MOLEN, "DIRECTOR", "olivier", begun, signs=True),
        _held(RENARD, "CURATOR", "karin", begun, signs=True),
        *(
            _held_by_enterprise(one, code, other, begun)
            for one, other in ((RING_TWO, RING_ONE), (RING_ONE, RING_TWO))
            for code in ("DIRECTOR", "PERMANENT_REPRESENTATIVE")
        ),
    ]


def _held(
    company: str, code: str, name: str, begin: date, end: date | None = None, *, signs: bool = False
) -> Sequence[str]:
    persona = PERSONAS[name]
    person = (persona.national_number, persona.last_name, persona.first_name)
    return (company, code, *person, "", _day(begin), _day(end) if end else "", "1" if signs else "0")


def _held_by_enterprise(company: str, code: str, holder: str, begin: date) -> Sequence[str]:
    return (company, code, "", "", "", holder, _day(begin), "", "1")


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def _csv(header: Sequence[str], rows: Rows) -> bytes:
    written = StringIO()
    csv.writer(written).writerows([header, *rows])
    return written.getvalue().encode()
