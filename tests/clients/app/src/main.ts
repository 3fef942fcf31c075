import { showCompany } from "./company";
import { attempt, find, h, renew } from "./dom";
import { ask } from "./gateway";
import { graphql } from "./gql";
import { choose, LANGUAGES, language, type Language } from "./language";
import { search } from "./search";
import { resume, signedIn, signIn, signOut } from "./sign-in";
import { say } from "./words";

const VIEWER = graphql(`
  query Viewer {
    viewer { person { firstName lastName } }
  }
`);

const company = h("div");
let leave = new AbortController();

/** The page begins anew: with another language, another person, or both. */
async function begin() {
  document.documentElement.lang = language();
  document.title = say("title");
  renew(find("main"), search(), company);
  await showHeader();
  await showAddressed();
}

/** The company that the address names, as in #/0206731645. */
async function showAddressed() {
  leave.abort();
  leave = new AbortController();
  const number = /^#\/(\d{10})$/.exec(location.hash)?.[1];
  company.replaceChildren();
  if (number) await showCompany(company, number, leave.signal);
}

async function showHeader() {
  const person = signedIn() ? (await ask(VIEWER, {})).viewer?.person : undefined;
  renew(
    find("header"),
    h("h1", {}, say("title")),
    person && h("p", {}, `${person.firstName} ${person.lastName}`),
    person
      ? h("button", { id: "sign", type: "button", click: () => attempt(signOut) }, say("signOut"))
      : h("button", { id: "sign", type: "button", class: "first", click: () => attempt(signIn) }, say("signIn")),
    languages(),
  );
}

function languages(): HTMLElement {
  const options = Object.entries(LANGUAGES).map(([name, text]) =>
    h("option", { value: name, lang: name, selected: name === language() }, text),
  );
  const change = (event: Event) => {
    choose((event.target as HTMLSelectElement).value as Language);
    attempt(begin);
  };
  return h("select", { id: "language", "aria-label": say("language"), change }, ...options);
}

addEventListener("signed-out", () => attempt(begin));
addEventListener("hashchange", () => attempt(() => showAddressed().then(() => company.querySelector("h2")?.focus())));
attempt(() => resume().finally(begin));
