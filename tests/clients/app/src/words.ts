import { language } from "./language";

/** The app's own words. Sentences about rights, mistakes and events are the gateway's, in the same four languages. */
const WORDS = {
  title: {
    fr: "Accès de l'entreprise",
    nl: "Toegang van de onderneming",
    de: "Zugang des Unternehmens",
    en: "Company access",
  },
  language: { fr: "Langue", nl: "Taal", de: "Sprache", en: "Language" },
  signIn: { fr: "S'identifier", nl: "Aanmelden", de: "Anmelden", en: "Sign in" },
  signOut: { fr: "Se déconnecter", nl: "Afmelden", de: "Abmelden", en: "Sign out" },
  search: { fr: "Chercher", nl: "Zoeken", de: "Suchen", en: "Search" },
  searchLabel: {
    fr: "Nom ou numéro d'entreprise",
    nl: "Naam of ondernemingsnummer",
    de: "Name oder Unternehmensnummer",
    en: "Name or enterprise number",
  },
  nothing: { fr: "Rien n'a été trouvé.", nl: "Niets gevonden.", de: "Nichts gefunden.", en: "Nothing was found." },
  more: { fr: "Afficher la suite", nl: "Meer tonen", de: "Mehr anzeigen", en: "Show more" },
  people: {
    fr: "Qui exerce une fonction",
    nl: "Wie een functie uitoefent",
    de: "Wer eine Funktion ausübt",
    en: "Who holds a function",
  },
  legalRepresentative: {
    fr: "représentant légal",
    nl: "wettelijke vertegenwoordiger",
    de: "gesetzlicher Vertreter",
    en: "legal representative",
  },
  since: { fr: "depuis le", nl: "sinds", de: "seit dem", en: "since" },
  access: { fr: "Accès sécurisé", nl: "Beveiligde toegang", de: "Gesicherter Zugang", en: "Secure access" },
  done: { fr: "Fait", nl: "Gedaan", de: "Erledigt", en: "Done" },
  open: { fr: "À faire", nl: "Te doen", de: "Zu tun", en: "To do" },
  chiefAccessManager: {
    fr: "Gestionnaire d'Accès Principal",
    nl: "Hoofdtoegangsbeheerder",
    de: "Hauptzugangsverwalter",
    en: "Chief Access Manager",
  },
  DESIGNATED: { fr: "désigné", nl: "aangeduid", de: "bestimmt", en: "designated" },
  ACTIVE: { fr: "actif", nl: "actief", de: "aktiv", en: "active" },
  REPLACED: { fr: "remplacé", nl: "vervangen", de: "ersetzt", en: "replaced" },
  EXPIRED: { fr: "expiré", nl: "verlopen", de: "verfallen", en: "expired" },
  ENDED: { fr: "terminé", nl: "beëindigd", de: "beendet", en: "ended" },
  designate: {
    fr: "Désigner un Gestionnaire d'Accès Principal",
    nl: "Een Hoofdtoegangsbeheerder aanduiden",
    de: "Einen Hauptzugangsverwalter bestimmen",
    en: "Designate a Chief Access Manager",
  },
  replace: {
    fr: "Remplacer le Gestionnaire d'Accès Principal",
    nl: "De Hoofdtoegangsbeheerder vervangen",
    de: "Den Hauptzugangsverwalter ersetzen",
    en: "Replace the Chief Access Manager",
  },
  activateEbox: {
    fr: "Activer l'e-Box Enterprise",
    nl: "De e-Box Enterprise activeren",
    de: "Die e-Box Enterprise aktivieren",
    en: "Activate the e-Box Enterprise",
  },
  firstName: { fr: "Prénom", nl: "Voornaam", de: "Vorname", en: "First name" },
  lastName: { fr: "Nom", nl: "Naam", de: "Nachname", en: "Last name" },
  nationalNumber: {
    fr: "Numéro de registre national ou numéro bis",
    nl: "Rijksregisternummer of bis-nummer",
    de: "Nationalregisternummer oder Bis-Nummer",
    en: "National register number or BIS number",
  },
  email: { fr: "Adresse e-mail", nl: "E-mailadres", de: "E-Mail-Adresse", en: "E-mail address" },
  phone: { fr: "Téléphone", nl: "Telefoon", de: "Telefon", en: "Phone" },
  notificationEmail: {
    fr: "Adresse e-mail pour les avis de nouveaux messages",
    nl: "E-mailadres voor meldingen van nieuwe berichten",
    de: "E-Mail-Adresse für Hinweise auf neue Nachrichten",
    en: "E-mail address for notices of new messages",
  },
  send: { fr: "Envoyer", nl: "Versturen", de: "Absenden", en: "Send" },
  cancel: { fr: "Annuler", nl: "Annuleren", de: "Abbrechen", en: "Cancel" },
  history: { fr: "Historique", nl: "Geschiedenis", de: "Verlauf", en: "History" },
};

export type Word = keyof typeof WORDS;

export const say = (word: Word) => WORDS[word][language()];
