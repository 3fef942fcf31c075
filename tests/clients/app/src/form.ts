import { h, renew } from "./dom";
import type { RefusalFragment } from "./gql/graphql";
import { say, type Word } from "./words";

export interface Form<Name extends string> {
  title: Word;
  /** By the names that the gateway gives them: the last parts of the paths of its errors. */
  fields: readonly { name: Name; label: Word; type?: string }[];
  send: (values: Record<Name, string>, headers: Record<string, string>) => Promise<readonly RefusalFragment[]>;
  done: () => void;
}

/**
 * A dialog for an act. What is wrong comes back as data: an error with a path is shown at its field, and the others,
 * such as the refusal of the policy or what is in the way, above them all. The browser judges nothing beforehand: only
 * the gateway knows the rules, and it says all that is wrong at once, in the language of the page.
 */
export function openForm<Name extends string>({ title, fields, send, done }: Form<Name>) {
  // Of the form, not of the attempt: if an answer is lost, sending again does nothing a second time.
  const headers = { "Idempotency-Key": crypto.randomUUID() };
  const refused = h("div", { class: "refused", role: "alert" });
  const rows = fields.map(({ name, label, type }) => ({
    name,
    label: h("label", { for: name }, say(label)),
    input: h("input", { id: name, type: type ?? "text", autocomplete: "off", "aria-describedby": `${name}-wrong` }),
    wrong: h("p", { id: `${name}-wrong`, class: "wrong" }),
  }));

  async function submit(event: Event) {
    event.preventDefault();
    const values = Object.fromEntries(rows.map(({ name, input }) => [name, input.value])) as Record<Name, string>;
    try {
      const refusals = await send(values, headers);
      if (refusals.length) return show(refusals);
      dialog.close();
      done();
    } catch (error) {
      renew(refused, h("p", {}, (error as Error).message));
    }
  }

  function show(refusals: readonly RefusalFragment[]) {
    const about = (name: string | undefined) => refusals.filter(({ path }) => path?.at(-1) === name);
    for (const { name, input, wrong } of rows) {
      renew(wrong, about(name).map(sentence).join(" "));
      input.ariaInvalid = String(about(name).length > 0);
    }
    const others = refusals.filter(({ path }) => !rows.some(({ name }) => name === path?.at(-1)));
    renew(refused, ...others.map((refusal) => h("p", {}, sentence(refusal))));
    rows.find(({ input }) => input.ariaInvalid === "true")?.input.focus();
  }

  const dialog = h(
    "dialog",
    { "aria-labelledby": "form-title", close: () => dialog.remove() },
    h(
      "form",
      { novalidate: true, submit },
      h("h2", { id: "form-title" }, say(title)),
      refused,
      ...rows.flatMap(({ label, input, wrong }) => [label, input, wrong]),
      h("button", { class: "first" }, say("send")),
      h("button", { type: "button", click: () => dialog.close() }, say("cancel")),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
}

/** A refusal of the policy carries its decision, whose sentence says why, and so what would change it. */
const sentence = (refusal: RefusalFragment) =>
  refusal.__typename === "ForbiddenError" ? refusal.decision.message : refusal.message;
