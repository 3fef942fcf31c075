// "May I?" about operations as people write them: aliases, fragments, variables, companies that there are not.
import { become, mayI, open, saw, type } from "./browser.mjs";

const seen = {};
const page = await open();
await become(page, "bruno");

await type(
  page,
  `query Two($number: EnterpriseNumber = "0000.000.196", $left: Boolean = true) {
  mine: company(number: $number) { ...Access  history @skip(if: $left) { edges { cursor } } }
  other: company(number: "0000010193") { ... on Company { ...Access } }
}
fragment Access on Company { secret: ebox { status } chiefAccessManager { mail: email company { account { status } } } }`,
);
seen.two = await mayI(page, "bruno", "MANAGER_READ_CONTACT", "no");

await type(page, '{ company(number: "0202239951") { account { status } } }');
seen.unknown = await mayI(page, "bruno", "ACCOUNT_READ", "depends");

await type(page, 'mutation { activateEbox(input: {company: "0202239951", notificationEmail: "a@b.be"}) { ebox { status } } }');
seen.actInUnknown = await mayI(page, "bruno", "EBOX_ACTIVATE", "no");

await type(page, "query Open($number: EnterpriseNumber!) { company(number: $number) { ebox { status } } }");
seen.open = await mayI(page, "bruno", "EBOX_READ", "depends", "Where a variable");

await type(page, 'mutation { endMandate(input: {mandate: "TWFuZGF0ZTp4"}) { mandate { status } } }');
seen.foreign = await mayI(page, "bruno", "MANDATE_END", "no");

const draft = (side) => `mutation { draftMandate(input: {principal: "0000010292", mandatary: "0000010391",
  providerKind: OTHER_INTERMEDIARY, applicationGroups: ["OCCASIONAL_WORK"], startQuarter: "2040-Q1"${side}}) { errors { code } } }`;
await become(page, "gita");
await type(page, draft(""));
seen.managerOfPrincipal = await mayI(page, "gita", "MANDATE_DRAFT", "no");
await become(page, "farid");
seen.representativeOfPrincipal = await mayI(page, "farid", "MANDATE_DRAFT", "yes");
await type(page, draft(", side: MANDATARY"));
seen.otherSide = await mayI(page, "farid", "MANDATE_DRAFT", "no");

await become(page, "");
await type(page, "{ viewer { person { firstName } } policy { version } }");
seen.nobody = await mayI(page, null, "VIEWER_READ", "no");
await saw(seen);
