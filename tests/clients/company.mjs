// What is asked and done by HTTP about a company, while somebody follows it.
import { endpoint, signedIn } from "./given.mjs";

export const companyChanged = `
  subscription CompanyChanged($number: EnterpriseNumber!, $since: ID) {
    companyChanged(number: $number, since: $since) {
      id
      event
      entry { id }
      ... on CompanyChanged { action }
    }
  }
`;

async function ask(who, query, variables) {
  const headers = { "Content-Type": "application/json", ...signedIn(who) };
  const response = await fetch(endpoint, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

/** What happened to a company of late, the newest first. */
export async function history(who, number) {
  const query = `query ($number: EnterpriseNumber!) {
    company(number: $number) { history(first: 5) { edges { node { id event } } } }
  }`;
  return (await ask(who, query, { number })).company.history.edges.map(({ node }) => node);
}

async function managerOf(who, number) {
  const query = `query ($number: EnterpriseNumber!) { company(number: $number) { chiefAccessManager { id } } }`;
  return (await ask(who, query, { number })).company.chiefAccessManager.id;
}

/** Say that the manager is still with the company: it can be said again and again. */
export async function confirm(who, company) {
  const query = `mutation ($input: ConfirmChiefAccessManagerInput!) {
    confirmChiefAccessManager(input: $input) { errors { code } }
  }`;
  const input = { company, manager: await managerOf(who, company) };
  return (await ask(who, query, { input })).confirmChiefAccessManager.errors;
}

/** Replace the manager, who loses every right that they had by it. */
export async function replace(who, company, manager) {
  const query = `mutation ($input: ReplaceChiefAccessManagerInput!) {
    replaceChiefAccessManager(input: $input) { errors { code path } }
  }`;
  const input = { company, manager, replaces: await managerOf(who, company) };
  return (await ask(who, query, { input })).replaceChiefAccessManager.errors;
}
