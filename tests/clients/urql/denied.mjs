// A field that is denied: null, and an error beside the data.
import { gql } from "@urql/core";

import { given, saw } from "../given.mjs";
import { connect } from "./connect.mjs";

const page = gql`
  query Page($number: EnterpriseNumber!) {
    company(number: $number) { id name history(first: 1) { edges { node { event } } } }
  }
`;

const { data, error } = await connect(given.who).client.query(page, { number: given.company });

saw({
  name: data.company.name,
  history: data.company.history,
  codes: error.graphQLErrors.map(({ extensions }) => extensions.code),
});
