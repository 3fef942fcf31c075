// The two clients that follow a subscription, as an app sets them up: they have one interface.
import { createClient as overSse } from "graphql-sse";
import { createClient as overSocket } from "graphql-ws";
import WebSocket from "ws";

import { endpoint, signedIn, socket } from "../given.mjs";

const RETRIES = 3;

/** A client over a WebSocket. `away`: what happens while the connection is broken off; `lose()` breaks it off. */
function socketClient(who, away) {
  const client = overSocket({
    url: socket,
    webSocketImpl: WebSocket,
    connectionParams: signedIn(who),
    retryAttempts: RETRIES,
    retryWait: away,
  });
  return { client, lose: () => client.terminate() };
}

/** A client over server-sent events, one request for each subscription. */
function sseClient(who, away) {
  let broken = new AbortController();
  const send = (address, request) =>
    fetch(address, { ...request, signal: AbortSignal.any([request.signal, broken.signal]) });
  const client = overSse({
    url: endpoint,
    headers: signedIn(who),
    retryAttempts: RETRIES,
    retry: away,
    fetchFn: send,
  });
  const lose = () => {
    broken.abort();
    broken = new AbortController();
  };
  return { client, lose };
}

const CLIENTS = { socket: socketClient, sse: sseClient };

export const TRANSPORTS = Object.keys(CLIENTS);

export const connect = (transport, who, away = async () => {}) => CLIENTS[transport](who, away);
