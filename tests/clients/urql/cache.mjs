// urql's document cache: an answer serves every page, until a mutation touches a type that it holds.
import { gql } from "@urql/core";

import { given, saw } from "../given.mjs";
import { connect } from "./connect.mjs";

const page = gql`
  query Page($number: EnterpriseNumber!) {
    company(number: $number) { id name chiefAccessManager { id firstName } ebox { status } }
  }
`;

const designate = gql`
  mutation Designate($input: DesignateChiefAccessManagerInput!) {
    designateChiefAccessManager(input: $input) {
      company { id }
      manager { id firstName }
      errors { code path }
    }
  }
`;

const { client, counted } = connect("karin");
const { client: stranger } = connect("petra");
const variables = { number: given.company };

const first = (await client.query(page, variables)).data.company;
const again = (await client.query(page, variables)).data.company;
const asked = counted.requests;

const act = (as, manager) => as.mutation(designate, { input: { company: given.company, manager } });
const refused = (await act(stranger, given.manager)).data.designateChiefAccessManager;
const done = (await act(client, given.manager)).data.designateChiefAccessManager;
const after = (await client.query(page, variables)).data.company;

saw({
  first,
  same: first === again,
  asked,
  refused: refused.errors,
  done: done.errors,
  after: after.chiefAccessManager.firstName,
  requests: counted.requests,
});
