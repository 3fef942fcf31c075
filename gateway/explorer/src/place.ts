import { getNamedType, type GraphQLField, type GraphQLNamedType } from "graphql";

/** Where a right is asked for. */
export type Place =
  | { kind: "company"; number: string }
  | { kind: "mandate"; id: string }
  /** A mandate that is to be made. `side`: for which side, if that is said. */
  | { kind: "parties"; principal: string; mandatary: string; side?: string }
  /** Whatever the answer will bring: nobody can know beforehand. */
  | { kind: "each" }
  /** It is in a variable that has no value yet. */
  | { kind: "open" }
  /** A right about no company. */
  | { kind: "nowhere" };

export type Arguments = Record<string, unknown> | undefined;

/** Places of the same key are the same. */
export function keyOf(place: Place): string {
  return JSON.stringify(place);
}

/** Where a field of Query, Mutation or Subscription is judged: what its arguments name. Undefined ones are open. */
export function placeOfRoot(field: GraphQLField<unknown, unknown>, given: Arguments): Place {
  const names = new Set(field.args.map((argument) => argument.name));
  if (!["number", "id", "ids", "replaces", "input"].some((name) => names.has(name))) return { kind: "nowhere" };
  if (!given) return { kind: "open" };
  const input = (given.input ?? {}) as Record<string, string | undefined>;
  if (input.principal && input.mandatary) {
    const { principal, mandatary, side } = input;
    return { kind: "parties", principal, mandatary, ...(side && { side }) };
  }
  const number = given.number ?? input.company;
  if (number) return { kind: "company", number: String(number) };
  const mandate = input.mandate ?? given.replaces ?? (field.name === "mandate" ? given.id : undefined);
  return mandate ? { kind: "mandate", id: String(mandate) } : { kind: "each" };
}

/** The types whose `company`, and the fields whose mandate, is the one that is at hand already. */
const SAME_COMPANY = /^(AccessManager|Company(Changed|Event|Payload)|\w+Payload)$/;
const SAME_MANDATE = /^(Query|Mutation|MandatePayload)\.|^TakeOverPreview\.mandate$/;

/** Where the fields below a field are judged, if the field itself is judged in `place`. */
export function placeBelow(type: GraphQLNamedType, field: GraphQLField<unknown, unknown>, place: Place): Place {
  if (place.kind === "nowhere") return { kind: "each" };
  const below = getNamedType(field.type).name;
  if (below === "Company") return atRoot(type) || SAME_COMPANY.test(type.name) ? place : { kind: "each" };
  if (below.startsWith("Mandate") && below !== "MandatePayload") {
    return SAME_MANDATE.test(`${type.name}.${field.name}`) ? place : { kind: "each" };
  }
  return place;
}

function atRoot(type: GraphQLNamedType): boolean {
  return ["Query", "Mutation", "Subscription"].includes(type.name);
}
