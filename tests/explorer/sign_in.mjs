// Signing in at a certified provider: the authorization code flow with PKCE, over its own pages.
import { answered, browser, given, mayI, open, picture, ready, run, saw, type } from "./browser.mjs";

const seen = {};

// The provider's certificate is by an authority of the test's; its pages ask for a font that is nowhere to be had.
const viewport = { width: 1600, height: 1000 };
const context = await browser.newContext({ locale: "en-GB", viewport, ignoreHTTPSErrors: true });
await context.route("https://fonts.googleapis.com/**", (route) => route.fulfill({ contentType: "text/css", body: "" }));

const page = await open(context);
seen.before = await page.locator(".who").innerText();
const answering = page.waitForResponse((response) => response.url() === `${given.issuer}/token`);
page.on("request", (request) => {
  const { origin, pathname, searchParams } = new URL(request.url());
  if (origin === given.issuer && pathname === "/auth") seen.asked = Object.fromEntries(searchParams);
});
await page.getByRole("button", { name: "Sign in", exact: true }).click();
await page.getByPlaceholder("Enter any login").fill("lea");
await page.getByPlaceholder("and password").fill("-");
await page.getByRole("button", { name: "Sign-in" }).click();
await page.getByRole("button", { name: "Continue" }).click();
await page.getByRole("button", { name: "Sign out", exact: true }).waitFor();
await ready(page);
const token = await answering;
seen.sent = Object.fromEntries(new URLSearchParams(token.request().postData()));
seen.token = (await token.json()).access_token;
seen.after = await page.locator(".who").innerText();
seen.at = page.url();
await type(page, '{ company(number: "0000000196") { viewerRoles account { status } } }');
await run(page);
await answered(page, '"LEGAL_REPRESENTATIVE"');
seen.rights = await mayI(page, "Léa Lambert", "ACCOUNT_READ", "yes");
seen.kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
await picture(page, "signed-in");
await page.getByRole("button", { name: "Sign out", exact: true }).click();
await mayI(page, null, "ACCOUNT_READ", "no");
await saw(seen);
