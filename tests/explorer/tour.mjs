// The guided tour: nobody, Bruno, Léa, Petra, Gita and Farid, as the demo has them.
import { answered, become, example, mayI, open, picture, ready, run, saw } from "./browser.mjs";

const seen = {};

async function nobodyBrunoLea(page) {
  await run(page);
  await answered(page, "Boulangerie Lambert SRL");
  seen.nobody = await mayI(page, null, "COMPANY_READ", "yes");
  await picture(page, "nobody-light");
  await example(page, "Ask before you try");
  await run(page);
  await answered(page, "NO_SIGNING_POWER");
  seen.bruno = await mayI(page, "bruno", "MANAGER_READ_CONTACT", "no");
  await picture(page, "bruno-light");
  await become(page, "lea");
  await answered(page, '"allowed": true');
  seen.lea = await mayI(page, "lea", "MANAGER_READ_CONTACT", "yes");
}

async function designation(page) {
  await example(page, "Designate the Chief Access Manager", "bruno");
  await mayI(page, "bruno", "MANAGER_DESIGNATE", "no");
  await run(page);
  await answered(page, "NO_SIGNING_POWER");
  await become(page, "lea");
  seen.designating = await mayI(page, "lea", "MANAGER_DESIGNATE", "yes");
  await run(page);
  await answered(page, '"DESIGNATED"');
  await example(page, "Sign in for the first time");
  await run(page);
  await answered(page, '"CHIEF_ACCESS_MANAGER"');
  seen.petra = await mayI(page, "petra", "ACCOUNT_READ", "yes");
}

/** One tab watches while another, a dark one, acts. */
async function watching(page) {
  await example(page, "Watch it happen", "lea");
  await mayI(page, "lea", "HISTORY_READ", "yes");
  await run(page);
  await page.getByRole("button", { name: "Stop query" }).waitFor();
  const other = await open(page.context(), { colorScheme: "dark" });
  await example(other, "Activate the e-Box");
  await mayI(other, "lea", "EBOX_ACTIVATE", "yes");
  await run(other);
  await answered(other, '"ACTIVE"');
  await answered(page, '"EBOX_ACTIVATE"');
  await picture(page, "event-light");
  await picture(other, "acted-dark");
  seen.dark = await other.locator(".page").evaluate((place) => getComputedStyle(place).backgroundColor);
  await other.close();
}

/** Gita prepares a mandate, and Farid signs it with his card. */
async function mandate(page) {
  await example(page, "Prepare a mandate");
  seen.drafting = await mayI(page, "gita", "MANDATE_DRAFT", "yes");
  await run(page);
  await answered(page, '"DRAFT"');
  await become(page, "farid");
  await page.getByRole("button", { name: "Show Card reader" }).click();
  await page.getByRole("button", { name: "Sign with the eID of farid" }).click();
  seen.signing = await mayI(page, "farid", "MANDATE_SIGN", "yes");
  await run(page);
  await answered(page, '"PENDING"');
  await picture(page, "signed-light");
}

/** The page is loaded anew. */
async function again(page) {
  await page.waitForTimeout(1000); // GraphiQL keeps tabs half a second after they were last touched.
  await page.reload();
  await ready(page);
  seen.tabs = await page.locator(".graphiql-tab-button").allInnerTexts();
  seen.persona = await page.getByLabel("I am").inputValue();
  seen.kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
}

async function documentation(page) {
  await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
  await page.locator(".graphiql-doc-explorer a", { hasText: /^Mutation$/ }).click();
  seen.badges = await page.locator(".graphiql-doc-explorer strong code").allInnerTexts();
  await picture(page, "documentation-light");
}

const page = await open();
await nobodyBrunoLea(page);
await designation(page);
await watching(page);
await mandate(page);
await again(page);
await documentation(page);
await saw(seen);
