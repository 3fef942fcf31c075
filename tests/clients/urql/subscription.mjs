// A subscription over server-sent events, by urql's own fetch exchange.
import { companyChanged, confirm, history } from "../company.mjs";
import { given, saw } from "../given.mjs";
import { connect } from "./connect.mjs";

const { company: number, who } = given;
const { client } = connect(who);
const [{ id: since }] = await history(who, number);
const told = [];
client.subscription(companyChanged, { number, since }).subscribe(({ data, error }) => {
  if (error) throw error;
  told.push(data.companyChanged.event);
  if (told.length < 2) return;
  saw({ told });
  process.exit(); // urql breaks the request off by an error that nothing catches.
});
await confirm(who, number);
await confirm(who, number);
