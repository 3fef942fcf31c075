import { attempt, h } from "./dom";
import { ask } from "./gateway";
import { graphql } from "./gql";
import { Pages } from "./pages";
import { say } from "./words";

const SEARCH = graphql(`
  query Search($text: String!, $after: String) {
    companies(search: $text, first: 5, after: $after) {
      edges {
        node {
          id
          number
          name
          situation { label }
          address { postalCode municipality }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

/** The public search: by number, or by the words of a name. */
export function search(): HTMLElement {
  const field = h("input", { id: "search", type: "search", autocomplete: "off" });
  const results = h("div");
  const submit = (event: Event) => {
    event.preventDefault();
    attempt(async () => {
      const found = companies(field.value);
      await found.refresh();
      results.replaceChildren(found.element);
    });
  };
  return h(
    "section",
    { "aria-label": say("search") },
    h(
      "form",
      { role: "search", submit },
      h("label", { for: "search" }, say("searchLabel")),
      field,
      h("button", { class: "first" }, say("search")),
    ),
    results,
  );
}

const companies = (text: string) =>
  new Pages(
    async (after) => (await ask(SEARCH, { text, after })).companies,
    ({ number, name, situation, address }) => {
      const place = [dotted(number), address?.postalCode, address?.municipality].filter(Boolean).join(" ");
      return h("li", {}, h("a", { href: `#/${number}` }, name), h("small", {}, `${place} · ${situation.label}`));
    },
  );

/** An enterprise number as people write it: 0206.731.645. */
export const dotted = (number: string) => number.replace(/^(\d{4})(\d{3})(\d{3})$/, "$1.$2.$3");
