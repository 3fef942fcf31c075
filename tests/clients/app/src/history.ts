import { h } from "./dom";
import { ask } from "./gateway";
import { graphql } from "./gql";
import { moment } from "./language";
import { Pages } from "./pages";

const HISTORY = graphql(`
  query History($number: EnterpriseNumber!, $after: String) {
    company(number: $number) {
      history(first: 5, after: $after) {
        edges {
          node {
            id
            at
            message
            by { firstName lastName }
          }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

/** What happened, the newest first. */
export const history = (number: string) =>
  new Pages(
    async (after) => (await ask(HISTORY, { number, after })).company?.history,
    ({ at, message, by }) =>
      h(
        "li",
        {},
        message,
        h("small", {}, h("time", { datetime: at }, moment(at)), by && ` · ${by.firstName} ${by.lastName}`),
      ),
  );
