// The reply to an act is lost on the way. RetryLink sends it again, under the same Idempotency-Key.
import { randomUUID } from "node:crypto";

import { ApolloLink, gql } from "@apollo/client";
import { SetContextLink } from "@apollo/client/link/context";
import { RetryLink } from "@apollo/client/link/retry";

import { given, saw } from "../given.mjs";
import { connect } from "./connect.mjs";

const activate = gql`
  mutation Activate($input: ActivateEboxInput!) {
    activateEbox(input: $input) { ebox { status } errors { code } }
  }
`;

const once = new SetContextLink(({ headers }) => ({ headers: { ...headers, "Idempotency-Key": randomUUID() } }));
const again = new RetryLink({ delay: { initial: 1 }, attempts: { max: 3 } });
const around = (http) => ApolloLink.from([once, again, http]);

const sent = [];
const lose = async (answer) => {
  await answer;
  if (sent.length === 1) throw new TypeError("The connection broke off.");
  return answer;
};
const client = connect(given.who, { sent, around, receive: lose });
const input = { company: given.company, notificationEmail: "post@demo.example" };
const { data } = await client.mutate({ mutation: activate, variables: { input } });
client.stop();

saw({
  answer: data.activateEbox,
  keys: sent.map(({ headers }) => headers["Idempotency-Key"] ?? headers["idempotency-key"]),
});
