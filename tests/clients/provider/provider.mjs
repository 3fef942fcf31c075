// What kind of provider it is: it has people sign in with their name, requires PKCE, and makes access tokens for one
// resource each (RFC 8707): JWTs that say who somebody is, in the claims that the test has for them.
import { randomBytes } from "node:crypto";
import { errors, Provider } from "oidc-provider";

const COOKIES = { keys: [randomBytes(32).toString("hex")] };

/** Sessions and codes are in the memory of the process: those of the provider that this one replaces go on. */
export function providerOf(url, keys, given) {
  const { clients, people, resources, defaults } = given;
  const provider = new Provider(url, {
    jwks: { keys },
    cookies: COOKIES,
    clients,
    clientBasedCORS: (ctx, origin, client) => client.redirectUris.some((uri) => new URL(uri).origin === origin),
    findAccount: (ctx, name) => accountOf(name, people[name]),
    extraTokenClaims: (ctx, token) => people[token.accountId],
    claims: { openid: Object.keys(Object.values(people)[0]) }, // Identity tokens have them too.
    conformIdTokenClaims: false,
    formats: { customizers: { jwt: (ctx, token, parts) => void Object.assign(parts.payload, given.lies.tokens) } },
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: true },
      dPoP: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: (ctx, client) => defaults[client.clientId],
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, resource) => serverOf(resources[resource]),
      },
    },
  });
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.oidc?.route === "discovery") Object.assign(ctx.body, given.lies.discovery);
  });
  return provider;
}

function accountOf(name, claims) {
  return claims && { accountId: name, claims: () => ({ sub: name, ...claims }) };
}

function serverOf(resource) {
  if (!resource) throw new errors.InvalidTarget();
  const { audience, algorithm } = resource;
  return { audience, scope: "", accessTokenFormat: "jwt", jwt: { sign: { alg: algorithm } } };
}
