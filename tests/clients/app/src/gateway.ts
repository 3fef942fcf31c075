import { createClient } from "graphql-sse";
import { config } from "./config";
import type { TypedDocumentString } from "./gql/graphql";
import { language } from "./language";
import { authorization, signOut } from "./sign-in";

type Headers = Record<string, string>;

/** Messages come in the language asked for, ready to be shown. */
const headers = (): Headers => ({ ...authorization(), "Accept-Language": language() });

/**
 * The data of an answer. The app asks for no field that `viewerPermissions` denies, and refusals of mutations are data;
 * so any error at the top level is trouble, and thrown.
 */
export async function ask<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  more: Headers = {},
): Promise<Data> {
  const response = await fetch(config.gateway, {
    method: "POST",
    headers: {
      ...headers(),
      "Content-Type": "application/json",
      Accept: "application/graphql-response+json, application/json;q=0.9",
      ...more,
    },
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  if (response.status === 401) await signOut();
  return dataOf((await response.json()) as Answer<Data>);
}

/** Each event, until `stop` is aborted; throws Refused when the right to follow is lost, or what else breaks. */
export async function* follow<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  stop: AbortSignal,
): AsyncGenerator<Data> {
  const client = createClient({ url: config.gateway, headers, retryAttempts: 0 });
  stop.addEventListener("abort", () => client.dispose());
  const answers = client.iterate<Data>({ query: document.toString(), variables });
  for await (const answer of answers) yield dataOf(answer);
}

/** The gateway's own no; its message is for the person at the screen. */
export class Refused extends Error {}

interface Answer<Data> {
  data?: Data | null;
  errors?: readonly { message: string }[];
}

function dataOf<Data>({ data, errors }: Answer<Data>): Data {
  if (errors?.[0] || !data) throw new Refused(errors?.[0]?.message ?? "There is no answer.");
  return data;
}
