// A page of another origin opens a socket, with the token of a victim even: the handshake itself is refused.
import WebSocket from "ws";

import { saw, socket } from "../given.mjs";

const knock = (origin) =>
  new Promise((resolve) => {
    const opened = new WebSocket(socket, "graphql-transport-ws", { origin });
    opened.on("open", () => (opened.close(), resolve("open")));
    opened.on("unexpected-response", (_request, response) => resolve(response.statusCode));
    opened.on("error", () => {});
  });

saw({ own: await knock(socket.replace(/^ws(.*)\/graphql$/, "http$1")), foreign: await knock("https://evil.example") });
