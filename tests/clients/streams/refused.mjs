// Somebody who may not follow a company, or not for long: what each client is told, and how the connection ends.
import { companyChanged } from "../company.mjs";
import { given, saw } from "../given.mjs";
import { TRANSPORTS, connect } from "./connect.mjs";

async function refusal(transport) {
  const { client } = connect(transport, given.who);
  const told = [];
  const end = await new Promise((resolve) =>
    client.subscribe(
      { query: companyChanged, variables: { number: given.company } },
      { next: (result) => told.push(result), error: resolve, complete: () => resolve(told.pop().errors) },
    ),
  );
  client.dispose();
  return Array.isArray(end) ? { errors: end } : { closed: end.code ?? end.message };
}

saw(Object.fromEntries(await Promise.all(TRANSPORTS.map(async (transport) => [transport, await refusal(transport)]))));
