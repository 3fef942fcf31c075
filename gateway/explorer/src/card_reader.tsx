import { type GraphiQLPlugin, useGraphiQL } from "@graphiql/react";
import { type FormEvent, useState } from "react";

import { posted } from "./personas";
import { useOpen } from "./tab";
import { who } from "./who";

const SIGN = `mutation SignTheProxy($input: SignMandateInput!) {
  signMandate(input: $input) {
    mandate {
      status
      waitingFor
    }
    errors {
      code
      message
      path
    }
  }
}`;

/** The demo's card reader: signs the proxy of a mandate with the eID of whoever one is, as Web eID would. */
function CardReader() {
  const open = useOpen();
  const persona = who.use()?.name;
  const shown = useGraphiQL((state) => mandateIn(parsed(state.tabs[state.activeTabIndex]?.response)));
  const [wrong, setWrong] = useState("");
  const sign = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const mandate = String(new FormData(event.currentTarget).get("mandate")).trim();
    const response = await fetch("/demo/sign", posted({ persona, mandate }));
    const body = await response.json();
    setWrong(response.ok ? "" : body.errors[0].message);
    if (response.ok) open(SIGN, { input: body });
  };
  return (
    <form className="card-reader" onSubmit={sign}>
      <h2>Card reader</h2>
      <p>
        Signs the electronic proxy of a mandate, and opens a tab that sends the signature. A mandate has effect when a
        legal representative of each side has signed it.
      </p>
      <label>
        Id of the mandate
        <input key={shown} name="mandate" defaultValue={shown} required autoComplete="off" spellCheck={false} />
      </label>
      <button type="submit" disabled={!persona}>
        {persona ? `Sign with the eID of ${persona}` : "Be somebody first"}
      </button>
      {wrong && <p role="alert">{wrong}</p>}
    </form>
  );
}

/** The id of the first mandate in an answer, so that nobody has to copy it. */
function mandateIn(answer: unknown): string | undefined {
  if (typeof answer !== "object" || answer === null) return undefined;
  const { mandate } = answer as { mandate?: { id?: string } | null };
  if (mandate?.id) return mandate.id;
  for (const value of Object.values(answer)) {
    const found = mandateIn(value);
    if (found) return found;
  }
  return undefined;
}

function parsed(response: string | null | undefined): unknown {
  try {
    return JSON.parse(response || "null");
  } catch {
    return null; // It is on its way.
  }
}

function Icon() {
  return (
    <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round">
      <rect x="2" y="4" width="16" height="12" rx="2" />
      <path d="M5 8h4v4H5zM12 9h3M12 12h3" />
    </svg>
  );
}

export const CARD_READER: GraphiQLPlugin = { title: "Card reader", icon: Icon, content: CardReader };
