// A subscription over a WebSocket updates the company in the cache, and so every page that shows it.
import { gql } from "@apollo/client";
import { ApolloLink } from "@apollo/client/link";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { OperationTypeNode } from "graphql";
import { createClient } from "graphql-ws";
import WebSocket from "ws";

import { given, saw, signedIn, socket } from "../given.mjs";
import { confirm, history } from "../company.mjs";
import { connect } from "./connect.mjs";

const companyChanged = gql`
  subscription CompanyChanged($number: EnterpriseNumber!, $since: ID) {
    companyChanged(number: $number, since: $since) {
      id
      event
      company { id chiefAccessManager { id confirmedAt } }
    }
  }
`;

const page = gql`
  query Page($number: EnterpriseNumber!) {
    company(number: $number) { id chiefAccessManager { id confirmedAt } }
  }
`;

const { company: number, who } = given;
const overSocket = createClient({ url: socket, webSocketImpl: WebSocket, connectionParams: signedIn(who) });
const isSubscription = ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION;
const around = (http) => ApolloLink.split(isSubscription, new GraphQLWsLink(overSocket), http);
const client = connect(who, { around });

const { data: before } = await client.query({ query: page, variables: { number } });
const [{ id: since }] = await history(who, number);
const event = await new Promise((resolve, reject) => {
  client.subscribe({ query: companyChanged, variables: { number, since } }).subscribe({ next: resolve, error: reject });
  confirm(who, number).catch(reject);
});
const after = client.readQuery({ query: page, variables: { number } });
client.stop();
overSocket.dispose();

saw({
  event: event.data.companyChanged.event,
  before: before.company.chiefAccessManager.confirmedAt,
  after: after.company.chiefAccessManager.confirmedAt,
});
