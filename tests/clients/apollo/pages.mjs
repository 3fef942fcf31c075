// A list that grows page by page, as relayStylePagination keeps it.
import { gql } from "@apollo/client";

import { given, saw } from "../given.mjs";
import { connect } from "./connect.mjs";

const representatives = gql`
  query Representatives($number: EnterpriseNumber!, $after: String) {
    company(number: $number) {
      id
      representatives(first: 2, after: $after) {
        edges { cursor node { id firstName } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`;

const anybody = connect(null);
const asked = { query: representatives, variables: { number: given.company } };
const names = ({ company }) => company.representatives.edges.map(({ node }) => node.firstName);

const { data } = await anybody.query(asked);
const list = anybody.watchQuery(asked);
list.subscribe(() => {});
await list.fetchMore({ variables: { after: data.company.representatives.pageInfo.endCursor } });
const kept = anybody.readQuery(asked);
anybody.stop();

saw({ first: names(data), all: names(kept), more: kept.company.representatives.pageInfo.hasNextPage });
