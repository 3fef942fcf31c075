import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLNamedType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from "graphql";

import { type Arguments, keyOf, type Place, placeBelow, placeOfRoot } from "./place";
import { rightOf } from "./rights";

/** A right that an operation needs in a place, and the fields that need it, as paths of the answer. */
export interface Needed {
  right: string;
  place: Place;
  paths: string[];
}

interface Walk {
  schema: GraphQLSchema;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
  found: Map<string, Needed>;
}

/** Where a walk stands. `place`: null at the root; `inside`: the fragments that it is in, so as to go round in none. */
interface Here {
  type: GraphQLNamedType;
  place: Place | null;
  path: readonly string[];
  inside: readonly string[];
}

/** All that an operation needs a right for. What is not valid, or not yet, is passed over: the editor marks it. */
export function needed(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
  variables: Record<string, unknown>,
): Needed[] {
  const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  const operation = operations.find((each) => each.name?.value === operationName) ?? operations[0];
  const type = operation && schema.getRootType(operation.operation);
  if (!operation || !type) return [];
  const fragments = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  const walk: Walk = {
    schema,
    fragments: new Map(fragments.map((each) => [each.name.value, each])),
    variables: { ...defaults(operation), ...variables },
    found: new Map(),
  };
  visitAll(walk, operation.selectionSet, { type, place: null, path: [], inside: [] });
  return [...walk.found.values()];
}

function defaults(operation: OperationDefinitionNode): Record<string, unknown> {
  const withDefault = (operation.variableDefinitions ?? []).filter((each) => each.defaultValue);
  return Object.fromEntries(
    withDefault.map((each) => [each.variable.name.value, each.defaultValue && valueFromASTUntyped(each.defaultValue)]),
  );
}

function visitAll(walk: Walk, selections: SelectionSetNode, here: Here): void {
  for (const selection of selections.selections) {
    if (!isLeftOut(walk, selection)) visit(walk, selection, here);
  }
}

function visit(walk: Walk, selection: SelectionNode, here: Here): void {
  if (selection.kind === Kind.FIELD) return visitField(walk, selection, here);
  const name = selection.kind === Kind.FRAGMENT_SPREAD ? selection.name.value : undefined;
  const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? walk.fragments.get(selection.name.value) : selection;
  if (!fragment || (name && here.inside.includes(name))) return;
  const condition = fragment.typeCondition?.name.value;
  const type = condition ? walk.schema.getType(condition) : here.type;
  if (!type) return;
  visitAll(walk, fragment.selectionSet, { ...here, type, inside: name ? [...here.inside, name] : here.inside });
}

function visitField(walk: Walk, node: FieldNode, here: Here): void {
  const fields = isObjectType(here.type) || isInterfaceType(here.type) ? here.type.getFields() : {};
  const field = fields[node.name.value];
  if (!field) return;
  const path = [...here.path, node.alias?.value ?? node.name.value];
  const place = here.place ?? placeOfRoot(field, argumentsOf(walk, field, node));
  const right = rightOf(field);
  if (right) note(walk.found, right, place, path.join("."));
  if (!node.selectionSet) return;
  const below = { type: getNamedType(field.type), place: placeBelow(here.type, field, place), path };
  visitAll(walk, node.selectionSet, { ...here, ...below });
}

function note(found: Map<string, Needed>, right: string, place: Place, path: string): void {
  const key = `${right} ${keyOf(place)}`;
  const noted = found.get(key) ?? { right, place, paths: [] };
  if (!noted.paths.includes(path)) noted.paths.push(path);
  found.set(key, noted);
}

function argumentsOf(walk: Walk, field: GraphQLField<unknown, unknown>, node: FieldNode): Arguments {
  try {
    return getArgumentValues(field, node, walk.variables);
  } catch {
    return undefined; // A value is missing, or of a wrong kind.
  }
}

function isLeftOut(walk: Walk, node: SelectionNode): boolean {
  try {
    const skip = getDirectiveValues(GraphQLSkipDirective, node, walk.variables);
    const include = getDirectiveValues(GraphQLIncludeDirective, node, walk.variables);
    return skip?.if === true || include?.if === false;
  } catch {
    return false; // The variable has no value yet.
  }
}
