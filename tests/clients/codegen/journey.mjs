// Runs the compiled program: its documents go as text, or by their hash alone.
import { endpoint, given, saw, signedIn } from "../given.mjs";
import { journey } from "./built/program.js";

const headers = { "Content-Type": "application/json", ...signedIn(given.who) };

async function send(request) {
  const response = await fetch(endpoint, { method: "POST", headers, body: JSON.stringify(request) });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

const byText = (document, variables) => send({ query: document.toString(), variables });
const byHash = (document, variables) => send({ documentId: `sha256:${document.__meta__.hash}`, variables });

saw(await journey(given.byHash ? byHash : byText, given.company));
