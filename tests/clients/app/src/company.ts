import { eboxAct, managerAct } from "./acts";
import { attempt, h, renew, tell } from "./dom";
import { ask, follow, Refused } from "./gateway";
import { graphql } from "./gql";
import type { Action, CardQuery } from "./gql/graphql";
import { history } from "./history";
import { representatives } from "./representatives";
import { dotted } from "./search";
import { say } from "./words";

/** What everybody may see, and what the viewer may do: a decision for each action, in one go. */
const CARD = graphql(`
  query Card($number: EnterpriseNumber!) {
    company(number: $number) {
      id
      number
      name
      legalForm { label }
      situation { label }
      address { street houseNumber box postalCode municipality }
      viewerPermissions { action allowed message }
    }
  }
`);

/** What only some may see, asked for as far as those decisions allow it. */
const ACCESS = graphql(`
  query Access($number: EnterpriseNumber!, $manager: Boolean!) {
    company(number: $number) {
      nextSteps { action message done }
      chiefAccessManager @include(if: $manager) { id firstName lastName status }
    }
  }
`);

/** Each thing that happens to the company, as soon as it has. */
const CHANGES = graphql(`
  subscription Changes($number: EnterpriseNumber!, $since: ID!) {
    companyChanged(number: $number, since: $since) {
      id
      entry { message }
    }
  }
`);

export type Company = NonNullable<CardQuery["company"]>;

const may = (company: Company, action: Action) =>
  company.viewerPermissions.some((decision) => decision.action === action && decision.allowed);

/** The page of a company, kept up to date until `leave` is aborted. */
export async function showCompany(page: Element, number: string, leave: AbortSignal) {
  const [card, access, people, past] = [h("section"), h("section"), h("section"), h("section")];
  const functions = representatives(number);
  const events = history(number);
  const [begin] = await Promise.all([update(), functions.refresh()]);
  if (leave.aborted) return;
  if (!begin) return renew(page, h("section", {}, say("nothing")));
  renew(people, h("h3", {}, say("people")), functions.element);
  renew(page, card, access, people, past);
  if (may(begin, "HISTORY_READ")) attempt(() => watch(events.newest ?? begin.id));

  async function update() {
    const { company } = await ask(CARD, { number });
    if (!company) return;
    renew(card, ...cardOf(company));
    renew(access, ...(await accessOf(company, () => attempt(update))));
    const mayRead = may(company, "HISTORY_READ");
    if (mayRead) await events.refresh();
    renew(past, ...(mayRead ? [h("h3", {}, say("history")), events.element] : []));
    return company;
  }

  /** Goes on after the last event, whatever breaks; if the right is lost, the page shows what is left of it, and why. */
  async function watch(since: string) {
    for (let last = since; !leave.aborted; await pause()) {
      try {
        for await (const { companyChanged } of follow(CHANGES, { number, since: last }, leave)) {
          await update();
          last = companyChanged.id;
          tell(companyChanged.entry.message);
        }
      } catch (trouble) {
        if (!(trouble instanceof Refused)) continue;
        await update();
        throw trouble;
      }
    }
  }
}

/** Not for the same time everywhere: else all apps would come back at once. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 1000 + 2000 * Math.random()));

function cardOf({ number, name, legalForm, situation, address }: Company) {
  const street = [address?.street, address?.houseNumber, address?.box].filter(Boolean).join(" ");
  const place = [address?.postalCode, address?.municipality].filter(Boolean).join(" ");
  return [
    h("h2", { id: "name", tabindex: "-1" }, name),
    h("p", {}, [dotted(number), legalForm?.label, situation.label].filter(Boolean).join(" · ")),
    address && h("p", {}, `${street}, ${place}`),
  ];
}

/** The steps to secure access, who manages it, and the acts: as they are now, for whoever is signed in. */
async function accessOf(company: Company, done: () => void) {
  const { company: access } = await ask(ACCESS, { number: company.number, manager: may(company, "MANAGER_READ") });
  const steps = access?.nextSteps ?? [];
  const manager = access?.chiefAccessManager;
  const eboxActive = steps.some((step) => step.action === "EBOX_ACTIVATE" && step.done);
  return [
    h("h3", {}, say("access")),
    manager && h("p", {}, name(manager), h("small", {}, `${say("chiefAccessManager")} · ${say(manager.status)}`)),
    steps.length > 0 && h("ol", { role: "list" }, ...steps.map(step)),
    managerAct(company, manager?.id ?? null, done),
    !eboxActive && eboxAct(company, done),
  ];
}

const name = ({ firstName, lastName }: { firstName: string; lastName: string }) => `${firstName} ${lastName}`;

const step = ({ done, message }: { done: boolean; message: string }) =>
  h("li", { class: done && "done" }, message, h("small", {}, say(done ? "done" : "open")));
