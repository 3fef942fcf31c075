// A page of Relay about a company: it turns pages, fetches again by id, and a mutation updates what it shows.
import relay from "relay-runtime";

import { given, saw } from "../given.mjs";
import { access, backwards, companyQuery, designate, history, managers, representatives } from "./company.js";
import { environmentOf } from "./environment.mjs";

const { commitMutation, createOperationDescriptor, fetchQuery, getSelector } = relay;
const { getPaginationMetadata, getPaginationVariables, getRefetchMetadata } = relay;

/** The company as the store has it: what the page itself asked for, and what its fragments did. */
async function open(who, number) {
  const environment = environmentOf(who);
  const operation = createOperationDescriptor(companyQuery, { number, count: 2 });
  environment.retain(operation);
  await fetchQuery(environment, companyQuery, { number, count: 2 }).toPromise();
  const page = () => environment.lookup(operation.fragment).data.company;
  const part = (fragment) => environment.lookup(getSelector(fragment, page())).data;
  return { environment, operation, page, part };
}

const nodes = (connection) => connection.edges.map(({ node }) => node);

/** The first page of a list and then the next one, as usePaginationFragment fetches it. */
async function twoPages({ environment, page, part }, fragment, direction) {
  const { paginationRequest, paginationMetadata, ...metadata } = getPaginationMetadata(fragment, "list");
  const { identifierInfo } = getRefetchMetadata(fragment, "list");
  const list = () => part(fragment)[metadata.connectionPathInFragmentData[0]];
  const first = list();
  const { startCursor, endCursor } = first.pageInfo;
  const cursor = direction === "forward" ? endCursor : startCursor;
  const variables = getPaginationVariables(direction, 2, cursor, {}, {}, paginationMetadata);
  variables[identifierInfo.identifierQueryVariableName] = page().id;
  await fetchQuery(environment, paginationRequest, variables).toPromise();
  const both = list();
  return { first: nodes(first), more: first.pageInfo, both: nodes(both), end: both.pageInfo };
}

const act = (environment, input, connections = []) =>
  new Promise((onCompleted, onError) =>
    commitMutation(environment, { mutation: designate, variables: { input, connections }, onCompleted, onError }),
  );

const lea = await open("lea", given.company);
const bruno = await open("bruno", given.company);

const forward = await twoPages(lea, representatives, "forward");
const backward = await twoPages(lea, backwards, "backward");

const before = lea.part(access);
const shown = [];
const watched = lea.environment.lookup(getSelector(access, lea.page()));
lea.environment.subscribe(watched, ({ data }) => shown.push(data.account.status));
const input = { company: given.company, manager: given.manager };
const connection = lea.part(managers).managers.__id;
const noAddress = { ...input, manager: { ...given.manager, email: "no address" } };
const wrong = await act(lea.environment, noAddress, [connection]);
const refused = await act(bruno.environment, input);
const done = await act(lea.environment, input, [connection]);

const stale = bruno.part(access);
await fetchQuery(bruno.environment, getRefetchMetadata(access, "refetch").refetchableRequest, {
  id: bruno.page().id,
}).toPromise();

saw({
  forward,
  backward,
  before: before.account.status,
  wrong: wrong.designateChiefAccessManager.errors,
  refused: refused.designateChiefAccessManager.errors,
  done: done.designateChiefAccessManager.errors,
  shown,
  managers: nodes(lea.part(managers).managers),
  stale: stale.account.status,
  refetched: bruno.part(access),
  historyOfBruno: bruno.part(history).history,
});
