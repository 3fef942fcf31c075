// A small typed program. What it may not do is marked `@ts-expect-error`: it does not compile if the types allow it.
import { type FragmentType, graphql, unmasked } from "./gql/index.js";
import type { Action, TypedDocumentString } from "./gql/graphql.js";

/** Sends a document, and answers with its data. */
export type Ask = <Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
) => Promise<Data>;

const Card = graphql(`
  fragment Card on Company {
    name(language: NL)
    status
    representatives(first: 3) { edges { node { firstName since } } }
  }
`);

const Page = graphql(`
  query Page($number: EnterpriseNumber!) {
    company(number: $number) {
      number
      ...Card
      viewerPermissions { action allowed reason }
      mandates(status: [ACTIVE], first: 5) { edges { node { startQuarter } } }
    }
  }
`);

const Activate = graphql(`
  mutation Activate($input: ActivateEboxInput!) {
    activateEbox(input: $input) {
      ebox { status notificationEmail }
      errors {
        __typename
        code
        path
        ... on ConflictError { conflict }
        ... on ForbiddenError { decision { missing } }
      }
    }
  }
`);

/** A component that knows its own fragment, and no more of the company. */
function heading(company: FragmentType<typeof Card>): string {
  // @ts-expect-error A fragment is masked until it is asked for.
  void company.name;
  const { name, status, representatives } = unmasked(Card, company);
  // @ts-expect-error There is no such status.
  if (status === "SLEEPING") return name;
  const first = representatives?.edges[0]?.node;
  return `${name}, ${status}: ${first?.firstName} since ${first?.since.slice(0, 4)}`;
}

/** What a page needs to grey out its buttons. */
async function page(ask: Ask, number: string) {
  const { company } = await ask(Page, { number });
  // @ts-expect-error A company that the register does not have is null.
  void company.number;
  if (!company) return null;
  const greyedOut: Action[] = company.viewerPermissions.filter((it) => !it.allowed).map(({ action }) => action);
  const quarters = company.mandates?.edges.map(({ node }) => node.startQuarter satisfies `${number}-Q${number}`);
  return { heading: heading(company), greyedOut, mandates: quarters?.length };
}

/** The sentence for each refusal: they are data, and told apart by their type. */
async function activate(ask: Ask, company: string, notificationEmail: string): Promise<string[]> {
  const { activateEbox } = await ask(Activate, { input: { company, notificationEmail } });
  // @ts-expect-error The address is required.
  void (() => ask(Activate, { input: { company } }));
  return activateEbox.errors.map((error) => {
    switch (error.__typename) {
      case "ForbiddenError":
        return `missing ${error.decision.missing}`;
      case "ConflictError":
        return `conflict ${error.conflict}`;
      default:
        return `${error.code} ${error.path}`;
    }
  });
}

/** What the representative of a company does, step by step. */
export async function journey(ask: Ask, number: string) {
  const wrong = await activate(ask, number, "no address");
  const done = await activate(ask, number, "post@demo.example");
  const again = await activate(ask, number, "post@demo.example");
  return { wrong, done, again, page: await page(ask, number) };
}
