import { useGraphiQL } from "@graphiql/react";
import { type DocumentNode, Kind, parse } from "graphql";
import { useEffect, useRef, useState } from "react";

import { changes } from "./fetcher";
import { matrix } from "./matrix";
import { needed } from "./may_i";
import { keyOf } from "./place";
import { type Cell, inWords, whoMay } from "./rights";
import { known, type Verdict } from "./verdict";
import { language, who } from "./who";

const PAUSE = 250; // Milliseconds without a keystroke.

interface Row {
  key: string;
  right: string;
  paths: string[];
  who: string[];
  verdict: Verdict;
}

interface Group {
  title: string;
  roles: string[];
  rows: Row[];
}

/** What was found for somebody; so that it can be compared with what is found for the next. */
interface Found {
  name: string;
  groups: Group[];
}

/** For each right that the operation in the editor needs: who has it, whether I do, and if not, why. */
export function MayI() {
  const { now, before } = useFound();
  const signedIn = who.use();
  return (
    <aside className="may-i" aria-label="May I?">
      <header>
        <h2>May I?</h2>
        <p>{signedIn ? `As ${signedIn.name}, in this operation` : "Nobody is signed in"}</p>
      </header>
      {now?.groups.length ? (
        now.groups.map((group) => <Place key={group.title} group={group} before={before} />)
      ) : (
        <p className="quiet">Nothing in this operation needs a right.</p>
      )}
    </aside>
  );
}

function Place({ group, before }: { group: Group; before: Found | null }) {
  return (
    <section>
      <h3>{group.title}</h3>
      {group.roles.length > 0 && <p className="quiet">You are: {group.roles.map(inWords).join(", ")}</p>}
      <ul>
        {group.rows.map((row) => (
          <Right key={row.key} row={row} before={before} />
        ))}
      </ul>
    </section>
  );
}

function Right({ row, before }: { row: Row; before: Found | null }) {
  const { right, verdict, paths } = row;
  const earlier = before?.groups.flatMap((group) => group.rows).find(({ key }) => key === row.key)?.verdict.allowed;
  const changed = earlier !== undefined && verdict.allowed !== undefined && earlier !== verdict.allowed;
  return (
    <li className={`right ${inClass(verdict)}${changed ? " changed" : ""}`} data-right={right}>
      <p>
        <span className="mark" role="img" aria-label={inAnswer(verdict)} />
        <code>{right}</code>
        {changed && <span className="was">{`${before?.name} ${earlier ? "may" : "may not"}`}</span>}
      </p>
      {verdict.message && !verdict.allowed && (
        <p className="why">
          {verdict.reason && <b>{verdict.reason}</b>} {verdict.message}
        </p>
      )}
      {verdict.missing && verdict.missing.length > 0 && <p className="quiet">Missing: {verdict.missing.join(", ")}</p>}
      <p className="quiet">Who may: {row.who.join(", ") || "not known"}</p>
      <p className="paths">{paths.join(" · ")}</p>
    </li>
  );
}

function inClass({ allowed }: Verdict): string {
  return allowed === undefined ? "depends" : allowed ? "yes" : "no";
}

function inAnswer({ allowed }: Verdict): string {
  return allowed === undefined ? "It depends" : allowed ? "Yes" : "No";
}

/** What is found for the operation as it stands, a moment after it was last touched. */
function useFound(): { now: Found | null; before: Found | null } {
  const { schema, operationName, tabs, activeTabIndex } = useGraphiQL((state) => state);
  const [found, setFound] = useState<{ now: Found | null; before: Found | null }>({ now: null, before: null });
  const signedIn = who.use();
  const spoken = language.use();
  const changed = changes.use();
  const { query, variables } = tabs[activeTabIndex] ?? { query: "", variables: "" };
  const asking = useRef(0);

  useEffect(() => {
    const document = documentOf(query);
    if (!schema || !document) return;
    const mine = ++asking.current;
    const timer = setTimeout(async () => {
      const needs = needed(schema, document, operationName, valuesOf(variables));
      const cells = await matrix();
      const groups = grouped(needs, await known(needs, cells), cells);
      if (mine !== asking.current) return;
      const now = { name: signedIn?.name ?? "nobody", groups };
      setFound(({ now: last, before }) => ({ now, before: last && last.name !== now.name ? last : before }));
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [schema, query, operationName, variables, signedIn, spoken, changed]);

  return found;
}

function grouped(needs: ReturnType<typeof needed>, about: Awaited<ReturnType<typeof known>>, cells: Cell[]): Group[] {
  return [...about].map(([place, { title, roles, verdict }]) => ({
    title,
    roles,
    rows: needs
      .filter((need) => keyOf(need.place) === place)
      .map(({ right, paths }) => ({
        key: `${right} ${place}`,
        right,
        paths,
        who: whoMay(right, cells),
        verdict: verdict(right),
      })),
  }));
}

const EMPTY: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };

function documentOf(text: string | null): DocumentNode | undefined {
  try {
    return text?.trim() ? parse(text) : EMPTY;
  } catch {
    return undefined; // Somebody is typing: what was found before stays until this can be read.
  }
}

function valuesOf(text: string | null | undefined): Record<string, unknown> {
  try {
    return JSON.parse(text || "{}") as Record<string, unknown>;
  } catch {
    return {}; // Somebody is typing.
  }
}
