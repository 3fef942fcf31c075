// The documents of a page about a company, as a Relay app writes them; relay-compiler checks them against the schema.

/** What relay-compiler made of a document; in an app Babel's plugin for Relay puts it in the document's place. */
const graphql = ([text]) => require(`./__generated__/${text.match(/(query|mutation|fragment) (\w+)/)[2]}.graphql.js`);

exports.companyQuery = graphql`
  query companyQuery($number: EnterpriseNumber!, $count: Int!) {
    company(number: $number) {
      id
      ...company_access
      ...company_representatives @arguments(count: $count)
      ...company_backwards @arguments(count: $count)
      ...company_managers
      ...company_history
    }
  }
`;

exports.representatives = graphql`
  fragment company_representatives on Company
  @refetchable(queryName: "companyRepresentativesPageQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" }) {
    name
    representatives(first: $count, after: $cursor) @connection(key: "company_representatives") {
      edges { node { id firstName holderCompany { name } } }
    }
  }
`;

exports.backwards = graphql`
  fragment company_backwards on Company
  @refetchable(queryName: "companyBackwardsPageQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" }) {
    fromTheEnd: representatives(last: $count, before: $cursor) @connection(key: "company_fromTheEnd") {
      edges { node { id firstName } }
    }
  }
`;

exports.access = graphql`
  fragment company_access on Company @refetchable(queryName: "companyAccessQuery") {
    account { status }
    chiefAccessManager { firstName status }
  }
`;

exports.managers = graphql`
  fragment company_managers on Company {
    managers(first: 10) @connection(key: "company_managers") {
      __id
      edges { node { id firstName status } }
    }
  }
`;

exports.history = graphql`
  fragment company_history on Company {
    history(first: 5) @catch(to: RESULT) { edges { node { event } } }
  }
`;

exports.designate = graphql`
  mutation companyDesignateMutation($input: DesignateChiefAccessManagerInput!, $connections: [ID!]!) {
    designateChiefAccessManager(input: $input) {
      manager @prependNode(connections: $connections, edgeTypeName: "AccessManagerEdge") { id firstName status }
      company { ...company_access }
      errors {
        code
        path
        ... on ForbiddenError { decision { reason missing } }
      }
    }
  }
`;
