import { UserManager } from "oidc-client-ts";
import { config } from "./config";

const manager = new UserManager({
  authority: new URL(config.issuer, location.href).href,
  client_id: config.client,
  redirect_uri: location.origin + location.pathname,
  scope: "openid profile",
  automaticSilentRenew: false,
});

/** The bearer token of whoever is signed in; kept for this tab alone, in its session storage. */
let token: string | undefined;

export const signedIn = () => token !== undefined;

/** What each request and each stream carries. */
export const authorization = (): Record<string, string> => (token ? { Authorization: `Bearer ${token}` } : {});

/** Off to the issuer, and back to the company that is shown now. */
export const signIn = () => manager.signinRedirect({ state: location.hash });

/** Also what a token leads to that counts no longer; the page hears of it as the event `signed-out`. */
export async function signOut() {
  token = undefined;
  await manager.removeUser();
  dispatchEvent(new Event("signed-out"));
}

/** Who comes back from the issuer brings a code for the token; whoever stayed has theirs still. */
export async function resume() {
  if (new URLSearchParams(location.search).has("state")) {
    const back = location.origin + location.pathname;
    const user = await manager.signinCallback().finally(() => history.replaceState(null, "", back));
    history.replaceState(null, "", back + (user?.state ?? ""));
  }
  const user = await manager.getUser();
  token = user && !user.expired ? user.access_token : undefined;
}
