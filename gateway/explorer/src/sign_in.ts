import { InMemoryWebStorage, type User, UserManager, WebStorageStateStore } from "oidc-client-ts";

import { told } from "./told";
import { who } from "./who";

const HERE = `${location.origin}/graphql`;

/** Signs in at the issuer: authorization code flow with PKCE. Tokens stay in the memory of this page. */
const manager =
  told.signIn &&
  new UserManager({
    authority: told.signIn.issuer,
    client_id: told.signIn.client,
    redirect_uri: HERE,
    scope: "openid",
    automaticSilentRenew: false, // Without a refresh token it would open a frame, which the page's policy forbids.
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
  });

/** Send the person to the issuer, who sends them back to this page. */
export async function signIn(): Promise<void> {
  await manager?.signinRedirect();
}

/** Forget the token. The session at the issuer is the issuer's. */
export async function signOut(): Promise<void> {
  who.set(null);
  await manager?.removeUser();
}

/** If the issuer has just sent the person back: take the code that came with them, and leave it out of the address. */
export async function comeBack(): Promise<void> {
  const given = new URLSearchParams(location.search);
  if (!manager || !given.has("state")) return;
  try {
    arrived(await manager.signinRedirectCallback());
  } finally {
    history.replaceState(null, "", HERE);
  }
}

function arrived(user: User): void {
  const { name, given_name: givenName, sub } = user.profile;
  who.set({ name: name ?? givenName ?? sub, token: fresh });
}

async function fresh(): Promise<string> {
  let user = await manager?.getUser();
  if (user?.expired && user.refresh_token) user = await manager?.signinSilent();
  if (!user || user.expired) {
    who.set(null);
    throw new Error("The sign-in has ended: sign in again.");
  }
  return user.access_token;
}
