import { h } from "./dom";
import { ask } from "./gateway";
import { graphql } from "./gql";
import { day } from "./language";
import { Pages } from "./pages";
import { say } from "./words";

const REPRESENTATIVES = graphql(`
  query Representatives($number: EnterpriseNumber!, $after: String) {
    company(number: $number) {
      representatives(first: 3, after: $after) {
        edges {
          node {
            id
            firstName
            lastName
            holderCompany { name }
            function { label }
            since
            legalRepresentative
          }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

/** Who holds which function today, and of whom it makes a legal representative. */
export const representatives = (number: string) =>
  new Pages(
    async (after) => (await ask(REPRESENTATIVES, { number, after })).company?.representatives,
    ({ firstName, lastName, holderCompany, function: held, since, legalRepresentative }) => {
      const names = [firstName && `${firstName} ${lastName}`, holderCompany?.name].filter(Boolean).join(", ");
      return h(
        "li",
        {},
        `${names} `,
        legalRepresentative && h("strong", {}, say("legalRepresentative")),
        h("small", {}, `${held.label} · ${say("since")} ${day(since)}`),
      );
    },
  );
