"""Writes a synthetic extract of the BCE, of any size, in the shape and the proportions of the real one.

For every company 1.65 names and 1.45 addresses: a third of the addresses and a fifth of the names belong to
establishments. Words of names are as unevenly spread as real ones (Zipf), with accents, in three languages. The same
size and seed make the same bytes. People are born between 1900 and 1920, so that no number is that of somebody alive.

    python -m tests.benchmarks.synthetic_extract --companies 2000000 --functions 1000000 extract.zip
"""

import argparse
import io
import random
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import TextIO

FREQUENT = """
immo consult de van et la les des le het en & garage café boulangerie bakkerij société vereniging association
asbl vzw résidence residentie bouw construct group holding invest management services trading transport école
fédération kinésithérapie crèche bäckerei müller goldschläger façade rénovation électricité carrelage
schrijnwerkerij schilderwerken tuinen jardins hôtel brasserie pharmacie apotheek notaris étude avocats advocaten
belgium europe international flanders bruxelles brussel gent liège namur antwerpen brugge leuven mons hasselt
d'or l'étoile s.a. solutions digital design
"""
OPENINGS = (
    ("vereniging van mede-eigenaars residentie", 6),
    ("association des copropriétaires résidence", 6),
    ("immo", 4),
    ("boulangerie", 1),
    ("bakkerij", 1),
    ("de", 2),
    ("garage", 1),
    ("les amis de", 1),
    ("bvba", 1),
    ("", 60),
)
SYLLABLES = """
an ber bel bo bru ca char cor da de del den der di do dri du el en er fa fé fran ga ger gi go hen her in ja jan
kel ki la lam le len li lo lu ma mar me mer mi mo mon na ne nel ni no or pa pe per pi pou ra re ren ri ro ru sa
sen si so ste ta ter ti to tré va van ven ver vi vo wal we wil yn za zel é ü ö
"""
TOWNS = (
    ("Gent", "Gand", "9000"),
    ("Brussel", "Bruxelles", "1000"),
    ("Luik", "Liège", "4000"),
    ("Namen", "Namur", "5000"),
)
SITUATIONS = (("000", 95), ("012", 2), ("050", 1), ("013", 0.5), ("014", 0.5), ("021", 0.5), ("048", 0.5))
FORMS = ("014", "017", "030", "106", "108", "112", "116", "416", "610", "612", "616")
FUNCTION_CODES = ("DIRECTOR", "MANAGING_DIRECTOR", "MANAGER", "DAILY_MANAGEMENT", "PERMANENT_REPRESENTATIVE", "AUDITOR")
LABELS = (("FR", "libellé"), ("NL", "omschrijving"), ("DE", "Bezeichnung"))


def entity(first8: int) -> str:
    """A number with valid check digits, as the files write it."""
    digits = f"{first8:08d}{97 - first8 % 97:02d}"
    return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"


class Words:
    """Names, made of words of which few are frequent and most are rare."""

    def __init__(self, rng: random.Random, vocabulary: int = 120_000) -> None:
        self._rng = rng
        common, syllables = FREQUENT.split(), SYLLABLES.split()
        made = {"".join(rng.choices(syllables, k=rng.choice((2, 2, 3, 3, 4)))) for _ in range(vocabulary)}
        words = [*common, *sorted(made, key=lambda word: (len(word), word))]
        rng.shuffle(rare := words[len(common) :])
        self._words = [*common, *rare]
        self._weights = list(accumulate(1 / (rank + 12) for rank in range(len(self._words))))
        self._openings = [opening for opening, _ in OPENINGS]
        self._chances = list(accumulate(chance for _, chance in OPENINGS))
        self._pool: list[str] = []

    def name(self) -> str:
        """A name of one to eight words."""
        count = self._rng.choice((1, 2, 2, 2, 3, 3, 4, 5))
        opening = self._rng.choices(self._openings, cum_weights=self._chances)[0]
        return " ".join([opening, *self.some(count)]).strip().title()

    def some(self, count: int) -> list[str]:
        """So many words."""
        if len(self._pool) < count:
            self._pool = self._rng.choices(self._words, cum_weights=self._weights, k=200_000)
        taken = self._pool[-count:]
        del self._pool[-count:]
        return taken


