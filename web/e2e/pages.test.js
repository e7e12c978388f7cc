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

const plan = [
  ["", "sign in", at("/sign-in")],
  ["", "accessibility statement", at("/accessibility")],
  ["", "no such page", at("/nothing/here")],
  ["", "caught mail", at("/dev/mail")],
  ["", "a caught e-mail", first("/dev/mail", ".row-link")],
  ["operator", "home", at("/")],
  ["operator", "a month", at(`/month/${manifest.month}`)],
  ["operator", "documents", at("/documents")],
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
  ["head", "overview", at("/overview")],
  ["head", "a body's month", first("/overview", ".wall td a")],
  ["administrator", "registry", at("/registry")],
  ["administrator", "a body", first("/registry", ".row-link")],
  ["administrator", "people", at("/people")],
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
