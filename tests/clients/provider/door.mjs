// The one TLS server in front of the provider. What it serves can be replaced while it runs, as a rolling restart does,
// which is how the keys of oidc-provider are meant to be rotated; and it can be down in each way in which servers are.
import { createServer } from "node:https";

const COUNTED = { "/.well-known/openid-configuration": "discovery", "/jwks": "keys" };
const SLOW = 300; // Milliseconds.
const none = () => Object.fromEntries(Object.values(COUNTED).map((name) => [name, 0]));

export class Door {
  provider = null;
  down = null;
  #counts = none();

  constructor(key, cert) {
    this.server = createServer({ key, cert }, (request, response) => this.#serve(request, response));
    this.server.on("connection", (socket) => this.down === "refusing" && socket.resetAndDestroy());
  }

  /** The port on which it listens. */
  async open() {
    await new Promise((listens) => this.server.listen(0, "127.0.0.1", listens));
    return this.server.address().port;
  }

  /** How often what was asked for since this was last asked. */
  counted() {
    const counts = this.#counts;
    this.#counts = none();
    return counts;
  }

  #serve(request, response) {
    if (request.url in COUNTED) this.#counts[COUNTED[request.url]] += 1;
    if (this.down === "refusing") return request.socket.destroy(); // Over a connection that was open already.
    if (this.down === "failing") return response.writeHead(500).end();
    if (this.down === "hanging") return undefined;
    const answer = () => this.provider.callback()(request, response);
    return this.down === "slow" ? setTimeout(answer, SLOW) : answer();
  }
}
