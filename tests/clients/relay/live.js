// The documents of a page that shows what happens to a company while it happens.

/** What relay-compiler made of a document; in an app Babel's plugin for Relay puts it in the document's place. */
const graphql = ([text]) => require(`./__generated__/${text.match(/(live\w*)/)[1]}.graphql.js`);

exports.liveQuery = graphql`
  query liveQuery($number: EnterpriseNumber!) {
    company(number: $number) { id ...live_company }
  }
`;

exports.company = graphql`
  fragment live_company on Company {
    history(first: 2) @connection(key: "company_history") {
      __id
      edges { node { id event } }
    }
  }
`;

exports.liveSubscription = graphql`
  subscription liveSubscription($number: EnterpriseNumber!, $since: ID, $connections: [ID!]!) {
    companyChanged(number: $number, since: $since) {
      entry @prependNode(connections: $connections, edgeTypeName: "HistoryEdge") { id event }
    }
  }
`;
