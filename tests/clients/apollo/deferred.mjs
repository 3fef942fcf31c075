// A page that shows the company at once and its history as soon as it comes, or why it does not.
import { gql } from "@apollo/client";
import { Defer20220824Handler, GraphQL17Alpha9Handler } from "@apollo/client/incremental";

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

const incrementalHandler = given.format === "2022" ? new Defer20220824Handler() : new GraphQL17Alpha9Handler();
const client = connect(given.who, { incrementalHandler });
const shown = [];
await new Promise((resolve) =>
  client.watchQuery({ query: page, variables: { number: given.company }, errorPolicy: "all" }).subscribe((result) => {
    const { data, error, loading } = result;
    if (data?.company) shown.push({ name: data.company.name, history: data.company.history, errors: error?.errors });
    if (!loading) resolve();
  }),
);
client.stop();

saw(shown);
