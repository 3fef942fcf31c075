// Automatic persisted queries: the text travels once, then its hash alone, by GET.
import { createHash } from "node:crypto";

import { gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";

import { given, saw } from "../given.mjs";
import { connect } from "./connect.mjs";

const query = gql`
  query Persisted($number: EnterpriseNumber!) {
    company(number: $number) { id name }
  }
`;

const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const persisted = (http) => new PersistedQueryLink({ sha256, useGETForHashedQueries: true }).concat(http);
const sent = [];
const names = [];
for (const _app of ["the first that asks", "the second"]) {
  const client = connect(null, { sent, around: persisted });
  const { data } = await client.query({ query, variables: { number: given.company } });
  names.push(data.company.name);
}

saw({
  names,
  sent: sent.map(({ method, address, body }) => ({
    method,
    text: Boolean(body?.query ?? new URL(address).searchParams.has("query")),
    hash: (address + JSON.stringify(body ?? "")).includes("sha256Hash"),
  })),
});