class Synthetic:
    """An extract of so many companies, written file by file."""

    def __init__(self, companies: int, functions: int, seed: int = 1) -> None:
        self._companies = companies
        self._functions = functions
        self._seed = seed
        self._words = Words(random.Random(seed))
        self._step = max(1, 16_000_000 // max(companies, 1))

    def write(self, target: Path) -> None:
        """Write a zip if the target ends so, a folder otherwise."""
        files = {
            "meta.csv": self._meta,
            "code.csv": self._code,
            "enterprise.csv": self._enterprises,
            "denomination.csv": self._denominations,
            "address.csv": self._addresses,
            "functions.csv": self._held,
        }
        with _files(target) as create:
            for name, write in files.items():
                with create(name) as file:
                    write(random.Random(f"{self._seed} {name}"), file)

    def number(self, index: int) -> str:
        """The number of a company, from 0 on."""
        return entity(2_000_000 + index * self._step)

    def natural_person(self, index: int) -> bool:
        """Two of five are."""
        return index % 5 < 2

    def _establishment(self, index: int) -> str:
        return entity(20_000_000 + index * 7)

    def _meta(self, rng: random.Random, file: TextIO) -> None:
        file.write('"Variable","Value"\n"SnapshotDate","31-10-2026"\n"ExtractTimestamp","01-11-2026 06:10:00"\n')
        file.write('"ExtractType","full"\n"ExtractNumber","150"\n"Version","1.0.0"\n')

    def _code(self, rng: random.Random, file: TextIO) -> None:
        file.write('"Category","Code","Language","Description"\n')
        codes = [("JuridicalSituation", code) for code, _ in SITUATIONS] + [("JuridicalForm", code) for code in FORMS]
        codes += [("Nace2008", f"{number:05d}") for number in range(1000, 3300)]
        for category, code in codes:
            for language, label in LABELS:
                file.write(f'"{category}","{code}","{language}","{label} {code}"\n')

    def _enterprises(self, rng: random.Random, file: TextIO) -> None:
        file.write("EnterpriseNumber Status JuridicalSituation TypeOfEnterprise JuridicalForm".replace(" ", ","))
        file.write(",JuridicalFormCAC,StartDate\n")
        codes, chances = [code for code, _ in SITUATIONS], list(accumulate(chance for _, chance in SITUATIONS))
        for index in range(self._companies):
            situation = rng.choices(codes, cum_weights=chances)[0]
            kind, form = ("1", "") if self.natural_person(index) else ("2", f'"{rng.choice(FORMS)}"')
            file.write(f'"{self.number(index)}","AC","{situation}","{kind}",{form},,{_day(rng, 1950, 75)}\n')

    def _denominations(self, rng: random.Random, file: TextIO) -> None:
        file.write('"EntityNumber","Language","TypeOfDenomination","Denomination"\n')
        for index in range(self._companies):
            name = self._words.name()
            file.write(f'"{self.number(index)}","{index % 3}","001","{name}"\n')
            if index % 100 < 15:
                file.write(f'"{self.number(index)}","{index % 3}","002","{name[:6].strip()}"\n')
            if index % 100 >= 83:
                file.write(f'"{self.number(index)}","{index % 3}","003","{self._words.name()}"\n')
            if index % 3 == 0:
                file.write(f'"{self._establishment(index)}","{index % 3}","003","{self._words.name()}"\n')

    def _addresses(self, rng: random.Random, file: TextIO) -> None:
        file.write(
            "EntityNumber,TypeOfAddress,CountryNL,CountryFR,Zipcode,MunicipalityNL,MunicipalityFR,StreetNL,StreetFR,"
        )
        file.write("HouseNumber,Box,ExtraAddressInfo,DateStrikingOff\n")
        for index in range(self._companies):
            if not self.natural_person(index):
                file.write(f'"{self.number(index)}","REGO",{self._lines(rng)}\n')
            if index % 100 < 85:
                file.write(f'"{self._establishment(index)}","BAET",{self._lines(rng)}\n')

    def _lines(self, rng: random.Random) -> str:
        nl, fr, zipcode = rng.choice(TOWNS)
        street = " ".join(self._words.some(2)).title()
        house = rng.randrange(1, 400)
        return f',,"{zipcode}","{nl}","{fr}","{street}straat","Rue {street}","{house}",,,'

    def _held(self, rng: random.Random, file: TextIO) -> None:
        file.write("EnterpriseNumber,FunctionCode,NationalNumber,LastName,FirstName,HolderEnterpriseNumber,Begin,End,")
        file.write("SigningPower\n")
        for index in range(self._functions):
            company, holder = (self.number(rng.randrange(self._companies)) for _ in range(2))
            person = f"{_national_number(rng)},{self._words.some(1)[0].title()},Josée"
            who = f"{person}," if index % 10 < 7 else f"{person},{holder}" if index % 10 < 8 else f",,,{holder}"
            end = "" if rng.random() < 0.8 else _day(rng, 2027, 3)
            code = rng.choice(FUNCTION_CODES)
            file.write(f"{company},{code},{who},{_day(rng, 1990, 36)},{end},{rng.randrange(2)}\n")


def _day(rng: random.Random, year: int, years: int) -> str:
    return f"{date(year, 1, 1) + timedelta(days=rng.randrange(365 * years)):%d-%m-%Y}"


def _national_number(rng: random.Random) -> str:
    born = date(1900, 1, 1) + timedelta(days=rng.randrange(7300))
    first9 = f"{born:%y%m%d}{rng.randrange(1, 999):03d}"
    return f"{first9}{97 - int(first9) % 97:02d}"


@contextmanager
def _files(target: Path) -> Iterator[Callable[[str], TextIO]]:
    """Creates files in a zip or a folder."""
    if target.suffix != ".zip":
        target.mkdir(parents=True, exist_ok=True)
        yield lambda name: (target / name).open("w", encoding="utf-8", newline="")
        return
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        yield lambda name: io.TextIOWrapper(archive.open(name, "w", force_zip64=True), encoding="utf-8", newline="")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", type=Path)
    parser.add_argument("--companies", type=int, default=2_000_000)
    parser.add_argument("--functions", type=int, default=1_000_000)
    chosen = parser.parse_args()
    Synthetic(chosen.companies, chosen.functions).write(chosen.target)


if __name__ == "__main__":
    main()
