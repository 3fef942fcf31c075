// All audits of graphql-http, one after the other: which passed, and why the others did not.
import { serverAudits } from "graphql-http";

import { endpoint, saw } from "../given.mjs";

const results = [];
for (const audit of serverAudits({ url: endpoint })) {
  const { status, reason } = await audit.fn();
  results.push({ id: audit.id, name: audit.name, status, reason });
}
saw(results);
