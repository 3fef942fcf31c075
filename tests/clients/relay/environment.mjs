// Relay as an app sets it up.
import { createClient } from "graphql-ws";
import relay from "relay-runtime";
import WebSocket from "ws";

import { endpoint, signedIn, socket } from "../given.mjs";

const { Environment, Network, Observable, RecordSource, Store } = relay;

/** A store of one persona, and the ways in which it asks. */
export function environmentOf(who) {
  const headers = { "Content-Type": "application/json", ...signedIn(who) };
  const ask = async ({ name, text }, variables) => {
    const body = JSON.stringify({ query: text, operationName: name, variables });
    return (await fetch(endpoint, { method: "POST", headers, body })).json();
  };
  const client = createClient({ url: socket, webSocketImpl: WebSocket, connectionParams: signedIn(who) });
  const follow = ({ name, text }, variables) =>
    Observable.create((sink) => client.subscribe({ query: text, operationName: name, variables }, sink));
  return new Environment({ network: Network.create(ask, follow), store: new Store(new RecordSource()) });
}
