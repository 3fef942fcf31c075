import { ask } from "./ask";
import type { Cell } from "./rights";

const MATRIX = "{ policy { matrix { role action allowed sides } } }";

/** Every role with every action, by the policy in force; empty to those who may not read it. */
export async function matrix(): Promise<Cell[]> {
  const answer = await ask<{ policy: { matrix: Cell[] } | null }>(MATRIX);
  return answer.data?.policy?.matrix ?? [];
}
