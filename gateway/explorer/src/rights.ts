import type { GraphQLField, IntrospectionQuery } from "graphql";

/** Whether a role has a right, and of a mandate for which sides. */
export interface Cell {
  role: string;
  action: string;
  allowed: boolean;
  sides: string[] | null;
}

const REQUIRES = /\s*Requires ([A-Z][A-Z_]*)\.$/; // How the descriptions of guarded fields end.
const BADGE = /\*\*`([A-Z][A-Z_]*)`\*\*/;

/** The schema with the right of each field as a badge in its description, and who has it. */
export function decorate(introspection: IntrospectionQuery, matrix: readonly Cell[]): IntrospectionQuery {
  const types = introspection.__schema.types.map((type) =>
    "fields" in type && type.fields ? { ...type, fields: type.fields.map((field) => badged(field, matrix)) } : type,
  );
  return { __schema: { ...introspection.__schema, types } } as IntrospectionQuery;
}

function badged<Field extends { description?: string | null }>(field: Field, matrix: readonly Cell[]): Field {
  const right = field.description?.match(REQUIRES)?.[1];
  if (!right) return field;
  const said = field.description?.replace(REQUIRES, "");
  // A line of its own, but in the same paragraph: lists of fields show the first paragraph alone.
  return { ...field, description: `${said}  \n**\`${right}\`** ${whoMay(right, matrix).join(", ")}` };
}

/** The right that a field of the decorated schema needs, if it needs one. */
export function rightOf(field: GraphQLField<unknown, unknown>): string | undefined {
  return field.description?.match(BADGE)?.[1];
}

/** Who has a right, in words; empty if that is not known. */
export function whoMay(right: string, matrix: readonly Cell[]): string[] {
  const cells = matrix.filter((cell) => cell.action === right && cell.allowed);
  const has = (role: string) => cells.find((cell) => cell.role === role && cell.sides?.length !== 1);
  if (has("PUBLIC")) return ["everybody"];
  if (has("PERSON")) return ["everybody signed in"];
  if (matrix.length && !cells.length) return ["nobody"];
  return cells.map(({ role, sides }) => inWords(role) + (sides?.length === 1 ? ` (${sides[0]?.toLowerCase()})` : ""));
}

/** A name of the schema as words. */
export function inWords(name: string): string {
  return name.toLowerCase().replaceAll("_", " ");
}
