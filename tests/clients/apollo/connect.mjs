// Apollo Client as an app sets it up.
import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client";
import { relayStylePagination } from "@apollo/client/utilities";

import { endpoint, signedIn } from "../given.mjs";

/** What has an id is found by it wherever it is read; what has none is part of its company, and to be merged there. */
const typePolicies = {
  Company: { fields: { representatives: relayStylePagination() } },
  CompanyAccount: { merge: true },
  Ebox: { merge: true },
};

const same = (it) => it;

/**
 * A client of one persona. `sent` collects the requests that leave it, `receive` sees the answers that come, and
 * `around` puts links before the one to the network.
 */
export function connect(who, { sent = [], receive = same, around = same, ...options } = {}) {
  const send = (address, request) => {
    sent.push({ address, ...request, body: request.body && JSON.parse(request.body) });
    return receive(fetch(address, request));
  };
  const http = new HttpLink({ uri: endpoint, headers: signedIn(who), fetch: send });
  return new ApolloClient({ link: around(http), cache: new InMemoryCache({ typePolicies }), ...options });
}
