import { Store } from "./store";

/** Who asks. `token` gives the bearer token that says so, a new one if the last is about to end. */
export interface Who {
  /** What tells them from others: a persona's name, or what the issuer calls them. */
  name: string;
  token(): Promise<string>;
}

/** Who is signed in; null is nobody, who may still use the public search. */
export const who = new Store<Who | null>(null);

/** The language that is asked for; undefined leaves it to the browser. */
export const language = new Store<string | undefined>(sessionStorage.getItem("language") ?? undefined);

export function speak(chosen: string | undefined): void {
  if (chosen) sessionStorage.setItem("language", chosen);
  else sessionStorage.removeItem("language");
  language.set(chosen);
}
