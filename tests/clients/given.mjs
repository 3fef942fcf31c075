// What the test tells a script, on standard input, and what the script saw, on standard output, for the test to judge.
import { readFileSync } from "node:fs";

export const given = JSON.parse(readFileSync(0, "utf8"));

export const endpoint = `${given.address}/graphql`;

export const socket = endpoint.replace(/^http/, "ws");

export const signedIn = (who) => (who ? { Authorization: `Bearer ${given.tokens[who]}` } : {});

export const saw = (seen) => process.stdout.write(JSON.stringify(seen));
