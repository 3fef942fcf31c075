// A page about a company that keeps itself up to date by a subscription.
import relay from "relay-runtime";

import { confirm } from "../company.mjs";
import { given, saw } from "../given.mjs";
import { environmentOf } from "./environment.mjs";
import { company, liveQuery, liveSubscription } from "./live.js";

const { createOperationDescriptor, fetchQuery, getSelector, requestSubscription } = relay;
const { company: number, who } = given;

// Relay warns of two types that share an id: its store keeps whatever has an id by that alone.
const warnings = [];
console.error = (warning) => warnings.push(warning);

const environment = environmentOf(who);
const operation = createOperationDescriptor(liveQuery, { number });
environment.retain(operation);
await fetchQuery(environment, liveQuery, { number }).toPromise();
const selector = getSelector(company, environment.lookup(operation.fragment).data.company);
const nodes = ({ history }) => history.edges.map(({ node }) => node);
const page = () => environment.lookup(selector).data;

const before = page();
const since = before.history.edges[0].node.id;
const variables = { number, since, connections: [before.history.__id] };
let following;
await new Promise((onNext, onError) => {
  following = requestSubscription(environment, { subscription: liveSubscription, variables, onNext, onError });
  confirm(who, number).catch(onError);
});
const after = page();
following.dispose();

saw({ before: nodes(before), after: nodes(after), warnings });
