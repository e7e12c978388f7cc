// The office and what is missing: chase two bodies from the list, with and
// without scripts, see the e-mail arrive, look at the wall.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, base, eventually, launch, open, text, whole } from "./browser.js";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

// ofTwoBodies chooses an open obligation of each of two bodies in the list.
async function ofTwoBodies(page) {
  await page.goto(`${base}/missing`);
  const chosen = new Map();
  for (const row of await page.locator(".missing tbody tr").filter({ hasNotText: "Da integrare" }).all()) {
    const body = await row.locator(".who-owes > span").first().innerText();
    if (chosen.size < 2 && !chosen.has(body)) chosen.set(body, row);
  }
  assert.equal(chosen.size, 2, "obligations of two bodies are missing");
  for (const row of chosen.values()) await row.locator("input[name=obligation]").check();
  return [...chosen.keys()];
}

// expectedOfTwoBodies finds on the wall an obligation of each of two bodies that
// is not due yet, so that nobody was reminded of it.
async function expectedOfTwoBodies(page) {
  const ids = [];
  await page.goto(`${base}/overview?view=months`);
  for (const row of await page.locator(".wall tbody tr").all()) {
    const cell = row.locator("td a", { hasText: /attes/ }).last();
    if (ids.length < 2 && await cell.count()) ids.push(await cell.getAttribute("href"));
  }
  for (const i of [0, 1]) {
    await page.goto(base + ids[i]);
    const row = page.locator(".month-kind tbody tr", { hasText: "Da trasmettere" }).last();
    ids[i] = (await row.locator(".row-link").getAttribute("href")).split("/").pop();
  }
  return ids;
}

test("the reviewer chases two bodies, and the e-mails arrive", async () => {
  const page = await open(browser, "reviewer");
  const bodies = await ofTwoBodies(page);
  assert.match(await text(page, "[data-choose-count]"), /righe scelte: 2/);
  await accessible(page, "what is missing, two chosen");
  await Promise.all([page.waitForURL(/\/reminders\/preview/), page.getByRole("button", { name: "Sollecita ora" }).click()]);
  for (const b of bodies) await page.getByRole("heading", { name: b }).waitFor();
  if (!/Si sollecitano 2 adempimenti di 2 enti/.test(await text(page, ".lead"))) {
    // In office hours the clock was here first: nobody is reminded twice a day.
    assert.match(await text(page, "main"), /già ricordato oggi/);
    const ids = await expectedOfTwoBodies(page);
    await page.goto(`${base}/reminders/preview?obligation=${ids[0]}&obligation=${ids[1]}`);
  }
  assert.match(await text(page, ".lead"), /Si sollecitano 2 adempimenti di 2 enti/);
  const message = "Servono per chiudere il trimestre.";
  await page.fill("#message", message);
  await page.getByRole("button", { name: "Aggiorna l'anteprima" }).click();
  await page.locator(".letter-text", { hasText: message }).first().waitFor();
  await accessible(page, "preview of a chase");
  const to = (await page.locator(".panel li small").allInnerTexts()).filter((s) => s.includes("@"));
  assert.ok(to.length >= 2, "each body has somebody to tell");
  await Promise.all([page.waitForURL(/\/reminders\/done/), page.locator("button[name=send]").click()]);
  assert.match(await text(page, ".chased"), /Sollecitati 2 adempimenti di 2 enti/);
  await accessible(page, "a chase that was sent");
  await page.getByRole("link", { name: "Torna all'elenco" }).click();
  await page.waitForURL(/\/missing/);
  for (const address of to) {
    await eventually(`an e-mail to ${address}`, async () => {
      await page.goto(`${base}/dev/mail`);
      const letter = page.locator("tr", { hasText: address }).filter({ hasText: "Sollecito" }).locator("a").first();
      if (!await letter.count()) return false;
      await letter.click();
      return (await page.content()).includes(message);
    });
  }
  whole(page);
  await page.context().close();
});

test("without scripts: choose, look, and be told what is left out", async () => {
  const page = await open(browser, "reviewer", { javaScriptEnabled: false });
  await page.goto(`${base}/missing`);
  await page.getByRole("button", { name: "Sollecita ora" }).click();
  assert.match(await text(page, ".notice-bad"), /Non è stato scelto nessun adempimento/);
  await page.locator("#all").check();
  await page.getByRole("button", { name: "Sollecita ora" }).click();
  assert.match(await text(page, "h1"), /Sollecita ora/);
  assert.match(await text(page, ".lead"), /\d+ adempiment[oi] rest[ao]n?o? fuori|Non c'è nulla da sollecitare/);
  await page.goto(`${base}/missing?standing=overdue`);
  await page.locator("input[name=obligation]").first().check();
  await page.getByRole("button", { name: "Proroga" }).click();
  await page.locator("button[name=confirm]").click();
  assert.match(await text(page, ".notice-bad"), /Manca la nuova scadenza|Manca il motivo/);
  await page.context().close();
});

for (const width of [1280, 360]) {
  test(`the wall at ${width} px`, async () => {
    const page = await open(browser, "head", { viewport: { width, height: 800 } });
    for (const view of ["/overview", "/overview?view=months"]) {
      await page.goto(base + view);
      const cell = page.locator(".wall td a").first();
      assert.match((await cell.innerText()).trim(), /\d+ \p{L}+[^]*\d+ di \d+/u, "a cell says in words how it stands");
      assert.ok(await cell.locator("svg").count(), "and with a symbol");
      if (width === 360) assert.ok((await page.locator(".wall tbody tr").first().boundingBox()).width <= 360, "a card for each body");
      await page.locator(".wall-legend summary").click();
      await accessible(page, `${view} at ${width} px`);
      await cell.click();
      await page.waitForURL(/\/overview\/\d{4}-\d\d\/bodies\/\d+/);
      assert.ok(await page.locator(".month-kind").count(), "the cell leads to its list");
      await accessible(page, `a cell's list at ${width} px`);
    }
    whole(page);
    await page.context().close();
  });
}
