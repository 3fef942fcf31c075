// A manager follows their company until they are replaced: with the right the stream ends.
import { companyChanged, history, replace } from "../company.mjs";
import { given, saw } from "../given.mjs";
import { connect } from "./connect.mjs";

const { company: number, manager, representative, successor, transport } = given;

const [{ id: since }] = await history(manager, number);
const { client } = connect(transport, manager);
const told = [];
const end = new Promise((resolve) =>
  client.subscribe(
    { query: companyChanged, variables: { number, since } },
    { next: (result) => told.push(result), error: (errors) => resolve(errors), complete: () => resolve(null) },
  ),
);
const done = await replace(representative, number, successor);
const errors = (await end) ?? told.pop().errors;
client.dispose();

saw({ done, told, errors });
