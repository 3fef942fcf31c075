// A page that shows the company at once and its history as soon as it comes, or why it does not.
import { gql } from "@urql/core";

import { given, saw } from "../given.mjs";
import { connect } from "./connect.mjs";

const page = gql`
  query Page($number: EnterpriseNumber!) {
    company(number: $number) {
      id
      name
      ... @defer { history(first: 2) { edges { node { id event } } } }
    }
  }
`;

const shown = [];
await new Promise((resolve) =>
  connect(given.who).client.query(page, { number: given.company }).subscribe(({ data, error, hasNext }) => {
    shown.push({ name: data.company.name, history: data.company.history, errors: error?.graphQLErrors });
    if (!hasNext) resolve();
  }),
);

saw(shown);
