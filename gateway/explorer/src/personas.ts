import { type Who, who } from "./who";

export interface Persona {
  name: string;
  who: string;
}

const CHOSEN = "persona"; // In sessionStorage: two tabs can be two personas, and no token is ever stored.
const EARLY = 60_000;

/** Whom one can be in the demo. */
export async function personas(): Promise<Persona[]> {
  const response = await fetch("/demo/personas");
  return ((await response.json()) as { personas: Persona[] }).personas;
}

/** Become a persona, or nobody. */
export function become(name: string | null): void {
  if (name) sessionStorage.setItem(CHOSEN, name);
  else sessionStorage.removeItem(CHOSEN);
  who.set(name ? persona(name) : null);
}

/** Be again whom one was before this tab was loaded anew. */
export function becomeAgain(): void {
  become(sessionStorage.getItem(CHOSEN));
}

function persona(name: string): Who {
  let held: Promise<{ token: string; until: number }> | undefined;
  return {
    name,
    async token() {
      if (!held || (await held).until < Date.now() + EARLY) held = issued(name);
      held.catch(() => (held = undefined));
      return (await held).token;
    },
  };
}

async function issued(persona: string): Promise<{ token: string; until: number }> {
  const asked = Date.now();
  const response = await fetch("/demo/token", posted({ persona }));
  if (!response.ok) throw new Error(`Nobody could become ${persona}.`);
  const { token, seconds } = (await response.json()) as { token: string; seconds: number };
  return { token, until: asked + seconds * 1000 };
}

/** A request with a JSON body. */
export function posted(body: unknown): RequestInit {
  return { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}
