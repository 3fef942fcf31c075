// Two pages read different fields of an account, which has no id: neither takes from the cache what the other one needs.
import { gql } from "@apollo/client";

import { given, saw } from "../given.mjs";
import { connect } from "./connect.mjs";

const status = gql`query Status($number: EnterpriseNumber!) { company(number: $number) { id account { status } } }`;
const since = gql`query Since($number: EnterpriseNumber!) { company(number: $number) { id account { activatedAt } } }`;

const client = connect(given.who);
const variables = { number: given.company };
await client.query({ query: status, variables });
await client.query({ query: since, variables });

saw(client.readQuery({ query: status, variables })?.company.account.status ?? null);
