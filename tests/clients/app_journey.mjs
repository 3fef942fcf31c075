// People use the example app in a browser: somebody who is not signed in, Bruno, Léa, and Petra whom she designates.
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { given, saw } from "./given.mjs";

const AXE = readFileSync(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const QUIET = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({
  executablePath: given.chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", ...QUIET],
});
const seen = { complaints: [], origins: [], wrong: {} };

/** A tab of its own, as it is for somebody with this language. */
async function open(locale, look = {}) {
  const page = await (await browser.newContext({ locale, ...look })).newPage();
  page.setDefaultTimeout(30_000);
  const complain = (text) => text.includes("ERR_INTERNET_DISCONNECTED") || seen.complaints.push(text);
  page.on("console", (message) => message.type() === "error" && complain(message.text()));
  page.on("pageerror", (error) => seen.complaints.push(error.message));
  page.on("request", (request) => seen.origins.push(new URL(request.url()).origin));
  await page.goto(given.app);
  return page;
}

async function signIn(page, persona, firstName) {
  await page.locator("#sign").click();
  await page.getByRole("link", { name: persona, exact: true }).click();
  await page.locator("header", { hasText: firstName }).waitFor();
  await page.locator(".act").first().waitFor();
}

/** The screen, for whoever wants to look at it, and what is wrong with it: as axe sees it, or if it is too wide. */
async function look(page, name) {
  if (given.pictures) await page.screenshot({ path: `${given.pictures}/${name}.png`, fullPage: true });
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => axe.run());
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  seen.wrong[name] = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`);
  if (wide) seen.wrong[name].push("too wide");
}

const texts = (page, selector) => page.locator(selector).allInnerTexts();
const steps = (page) => page.locator("ol li").evaluateAll((items) => items.map((item) => item.className === "done"));
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.innerText);
const stepsDone = (page, count) => page.waitForFunction((n) => document.querySelectorAll("ol .done").length === n, count);
const told = (page, news) => page.locator("#news", { hasText: news }).waitFor();

/** The buttons, as somebody with a screen reader hears of them. */
const offered = (page) =>
  page.locator(".act button").evaluateAll((buttons) =>
    buttons.map((button) => ({
      label: button.innerText,
      denied: button.getAttribute("aria-disabled") === "true",
      why: document.getElementById(button.getAttribute("aria-describedby"))?.innerText ?? null,
    })),
  );

async function fill(page, values) {
  for (const [name, value] of Object.entries(values)) await page.locator(`dialog #${name}`).fill(value);
  await page.locator("dialog button.first").click();
}

async function anybody() {
  const page = await open("en-BE");
  await page.locator("#search").fill("boul lamb");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Boulangerie Lambert SRL" }).click();
  await page.locator(".act").first().waitFor();
  seen.anybody = { offered: await offered(page), people: await texts(page, "section:nth-of-type(3) li") };
  await page.getByRole("button", { name: "Show more" }).click();
  await page.locator("section li:nth-child(4)").waitFor();
  seen.anybody.more = { people: await texts(page, "section li"), focused: await focused(page) };
  await look(page, "anybody");
  return page;
}

async function bruno(page) {
  await signIn(page, "bruno", "Bruno");
  seen.bruno = { offered: await offered(page), sections: await texts(page, "h3") };
  await look(page, "bruno");
  await page.locator("#manager").click({ force: true });
  seen.bruno.dialogs = await page.locator("dialog").count();
  await page.locator("#manager").evaluate((button) => button.removeAttribute("aria-disabled"));
  await page.locator("#manager").click();
  await fill(page, given.manager);
  await page.locator(".refused p").waitFor();
  seen.bruno.refused = await texts(page, ".refused p");
  await page.keyboard.press("Escape");
  await page.locator("#language").selectOption("de");
  await page.locator("header h1", { hasText: "Zugang" }).waitFor();
  await page.locator(".act").first().waitFor();
  seen.bruno.german = { language: await page.locator("html").getAttribute("lang"), offered: await offered(page) };
}

async function lea() {
  const page = await open("fr-BE");
  await page.goto(`${given.app}#/${given.company}`);
  await signIn(page, "lea", "Léa");
  seen.lea = { offered: await offered(page), before: await steps(page) };
  await page.locator("#manager").focus();
  await page.keyboard.press("Enter");
  await fill(page, { ...given.manager, email: "nowhere", phone: "12" });
  await page.locator("dialog [aria-invalid=true]").first().waitFor();
  seen.lea.wrong = await page.locator("dialog [aria-invalid=true]").evaluateAll((inputs) =>
    inputs.map((input) => [input.id, document.getElementById(input.getAttribute("aria-describedby")).innerText]),
  );
  seen.lea.focused = await focused(page);
  await look(page, "lea-wrong");
  await fill(page, given.manager);
  await stepsDone(page, 1);
  seen.lea.after = { steps: await steps(page), manager: await texts(page, "h3 + p"), focused: await focused(page) };
  return page;
}

/** Petra signs in for the first time, while Léa looks at the history. */
async function petra(leas) {
  const page = await open("nl-BE", { colorScheme: "dark", viewport: { width: 360, height: 740 } });
  await page.goto(`${given.app}#/${given.company}`);
  await signIn(page, "petra", "Petra");
  seen.petra = { offered: await offered(page), steps: await steps(page), sections: await texts(page, "h3") };
  await told(leas, "Activation du compte");
  seen.lea.live = { manager: await texts(leas, "h3 + p"), history: await texts(leas, "section:last-child li") };
  return page;
}

/** Léa activates the e-Box, while Petra looks at the history, over a connection that breaks and comes back. */
async function ebox(leas, petras) {
  await petras.context().setOffline(true);
  await leas.locator("#ebox").click();
  await fill(leas, { notificationEmail: "post@lambert.example" });
  await stepsDone(leas, 3);
  seen.petra.offline = await texts(petras, "section:last-child li:first-child");
  await petras.context().setOffline(false);
  await told(petras, "e-Box");
  seen.lea.end = { offered: await offered(leas) };
  seen.petra.live = await texts(petras, "section:last-child li:first-child");
  await look(leas, "lea");
  await look(petras, "petra-dark-narrow");
}

/** Léa replaces Petra, who may look at the history no longer. */
async function replaced(leas, petras) {
  await leas.locator("#manager").click();
  await fill(leas, given.successor);
  await petras.locator("#trouble:not(:empty)").waitFor();
  await petras.locator("section:last-child:empty").waitFor({ state: "attached" });
  seen.petra.lost = { trouble: await texts(petras, "#trouble"), sections: await texts(petras, "h3") };
}

try {
  await bruno(await anybody());
  const leas = await lea();
  const petras = await petra(leas);
  await ebox(leas, petras);
  await replaced(leas, petras);
} finally {
  await browser.close();
}
saw({ ...seen, origins: [...new Set(seen.origins)] });
