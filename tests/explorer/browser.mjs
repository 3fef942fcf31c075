// A browser for which there is no network but this machine, and the page as people use it.
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

export const given = JSON.parse(readFileSync(0, "utf8"));

const CLOSED = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1";
const QUIET = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export const browser = await chromium.launch({
  executablePath: given.chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", CLOSED, ...QUIET],
});

/** What went wrong in any tab, and where any tab went. */
export const noticed = { complaints: [], origins: [] };

/** The page in a new browser, or in a new tab of one. */
export async function open(context, look = {}) {
  const size = { width: 1600, height: 1000 };
  const page = await (context ?? (await browser.newContext({ locale: "en-GB", viewport: size }))).newPage();
  await page.emulateMedia(look);
  page.setDefaultTimeout(15_000);
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && noticed.complaints.push(message.text()));
  page.on("pageerror", (error) => noticed.complaints.push(error.message));
  page.on("request", (request) => noticed.origins.push(new URL(request.url()).origin));
  await page.goto(`${given.address}/graphql`);
  await ready(page);
  return page;
}

/** Waits until the schema is there, and was looked at for the first operation. */
export const ready = (page) => page.locator(".may-i .right").first().waitFor();

export const become = (page, persona) => page.getByLabel("I am").selectOption(persona);

/** Opens a guided example, and runs it as a persona. */
export async function example(page, title, persona) {
  await page.locator(".examples button", { hasText: title }).click();
  if (persona !== undefined) await become(page, persona);
}

export const run = (page) => page.locator(".graphiql-execute-button").click();

/** Waits until a text stands in the answer. */
export const answered = (page, text) => page.locator(".result-window .view-line", { hasText: text }).first().waitFor();

/** Types an operation into a tab of its own. */
export async function type(page, operation) {
  await page.getByRole("button", { name: "New tab" }).click();
  await page.locator(".graphiql-query-editor .view-lines").click();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(operation.replaceAll(/\s+/g, " ")); // After a line feed the editor indents.
}

/** What "May I?" says of each right, place by place, once it says this of this right, for this persona, in this place. */
export async function mayI(page, persona, right, answer, place = "") {
  await page.locator(".may-i header", { hasText: persona ? `As ${persona}` : "Nobody" }).waitFor();
  const told = page.locator(".may-i section", { has: page.locator("h3", { hasText: place }) });
  await told.locator(`.${answer}[data-right=${right}]`).first().waitFor();
  return page.locator(".may-i section").evaluateAll((sections) =>
    Object.fromEntries(
      sections.map((section) => [
        section.querySelector("h3").innerText,
        Object.fromEntries(
          [...section.querySelectorAll(".right")].map((row) => [
            row.dataset.right,
            {
              answer: row.querySelector(".mark").getAttribute("aria-label"),
              why: row.querySelector(".why")?.innerText ?? null,
              was: row.querySelector(".was")?.innerText ?? null,
              paths: row.querySelector(".paths").innerText.split(" · "),
            },
          ]),
        ),
      ]),
    ),
  );
}

export async function picture(page, name) {
  if (given.pictures) await page.screenshot({ path: `${given.pictures}/explorer-${name}.png` });
}

/** Tells the test what was seen. */
export async function saw(seen) {
  await browser.close();
  process.stdout.write(JSON.stringify({ ...seen, ...noticed, origins: [...new Set(noticed.origins)] }));
}
