// A certified OpenID provider, npm's oidc-provider, as a process of its own. A test tells it on stdin what it is and
// what befalls it, a JSON object a line, and reads an answer a line; it ends when stdin does.
import { createInterface } from "node:readline";
import { Door } from "./door.mjs";
import { Keys } from "./keys.mjs";
import { providerOf } from "./provider.mjs";

console.info = console.error; // The provider has remarks to make, and stdout is for answers alone.

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const told = async () => JSON.parse((await lines.next()).value ?? "null");
const answer = (said) => process.stdout.write(`${JSON.stringify(said)}\n`);

const given = await told();
const keys = new Keys(given.algorithms);
const door = new Door(given.key, given.certificate);
const url = `https://127.0.0.1:${await door.open()}`;

const begin = async () => {
  door.provider = providerOf(url, await keys.published(), given);
};

const befalls = {
  /** From now on it signs with the first of these keys and publishes them all. */
  async keys({ names }) {
    keys.names = names;
    await begin();
  },
  /** From now on it is down in one of the ways of `door.mjs`, or, with null, back. */
  async down({ how }) {
    door.down = how;
  },
  /** From now on its discovery document or its tokens say this, and the truth about all else. */
  async lies({ where, said }) {
    given.lies[where] = said;
  },
  /** A client may from now on have people sent back to this address too. */
  async redirects({ client, address }) {
    given.clients.find((one) => one.client_id === client).redirect_uris.push(address);
    await begin();
  },
  /** How often discovery document and keys were asked for since this was last asked. */
  async asked() {
    return door.counted();
  },
};

await begin();
answer({ url });
for (let next = await told(); next; next = await told()) answer((await befalls[next.do](next)) ?? {});
process.exit();
