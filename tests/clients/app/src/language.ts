export const LANGUAGES = { fr: "Français", nl: "Nederlands", de: "Deutsch", en: "English" };

export type Language = keyof typeof LANGUAGES;

const known = (name: string | undefined | null): name is Language => name != null && Object.hasOwn(LANGUAGES, name);

/** The language chosen, else the browser's, else English. */
export function language(): Language {
  const wanted = [localStorage.getItem("language"), ...navigator.languages.map((tag) => tag.split("-")[0])];
  return wanted.find(known) ?? "en";
}

export const choose = (chosen: Language) => localStorage.setItem("language", chosen);

/** A moment, as it is written in the language of the page. */
export const moment = (at: string) =>
  new Intl.DateTimeFormat(`${language()}-BE`, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));

export const day = (at: string) =>
  new Intl.DateTimeFormat(`${language()}-BE`, { dateStyle: "long" }).format(new Date(at));
