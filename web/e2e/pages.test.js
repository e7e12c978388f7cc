// Every page, at the width of a desk and of a phone: no accessibility
// violations, no sideways scrolling, no script errors, no other host.
import { after, before, test } from "node:test";
import { accessible, base, launch, manifest, open, whole } from "./browser.js";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

// first follows the first link of a list.
const first = (list, link) => async (page) => {
  await page.goto(base + list);
  await page.goto(new URL(await page.locator(link).first().getAttribute("href"), base).href);
};
const at = (path) => (page) => page.goto(base + path);
// then follows a link of the page that another step opened.
const then = (go, link) => async (page) => {
  await go(page);
  await page.goto(new URL(await page.locator(link).first().getAttribute("href"), base).href);
};
const body = first("/registry", ".row-link");
// wrong sends the form of a page with something wrong in it.
const wrong = (go, fill) => async (page) => {
  await go(page);
  for (const [control, value] of Object.entries(fill)) await page.fill(control, value);
  await Promise.all([page.waitForLoadState("load"), page.click(".form-actions .btn-primary")]);
  await page.locator("#problems").waitFor();
};

const plan = [
  ["", "sign in", at("/sign-in")],
  ["", "accessibility statement", at("/accessibility")],
  ["", "no such page", at("/nothing/here")],
  ["", "caught mail", at("/dev/mail")],
  ["", "a caught e-mail", first("/dev/mail", ".row-link")],
  ["operator", "home", at("/")],
  ["operator", "a month", at(`/month/${manifest.month}`)],
  ["operator", "an obligation", first("/", ".slot-more[href^='/obligations/']")],
  ["operator", "profile", at("/profile")],
  ["operator", "documents", at("/documents")],
  ["operator", "documents to place", at("/documents/placing")],
  ["operator", "a document", first("/documents", ".row-link")],
  ["operator", "an invoice", first("/documents?kind=FATTURA_XML", ".row-link")],
  ["operator", "a register", first("/documents?kind=REGISTRO_PRESENZE", ".row-link")],
  ["operator", "a receipt", first("/documents", "a[href^='/receipts/']")],
  ["operator", "another role's page", at("/tasks")],
  ["operator", "nobody's document", at("/documents/999999999")],
  ["reviewer", "queue", at("/tasks")],
  ["reviewer", "the whole queue", at("/tasks?all=1")],
  ["reviewer", "an empty list", at("/tasks?q=nothing-is-called-this")],
  ["reviewer", "a case to decide", first("/tasks", ".row-link")],
  ["reviewer", "an invoice's case", first("/tasks?kind=FATTURA_XML", ".row-link")],
  ["reviewer", "documents", at("/documents")],
  ["reviewer", "documents to place", at("/documents/placing")],
  ["reviewer", "what is missing", at("/missing")],
  ["reviewer", "what was declared", at("/missing?standing=declared")],
  ["reviewer", "nothing is missing", at("/missing?month=2020-01&late=3")],
  ["reviewer", "declarations", at("/declarations")],
  ["reviewer", "unreachable", at("/unreachable")],
  ["head", "overview", at("/overview")],
  ["head", "overview by months", at("/overview?view=months")],
  ["head", "a body's month", first("/overview", ".wall td a")],
  ["head", "an obligation for the office", then(first("/overview", ".wall td a"), "a[href^='/obligations/']")],
  ["head", "profile of the head of office", at("/profile")],
  ["administrator", "registry", at("/registry")],
  ["administrator", "a body", first("/registry", ".row-link")],
  ["administrator", "the registry as of a day", at("/registry?on=2026-01-31&q=a")],
  ["administrator", "a new body", at("/registry/bodies/new")],
  ["administrator", "a new body with mistakes", wrong(at("/registry/bodies/new"), { "#f-contacts-0-phone": "0541" })],
  ["administrator", "a body's form", then(body, "a[href$='/edit'][href*='/bodies/']")],
  ["administrator", "a new centre", then(body, "a[href$='/centres/new']")],
  ["administrator", "a centre's form", then(body, "a[href$='/edit'][href*='/centres/']")],
  ["administrator", "a new agreement", then(body, "a[href$='/agreements/new']")],
  ["administrator", "an agreement's form", then(body, "a[href$='/edit'][href*='/agreements/']")],
  ["administrator", "an agreement with mistakes", wrong(then(body, "a[href$='/edit'][href*='/agreements/']"), { "#f-cig": "A1B2C3D4E" })],
  ["administrator", "an extension", then(body, "a[href$='/extensions/new']")],
  ["administrator", "a fact", then(body, "a[href$='/facts/new']")],
  ["administrator", "a body's history", then(body, "a[href*='/bodies/'][href$='/history']")],
  ["administrator", "an agreement's history", then(body, "a[href*='/agreements/'][href$='/history']")],
  ["administrator", "requirements", at("/requirements")],
  ["administrator", "a requirement", first("/requirements", ".req h3 a")],
  ["administrator", "a requirement's form", then(first("/requirements", ".req h3 a"), "a[href$='/edit']")],
  ["administrator", "a new requirement", at("/requirements/new")],
  ["administrator", "the office", at("/office")],
  ["administrator", "the office's form", at("/office/edit")],
  ["administrator", "a closure", at("/office/closures/new")],
  ["administrator", "people", at("/people")],
  ["administrator", "a new person", at("/people/new")],
  ["administrator", "a person's form", first("/people", "a[href$='/edit']")],
  ["reviewer", "a body, for a reader", body],
  ["reviewer", "requirements, for a reader", at("/requirements")],
  ["", "a link that has ended", at("/invitations/nothing")],
  ["administrator", "system", at("/jobs")],
];

for (const width of [1280, 360]) {
  test(`at ${width} px`, async (t) => {
    const opened = {};
    for (const [role, name, go] of plan) {
      await t.test(`${name}${role ? ` (${role})` : ""}`, async () => {
        opened[role] ??= await open(browser, role, { viewport: { width, height: 800 } });
        const page = opened[role];
        page.broken.length = 0;
        await go(page);
        await accessible(page, name);
        whole(page);
      });
    }
  });
}

test("in English", async () => {
  const page = await open(browser, "reviewer");
  await page.locator("button[name=language][value=en]").click();
  await page.locator("html[lang=en]").waitFor();
  await accessible(page, "queue in English");
  await page.locator("button[name=language][value=it]").click();
});
