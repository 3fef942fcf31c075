// A field that is denied, under each of Apollo's error policies; and a query that is no query.
import { gql } from "@apollo/client";
import { CombinedGraphQLErrors } from "@apollo/client/errors";

import { given, saw } from "../given.mjs";
import { connect } from "./connect.mjs";

const denied = gql`
  query Denied($number: EnterpriseNumber!) {
    company(number: $number) { id name history(first: 1) { edges { node { event } } } }
  }
`;

const wrong = gql`{ company(number: "0000000196") { nationalNumber } }`;

async function asked(query, errorPolicy) {
  const asked = connect(given.who).query({ query, variables: { number: given.company }, errorPolicy });
  const { data, error } = await asked.catch((error) => ({ error }));
  const errors = CombinedGraphQLErrors.is(error) ? error.errors : [];
  return {
    name: data?.company?.name,
    history: data?.company?.history,
    errors: errors.map(({ path, extensions: { code, decision } }) => ({ path, code, reason: decision?.reason })),
  };
}

saw({
  none: await asked(denied, "none"),
  all: await asked(denied, "all"),
  ignore: await asked(denied, "ignore"),
  wrong: await asked(wrong, "all"),
});
