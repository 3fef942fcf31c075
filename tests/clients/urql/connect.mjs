// urql as an app sets it up.
import { Client, cacheExchange, fetchExchange } from "@urql/core";

import { endpoint, signedIn } from "../given.mjs";

/** A client of one persona, and how many requests left it. */
export function connect(who) {
  const counted = { requests: 0 };
  const client = new Client({
    url: endpoint,
    exchanges: [cacheExchange, fetchExchange],
    fetch: (...request) => ((counted.requests += 1), fetch(...request)),
    fetchOptions: { headers: signedIn(who) },
    fetchSubscriptions: true,
    preferGetMethod: false,
  });
  return { client, counted };
}
