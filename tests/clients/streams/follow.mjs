// Follows a company while its representative acts by HTTP, loses the connection, and misses nothing.
import { companyChanged, confirm, history } from "../company.mjs";
import { given, saw } from "../given.mjs";
import { connect } from "./connect.mjs";

const { company: number, who, transport } = given;

let [{ id: last }] = await history(who, number);
// The client reads `since` whenever it subscribes: after a loss it goes on behind what was told last.
const variables = { number, get since() { return last; } };

let losses = 0;
const { client, lose } = connect(transport, who, async () => {
  losses += 1;
  await confirm(who, number);
  await confirm(who, number);
});

const events = client.iterate({ query: companyChanged, variables });
const next = async () => {
  const { data } = (await events.next()).value;
  last = data.companyChanged.id;
  return data.companyChanged;
};

await confirm(who, number);
const told = [await next()];
lose();
told.push(await next(), await next());
await confirm(who, number);
told.push(await next());
const { done } = await events.return();
client.dispose();

saw({ told, losses, done, history: (await history(who, number)).slice(0, 4).map(({ id }) => id) });
