"""The personas of the demo. Their national numbers are synthetic: no living person has them."""

from dataclasses import dataclass

from gateway.domain.identifiers import PersonKeys, parse_national_number
from gateway.domain.language import Language
from gateway.domain.person import Identity


@dataclass(frozen=True, slots=True, repr=False)
class Persona:
    """Somebody to be in the demo, and who that is. `level` is that of the federal authentication service."""

    national_number: str
    first_name: str
    last_name: str
    language: Language
    who: str
    level: int = 500

    @property
    def email(self) -> str:
        return "".join(c for c in f"{self.first_name}.{self.last_name}@demo.example".lower() if c != " ")

    def claims(self) -> dict[str, object]:
        """What the token of this persona says."""
        return {
            "sub": f"{self.first_name} {self.last_name}",
            "egovNRN": self.national_number,
            "givenName": self.first_name,
            "surname": self.last_name,
            "mail": self.email,
            "prefLanguage": self.language.value,
            "acr": f"urn:be:fedict:iam:fas:Level{self.level}",
        }

    def identity(self, keys: PersonKeys) -> Identity:
        """Who this is to the gateway."""
        key = keys.of(parse_national_number(self.national_number))
        return Identity(key, self.first_name, self.last_name, self.language, self.level)


FR, NL, DE = Language.FR, Language.NL, Language.DE

PERSONAS = {
    "lea": Persona("02070990283", "Léa", "Lambert", FR, "managing director of Lambert with signing power"),
    "bruno": Persona("01031490179", "Bruno", "Claes", NL, "director of Lambert without signing power"),
    "chantal": Persona("02070990481", "Chantal", "Dubois", FR, "former manager of Lambert"),
    "marie": Persona("03081591713", "Marie", "Lejeune", FR, "former manager, now director of Lambert without signing"),
    "nadia": Persona("01051690162", "Nadia", "Haddad", FR, "director of Lambert from next month on"),
    "dries": Persona("01031490377", "Dries", "Wouters", NL, "Chief Access Manager of Maes Logistics"),
    "emma": Persona("02070990679", "Emma", "Maes", NL, "managing director of Maes Logistics with signing power"),
    "farid": Persona("01031490575", "Farid", "Benali", FR, "manager of Fiduciaire Benali with signing power"),
    "gita": Persona("02070990877", "Gita", "Sharma", FR, "Chief Access Manager of Fiduciaire Benali"),
    "hugo": Persona("01031490773", "Hugo", "Adam", FR, "represents Holding Adam, which is a director of Lambert"),
    "jan": Persona("04483090273", "Jan", "de Vries", NL, "managing director and manager of Secretariaat Noord"),
    "karin": Persona("03240290146", "Karin", "Schmitz", DE, "liquidator of Colin and curator of Renard"),
    "olivier": Persona(
        "03112390232", "Olivier", "Colin", FR, "director of Colin, in liquidation, and of Oude Molen, ended"
    ),
    "ines": Persona("02460690386", "Inês", "Ferreira", FR, "officer of the portal"),
    "petra": Persona("03081591416", "Petra", "Novák", NL, "nobody in particular"),
    "weak-lea": Persona("02070990283", "Léa", "Lambert", FR, "lea, signed in with low assurance", level=300),
}
