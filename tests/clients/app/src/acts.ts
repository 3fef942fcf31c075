import type { Company } from "./company";
import { h } from "./dom";
import { type Form, openForm } from "./form";
import { ask } from "./gateway";
import { graphql } from "./gql";
import type { Action } from "./gql/graphql";
import { say } from "./words";

/** What a form needs to show of a refusal, whichever mutation it comes from. */
graphql(`
  fragment Refusal on UserError {
    __typename
    code
    message
    path
    ... on ForbiddenError { decision { message } }
  }
`);

const DESIGNATE = graphql(`
  mutation Designate($input: DesignateChiefAccessManagerInput!) {
    designateChiefAccessManager(input: $input) { errors { ...Refusal } }
  }
`);

const REPLACE = graphql(`
  mutation Replace($input: ReplaceChiefAccessManagerInput!) {
    replaceChiefAccessManager(input: $input) { errors { ...Refusal } }
  }
`);

const ACTIVATE_EBOX = graphql(`
  mutation ActivateEbox($input: ActivateEboxInput!) {
    activateEbox(input: $input) { errors { ...Refusal } }
  }
`);

const PERSON = [
  { name: "firstName", label: "firstName" },
  { name: "lastName", label: "lastName" },
  { name: "nationalNumber", label: "nationalNumber" },
  { name: "email", label: "email", type: "email" },
  { name: "phone", label: "phone", type: "tel" },
] as const;

const NOTICES = [{ name: "notificationEmail", label: "notificationEmail", type: "email" }] as const;

/** `replaces`: the Chief Access Manager on the screen, whom the act would replace. */
export function managerAct(company: Company, replaces: string | null, done: () => void): HTMLElement {
  const { number } = company;
  if (replaces) {
    return act(company, "MANAGER_REPLACE", "manager", {
      title: "replace",
      fields: PERSON,
      send: async (manager, headers) => {
        const answer = await ask(REPLACE, { input: { company: number, manager, replaces } }, headers);
        return answer.replaceChiefAccessManager.errors;
      },
      done,
    });
  }
  return act(company, "MANAGER_DESIGNATE", "manager", {
    title: "designate",
    fields: PERSON,
    send: async (manager, headers) => {
      const answer = await ask(DESIGNATE, { input: { company: number, manager } }, headers);
      return answer.designateChiefAccessManager.errors;
    },
    done,
  });
}

export function eboxAct(company: Company, done: () => void): HTMLElement {
  return act(company, "EBOX_ACTIVATE", "ebox", {
    title: "activateEbox",
    fields: NOTICES,
    send: async ({ notificationEmail }, headers) => {
      const answer = await ask(ACTIVATE_EBOX, { input: { company: company.number, notificationEmail } }, headers);
      return answer.activateEbox.errors;
    },
    done,
  });
}

/**
 * A button that opens the form of an act. One that is denied is greyed out, with the reason beside it as its
 * description; it can still be reached by keyboard, which `disabled` would prevent, so that everybody finds out why.
 */
function act<Name extends string>(company: Company, action: Action, id: string, form: Form<Name>): HTMLElement {
  const decision = company.viewerPermissions.find((permission) => permission.action === action);
  const denied = !decision?.allowed;
  const button = h(
    "button",
    {
      id,
      type: "button",
      class: "first",
      "aria-disabled": String(denied),
      "aria-describedby": denied && `${id}-why`,
      click: () => button.ariaDisabled !== "true" && openForm(form),
    },
    say(form.title),
  );
  return h("div", { class: "act" }, button, denied && h("p", { id: `${id}-why` }, decision?.message));
}
