import { createGraphiQLFetcher, type Fetcher, type FetcherParams } from "@graphiql/toolkit";
import { type ExecutionResult, getOperationAST, type IntrospectionQuery, parse } from "graphql";
import { createClient } from "graphql-ws";

import { ADDRESS, asWhoever, bearer } from "./ask";
import { matrix } from "./matrix";
import { decorate } from "./rights";
import { Store } from "./store";

/** Goes up whenever something may have been changed from here, so that what depends on it is asked again. */
export const changes = new Store(0);

/** One socket for as long as a subscription lasts; the next is opened as whoever is signed in by then. */
const socket = createClient({
  url: `${location.origin.replace(/^http/, "ws")}${ADDRESS}`,
  lazyCloseTimeout: 0,
  async connectionParams() {
    const authorization = await bearer();
    return authorization ? { Authorization: authorization } : {};
  },
});

const send = createGraphiQLFetcher({ url: ADDRESS, fetch: asWhoever, wsClient: socket });

/** What GraphiQL asks with. */
export const fetcher: Fetcher = async (asked, options) => {
  const answer = await send(named(asked), options);
  if (asked.operationName === "IntrospectionQuery") return decorated(answer as ExecutionResult);
  if (kindOf(asked) === "mutation") changes.set(changes.get() + 1);
  return answer;
};

/** What GraphiQL asks; for a moment after a change of tab it still names the operation of the other tab. */
function named({ operationName, ...asked }: FetcherParams): FetcherParams {
  return kindOf({ ...asked, operationName }) ? { ...asked, operationName } : asked;
}

function kindOf({ query, operationName }: FetcherParams): string | undefined {
  try {
    return getOperationAST(parse(query), operationName)?.operation;
  } catch {
    return undefined; // The gateway says what is wrong with it.
  }
}

async function decorated(answer: ExecutionResult): Promise<ExecutionResult> {
  if (!answer.data) return answer;
  const schema = decorate(answer.data as unknown as IntrospectionQuery, await matrix());
  return { ...answer, data: schema as unknown as Record<string, unknown> };
}
