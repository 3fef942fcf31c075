/** What the gateway told this page about itself, in the page. */
interface Told {
  /** Whether there is a demo, whose personas one can be. */
  personas: boolean;
  /** Where people sign in, if they can here. */
  signIn: { issuer: string; client: string } | null;
}

const written = document.querySelector<HTMLMetaElement>("meta[name=gateway]");

export const told = JSON.parse(written?.content ?? "{}") as Told;
