import { ask } from "./ask";
import type { Needed } from "./may_i";
import { type Place, keyOf } from "./place";
import type { Cell } from "./rights";
import { who } from "./who";

/** What the gateway says about a right in a place. `allowed` is undefined where nobody can say beforehand. */
export interface Verdict {
  allowed?: boolean;
  message?: string;
  reason?: string | null;
  missing?: string[];
}

interface Decision extends Required<Verdict> {
  action: string;
  allowed: boolean;
}

/** What is known about a place: its name, and the verdict on each right there. */
export interface Known {
  title: string;
  roles: string[];
  verdict(right: string): Verdict;
}

const DECISION = "{ action allowed reason message missing }";

/** The places of these needs, each with what is known about it. */
export async function known(needs: readonly Needed[], matrix: readonly Cell[]): Promise<Map<string, Known>> {
  const places = new Map(needs.map(({ place }) => [keyOf(place), place]));
  const asked = [...places].map(async ([key, place]) => {
    const rights = needs.filter((need) => keyOf(need.place) === key).map(({ right }) => right);
    return [key, await about(place, rights, matrix)] as const;
  });
  return new Map(await Promise.all(asked));
}

async function about(place: Place, rights: readonly string[], matrix: readonly Cell[]): Promise<Known> {
  switch (place.kind) {
    case "company":
      return inCompany(place.number, matrix);
    case "mandate":
      return onMandate(place.id, rights);
    case "parties":
      return betweenParties(place, matrix);
    case "each":
      return unseen("In what the answer brings", "Judged for each item of the answer.", matrix);
    case "open":
      return unseen("Where a variable has no value yet", "Give it a value to know.", matrix);
    case "nowhere":
      return unseen("In no company", "It depends on who you are.", matrix);
  }
}

/** A place that nobody has seen yet: what is certain are the rights of everybody, and of everybody signed in. */
function unseen(title: string, message: string, matrix: readonly Cell[]): Known {
  return { title, roles: [], verdict: (right) => anywhere(right, matrix) ?? { message } };
}

function anywhere(right: string, matrix: readonly Cell[]): Verdict | undefined {
  const cells = matrix.filter((cell) => cell.action === right && cell.allowed && cell.sides?.length !== 1);
  const has = (role: string) => cells.some((cell) => cell.role === role);
  if (has("PUBLIC") || (who.get() && has("PERSON"))) return { allowed: true };
  return has("PERSON") ? { allowed: false, reason: "NOT_AUTHENTICATED", message: "Sign in first." } : undefined;
}

interface Company {
  name: string;
  number: string;
  viewerRoles: string[];
  viewerPermissions: Decision[];
}

const COMPANY = `query MayI($number: EnterpriseNumber!) {
  company(number: $number) { name number viewerRoles viewerPermissions ${DECISION} }
}`;

async function company(number: string): Promise<Company | Known> {
  const { data, errors } = await ask<{ company: Company | null }>(COMPANY, { number });
  if (data?.company) return data.company;
  const refused = errors?.[0];
  if (refused) return { title: number, roles: [], verdict: () => refusedBy(refused) };
  return { title: `${number}: no company of the register`, roles: [], verdict: inNoCompany };
}

async function inCompany(number: string, matrix: readonly Cell[]): Promise<Known> {
  const found = await company(number);
  if ("title" in found) return found;
  const decisions = new Map(found.viewerPermissions.map((decision) => [decision.action, decision]));
  return {
    title: `${found.name} (${found.number})`,
    roles: found.viewerRoles,
    verdict: (right) => decisions.get(right) ?? anywhere(right, matrix) ?? {},
  };
}

/** Reading what is not there answers null; acting on it is refused like acting in a foreign company. */
function inNoCompany(right: string): Verdict {
  if (right.endsWith("_READ")) return { message: "Answers null: there is no such company." };
  return { allowed: false, reason: "NO_ROLE", message: "Refused, as in any company in which you have no part." };
}

async function onMandate(id: string, rights: readonly string[]): Promise<Known> {
  const asked = rights.map((right) => `${right}: viewerCan(action: ${right}) ${DECISION}`).join(" ");
  const query = `query MayI($id: ID!) { mandate(id: $id) { version ${asked} } }`;
  const { data, errors } = await ask<{ mandate: Record<string, Decision> | null }>(query, { id });
  const mandate = data?.mandate;
  if (mandate) return { title: "This mandate", roles: [], verdict: (right) => mandate[right] ?? {} };
  const refused = errors?.[0];
  return { title: "This mandate", roles: [], verdict: () => (refused ? refusedBy(refused) : {}) };
}

/** A mandate can be prepared for the side on which one has the right: which side that is, the roles there say. */
async function betweenParties(place: Place & { kind: "parties" }, matrix: readonly Cell[]): Promise<Known> {
  const [principal, mandatary] = await Promise.all([company(place.principal), company(place.mandatary)]);
  const sides = [
    ["PRINCIPAL", principal],
    ["MANDATARY", mandatary],
  ] as const;
  const asked = sides.filter(([side]) => !place.side || place.side === side);
  const named = ([, found]: (typeof sides)[number]) => ("title" in found ? found.title : found.name);
  return {
    title: sides.map(named).join(" → "),
    roles: [],
    verdict(right) {
      const able = asked.filter(([side, found]) => !("title" in found) && mayFor(side, right, found.viewerRoles, matrix));
      if (able.length) return { allowed: true };
      return refusedHere(right, asked.map(([, found]) => found));
    },
  };
}

function mayFor(side: string, right: string, roles: readonly string[], matrix: readonly Cell[]): boolean {
  return matrix.some(
    (cell) => cell.action === right && cell.allowed && roles.includes(cell.role) && (cell.sides ?? [side]).includes(side),
  );
}

/** Why not: of the sides, the nearer one answers. */
function refusedHere(right: string, asked: readonly (Company | Known)[]): Verdict {
  const decisions = asked.flatMap((found) => ("title" in found ? [] : found.viewerPermissions.filter((each) => each.action === right)));
  const nearer = decisions.find((each) => !each.allowed && each.reason !== "NO_ROLE") ?? decisions.find((each) => !each.allowed);
  if (nearer) return nearer;
  return { allowed: false, reason: "WRONG_PARTY", message: "You may for the other side only." };
}

function refusedBy(error: { message: string; extensions?: Record<string, unknown> }): Verdict {
  const decision = error.extensions?.decision as Decision | undefined;
  if (decision) return decision;
  return error.extensions?.code === "UNAUTHENTICATED"
    ? { allowed: false, reason: "NOT_AUTHENTICATED", message: error.message }
    : { message: error.message };
}
