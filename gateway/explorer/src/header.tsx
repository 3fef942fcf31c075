import { useEffect, useState } from "react";

import { become, type Persona, personas } from "./personas";
import { signIn, signOut } from "./sign_in";
import { told } from "./told";
import { language, speak, who } from "./who";

const LANGUAGES = { fr: "Français", nl: "Nederlands", de: "Deutsch", en: "English" };

/** Who I am and which language I speak, and the way to the panel that says what I may. */
export function Header({ panel, onPanel }: { panel: boolean; onPanel: () => void }) {
  return (
    <header className="header">
      <h1>
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="8" />
          <path d="M9 23V13a7 7 0 0 1 14 0v10M16 23v-7" />
        </svg>
        Gateway
      </h1>
      {told.personas ? <Personas /> : <Person />}
      <Language />
      <button type="button" className="toggle" aria-pressed={panel} onClick={onPanel}>
        May I?
      </button>
    </header>
  );
}

function Personas() {
  const [listed, setListed] = useState<Persona[]>([]);
  const name = who.use()?.name ?? "";
  useEffect(() => {
    personas().then(setListed, () => setListed([]));
  }, []);
  return (
    <label className="who">
      I am
      <select value={name} onChange={(event) => become(event.target.value || null)}>
        <option value="">nobody</option>
        {listed.map((persona) => (
          <option key={persona.name} value={persona.name}>
            {persona.name}
          </option>
        ))}
      </select>
      <span>{listed.find((persona) => persona.name === name)?.who ?? "not signed in: the public search is open to all"}</span>
    </label>
  );
}

function Person() {
  const signedIn = who.use();
  if (!told.signIn) return <p className="who">Put a bearer token into the headers of an operation to be somebody.</p>;
  return (
    <p className="who">
      {signedIn ? `I am ${signedIn.name}` : "Nobody is signed in"}
      <button type="button" onClick={signedIn ? signOut : signIn}>
        {signedIn ? "Sign out" : "Sign in"}
      </button>
    </p>
  );
}

function Language() {
  return (
    <select
      aria-label="Language of messages"
      value={language.use() ?? ""}
      onChange={(event) => speak(event.target.value || undefined)}
    >
      <option value="">Browser language</option>
      {Object.entries(LANGUAGES).map(([tag, name]) => (
        <option key={tag} value={tag} lang={tag}>
          {name}
        </option>
      ))}
    </select>
  );
}
