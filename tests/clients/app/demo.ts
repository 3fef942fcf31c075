/**
 * What surrounds the app in production, played for the demo: the file `config.json`, and the issuer that people sign in
 * with. The issuer speaks the real protocol (OpenID Connect, code flow with PKCE), so that the app has no other way in
 * for the demo than for the world; but it asks for no password, and its tokens are those of the demo's personas.
 */
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Connect, Plugin, PreviewServer, ViteDevServer } from "vite";

export const GATEWAY = process.env.GATEWAY_URL ?? "http://127.0.0.1:8000/graphql";
const ISSUER = "/demo-issuer";
const CLIENT = "example-app";

/** For the development server and for the preview of what was built. */
export function demo(): Plugin {
  const play = (server: ViteDevServer | PreviewServer) => {
    server.middlewares.use("/config.json", (_, response) => json(response, 200, config()));
    server.middlewares.use(ISSUER, issuer);
  };
  return { name: "demo", configureServer: play, configurePreviewServer: play };
}

const config = () => ({ gateway: GATEWAY, issuer: ISSUER, client: CLIENT });

const issuer: Connect.NextHandleFunction = (request, response, next) => {
  const asked = new URL(request.url ?? "/", `http://${request.headers.host}`);
  const answers = { "/.well-known/openid-configuration": discover, "/authorize": choose, "/token": exchange };
  const answer = answers[asked.pathname as keyof typeof answers];
  if (answer) answer(request, response, asked).catch(next);
  else next();
};

async function discover(_: IncomingMessage, response: ServerResponse, asked: URL) {
  const at = asked.origin + ISSUER;
  json(response, 200, { issuer: at, authorization_endpoint: `${at}/authorize`, token_endpoint: `${at}/token` });
}

/** A page with a link for each persona: back to the app, with a code that stands for them and for the PKCE challenge. */
async function choose(_: IncomingMessage, response: ServerResponse, asked: URL) {
  const given = asked.searchParams;
  const back = new URL(given.get("redirect_uri") ?? "/", asked);
  if (back.origin !== asked.origin || given.get("code_challenge_method") !== "S256") {
    return json(response, 400, { error: "invalid_request" });
  }
  back.searchParams.set("state", given.get("state") ?? "");
  const { personas } = await gateway("personas");
  const links = personas.map(({ name, who }: Record<string, string>) => {
    back.searchParams.set("code", `${name}.${given.get("code_challenge")}`);
    return `<li><a href="${escaped(back.href)}">${name}</a>, ${who}`;
  });
  const head = `<title>Demo issuer</title><link rel="icon" href="/icon.svg">`;
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.end(`<!doctype html><html lang="en">${head}<h1>Who are you?</h1><ul>${links.join("")}</ul></html>`);
}

/** The persona's token for the code, if the verifier that comes with it is the one behind the challenge. */
async function exchange(request: IncomingMessage, response: ServerResponse) {
  const given = new URLSearchParams(await body(request));
  const [persona, challenge] = (given.get("code") ?? "").split(".");
  const verified = createHash("sha256").update(given.get("code_verifier") ?? "").digest("base64url");
  if (verified !== challenge) return json(response, 400, { error: "invalid_grant" });
  const { token, seconds } = await gateway("token", { persona });
  json(response, 200, { access_token: token, id_token: token, token_type: "Bearer", expires_in: seconds });
}

/** What the demo's gateway answers to programs on its own machine, and to no page of another origin. */
async function gateway(path: string, asked?: unknown) {
  const post = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(asked) };
  const response = await fetch(new URL(`/demo/${path}`, GATEWAY), asked ? post : {});
  if (!response.ok) throw new Error(`The demo's gateway answered ${response.status}`);
  return response.json();
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");

async function body(request: IncomingMessage) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

function json(response: ServerResponse, status: number, value: unknown) {
  response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" });
  response.end(JSON.stringify(value));
}
