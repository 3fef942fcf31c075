// One company in the cache, however it was asked for: a mutation updates it wherever it is shown.
import { gql } from "@apollo/client";

import { given, saw } from "../given.mjs";
import { connect } from "./connect.mjs";

const byNumber = gql`
  query ByNumber($number: EnterpriseNumber!) {
    company(number: $number) { id account { status } chiefAccessManager { id firstName } }
  }
`;

const mine = gql`
  query Mine {
    viewer { companies(first: 5) { edges { node { id name } } } }
  }
`;

const designate = gql`
  mutation Designate($input: DesignateChiefAccessManagerInput!) {
    designateChiefAccessManager(input: $input) {
      company { id account { status } chiefAccessManager { id firstName } }
      errors { code path ... on ConflictError { conflict currentManager { id firstName } } }
    }
  }
`;

const sent = [];
const karin = connect(given.who, { sent });
const number = given.company;

const { data } = await karin.query({ query: byNumber, variables: { number } });
const listed = await karin.query({ query: mine });
const key = karin.cache.identify(data.company);
const kept = karin.cache.extract()[key];

const shown = [];
const page = karin.watchQuery({ query: byNumber, variables: { number } });
page.subscribe(({ data: { company } = {} }) => shown.push(company?.account.status));
const act = async (manager) => {
  const input = { company: number, manager };
  return (await karin.mutate({ mutation: designate, variables: { input } })).data.designateChiefAccessManager;
};
const wrong = await act({ ...given.manager, email: "no address", phone: "1" });
const done = await act(given.manager);
const again = await act(given.manager);
const requests = sent.length;
const shownLast = page.getCurrentResult().data.company;

karin.stop();

saw({
  key,
  kept: { name: kept.name, account: kept.account.status },
  listed: listed.data.viewer.companies.edges.map(({ node }) => node.name),
  shown,
  wrong: wrong.errors.map(({ code, path }) => [code, path]),
  done: done.errors,
  again: again.errors,
  requests,
  shownLast,
});
