interface Config {
  /** The address of the gateway. */
  gateway: string;
  /** The issuer that people sign in with, and what it knows this app as. */
  issuer: string;
  client: string;
}

/** What differs from one installation to the next; so one build serves them all. */
export const config: Config = await (await fetch("config.json")).json();
