// Signing in at an issuer: the authorization code flow, whose proof (PKCE) this issuer checks as a real one does.
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { answered, given, mayI, open, picture, ready, run, saw, type } from "./browser.mjs";

const issuer = new URL(given.issuer);
const seen = { asked: null, proved: false };

const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const CORS = { "Access-Control-Allow-Origin": given.address, "Content-Type": "application/json" };

const pages = {
  "/.well-known/openid-configuration": () => ({
    issuer: given.issuer,
    authorization_endpoint: `${given.issuer}/authorize`,
    token_endpoint: `${given.issuer}/token`,
    jwks_uri: `${given.issuer}/keys`,
  }),
  "/token": (body) => {
    const { code_verifier: verifier, client_id: client, code } = Object.fromEntries(new URLSearchParams(body));
    const proof = createHash("sha256").update(verifier).digest("base64url");
    seen.proved = proof === seen.asked.code_challenge && client === given.client && code === "the-code";
    const claims = { iss: given.issuer, aud: given.client, sub: "1", name: "Léa Lambert", nonce: seen.asked.nonce };
    return { access_token: given.token, token_type: "Bearer", expires_in: 600, id_token: `${part({})}.${part(claims)}.` };
  },
};

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, given.issuer);
  if (pathname === "/authorize") {
    seen.asked = Object.fromEntries(searchParams);
    const back = new URL(seen.asked.redirect_uri);
    back.search = new URLSearchParams({ code: "the-code", state: seen.asked.state });
    return response.writeHead(302, { Location: back.href }).end();
  }
  const body = (await request.toArray()).join("");
  response.writeHead(200, CORS).end(JSON.stringify(pages[pathname](body)));
}).listen(Number(issuer.port), issuer.hostname);

const page = await open();
seen.before = await page.locator(".who").innerText();
await page.getByRole("button", { name: "Sign in", exact: true }).click();
await page.getByRole("button", { name: "Sign out", exact: true }).waitFor();
await ready(page);
seen.after = await page.locator(".who").innerText();
seen.at = page.url();
await type(page, '{ company(number: "0000000196") { viewerRoles account { status } } }');
await run(page);
await answered(page, '"LEGAL_REPRESENTATIVE"');
seen.rights = await mayI(page, "Léa Lambert", "ACCOUNT_READ", "yes");
seen.kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
await picture(page, "signed-in");
await page.getByRole("button", { name: "Sign out", exact: true }).click();
await mayI(page, null, "ACCOUNT_READ", "no");
server.close();
await saw(seen);
