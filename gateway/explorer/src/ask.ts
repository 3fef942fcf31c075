import type { ExecutionResult } from "graphql";

import { posted } from "./personas";
import { language, who } from "./who";

export const ADDRESS = "/graphql";

/** Ask as whoever is signed in, beside what is in the editor. */
export async function ask<Data>(
  query: string,
  variables: Record<string, unknown> = {},
): Promise<ExecutionResult<Data>> {
  const response = await asWhoever(ADDRESS, posted({ query, variables }));
  return (await response.json()) as ExecutionResult<Data>;
}

/** `fetch`, as whoever is signed in and in the language chosen, unless the request says otherwise. */
export async function asWhoever(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  const spoken = language.get();
  if (spoken && !headers.has("Accept-Language")) headers.set("Accept-Language", spoken);
  const authorization = await bearer();
  if (authorization && !headers.has("Authorization")) headers.set("Authorization", authorization);
  return fetch(input, { ...init, headers });
}

/** The Authorization header of whoever is signed in. */
export async function bearer(): Promise<string | undefined> {
  const signedIn = who.get();
  return signedIn ? `Bearer ${await signedIn.token()}` : undefined;
}
