// The main job, as people do it: send, be read, be reviewed, correct, confirm,
// be told, and keep the proof.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { base, eventually, launch, manifest, open, paper, sha256, text, whole } from "./browser.js";

let browser, operator, reviewer, head;
const seen = {}; // addresses that later steps need

before(async () => {
  browser = await launch();
  operator = await open(browser, "operator");
  reviewer = await open(browser, "reviewer");
  head = await open(browser, "head");
});
after(() => browser.close());

// documentOf waits until the machines have placed and checked a document.
async function settled(page, url) {
  await page.goto(url);
  await page.waitForSelector(".status:not([aria-busy])", { timeout: 60_000 });
}

test("1. the operator sees what is due and sends four files at once", async () => {
  await operator.goto(`${base}/month/${manifest.month}`);
  const centre = operator.locator(".group", { hasText: manifest.first.centre });
  const due = operator.locator(".waiting .slot", { hasText: manifest.first.centre });
  await due.locator(".slot-when", { hasText: "Entro" }).first().waitFor();
  await due.locator("summary", { hasText: "Perché questa data" }).first().click();
  assert.match(await due.locator(".why[open] p").first().innerText(), /giorno|mese/, "the date says why");

  const files = [manifest.first, manifest.second, manifest.bill, manifest.deal];
  await operator.locator(".drop input[type=file]").setInputFiles(files.map(paper));
  for (const f of files) {
    const row = operator.locator(".sending", { hasText: f.file.slice(0, 40) });
    await row.and(operator.locator("[data-state=done]")).waitFor({ timeout: 60_000 });
    assert.ok((await row.boundingBox()).height > 40, "the row can be seen");
    const says = await row.innerText();
    assert.match(says, /Ricevuta n\. \d{4}\/\d{6} (?:del |dell')\d\d\/\d\d\/\d{4} \d\d:\d\d/);
    assert.ok(says.includes(sha256(readFileSync(paper(f)))), `${f.file}: the receipt has the hash of the bytes`);
    seen[f.file] = new URL(await row.locator("[data-open]").getAttribute("href"), base).href;
  }
  const slot = centre.locator(".slot", { hasText: "Registro presenze" });
  await slot.locator(".slot-kind a[href^='/documents/']").waitFor({ timeout: 60_000 });
  assert.equal(await operator.locator(".sending[data-state=done]").count(), files.length, "the receipts stay while the slots change");
  whole(operator);
});

test("1b. the same file again gives the earlier receipt; an empty one says what to do", async () => {
  await operator.goto(`${base}/month/${manifest.month}`);
  await operator.locator(".drop input[type=file]").setInputFiles(paper(manifest.deal));
  const again = operator.locator(".sending[data-state=done]");
  await again.waitFor();
  assert.match(await again.innerText(), /Già trasmesso/);
  assert.equal(new URL(await again.locator("[data-open]").getAttribute("href"), base).href, seen[manifest.deal.file]);

  await operator.locator(".drop input[type=file]").setInputFiles({ name: "vuoto.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(0) });
  const refused = operator.locator(".sending[data-state=refused]");
  await refused.waitFor();
  assert.match(await refused.innerText(), /vuoto.*inviarlo di nuovo/s);
});

test("2. the machines read, recognise, place and check", async () => {
  await settled(operator, seen[manifest.first.file]);
  assert.match(await text(operator, "h1"), /Registro presenze/);
  assert.match(await text(operator, ".doc-sub"), new RegExp(manifest.first.centre));
  assert.match(await text(operator, "#findings"), new RegExp(`${manifest.first.days}.*${manifest.first.days - 2}|${manifest.first.days - 2}.*${manifest.first.days}`), "declared and computed differ by two");
  await settled(operator, seen[manifest.second.file]);
  assert.match(await text(operator, ".doc-sub"), new RegExp(manifest.second.centre));
  assert.ok(await operator.locator(".sheet img, .sheet text").count(), "the page of the PDF is shown");
  await settled(operator, seen[manifest.bill.file]);
  assert.match(await text(operator, ".invoice"), /E2E-1/);
  await settled(operator, seen[manifest.deal.file]);
  assert.match(await text(operator, "h1"), /Convenzione/);
  whole(operator);
});

async function caseOf(page, file) {
  await page.goto(seen[file]); // leads people of the office to the case
  assert.match(page.url(), /\/cases\/\d+/);
  return page.url();
}

test("3–4. the reviewer finds the case in the queue, looks, and returns it with a reason", async () => {
  const url = await caseOf(reviewer, manifest.first.file);
  await reviewer.goto(`${base}/tasks?q=${manifest.first.centre}`);
  await reviewer.locator(`.row-link[href="${new URL(url).pathname}"]`).click();
  const show = reviewer.locator("#findings a.show[href^='#']").first();
  const lit = await show.getAttribute("href");
  await show.click();
  await reviewer.locator(`${lit}:target`).waitFor();
  assert.ok(await reviewer.locator(`${lit}`).isVisible(), "the figure lights up in the document");

  // Without a reason the server refuses, whatever the browser thinks.
  await reviewer.locator("#o-returned").check();
  await reviewer.locator("#reason").evaluate((r) => r.removeAttribute("required"));
  await reviewer.locator(".decide .btn-primary").click();
  assert.match(await text(reviewer, "#decide-error"), /Manca il motivo/);
  assert.ok(await reviewer.locator("#o-returned").isChecked(), "the choice is kept");

  await reviewer.locator("details.reasons > summary").click();
  await reviewer.locator("[data-insert]").first().click();
  assert.notEqual(await reviewer.locator("#reason").inputValue(), "");
  await Promise.all([reviewer.waitForURL(/\/tasks\?done=returned/), reviewer.locator(".decide .btn-primary").click()]);
  assert.match(await text(reviewer, ".notice-ok"), /restituito all'ente/);
  whole(reviewer);
});

test("4b. two people don't decide the same task", async () => {
  const second = await open(browser, "reviewer");
  const url = await caseOf(reviewer, manifest.second.file);
  await second.goto(url);
  await second.locator("#o-approved").check();
  await reviewer.locator("#o-approved").check();
  await reviewer.locator("#reason").fill("Verificato.");
  await Promise.all([reviewer.waitForURL(/done=approved/), reviewer.locator(".decide .btn-primary").click()]);
  await second.locator("#reason").fill("Verificato.");
  await second.locator(".decide .btn-primary").click();
  await second.locator(".notice-bad").waitFor();
  assert.match(await text(second, ".notice-bad"), /cambiata|deciso/);
  await second.context().close();
});

test("5. the operator gets an e-mail and sends a corrected revision, which keeps the old one", async () => {
  await eventually("an e-mail about the decision", async () => {
    await operator.goto(`${base}/dev/mail`);
    return (await operator.locator("tr", { hasText: "operator@insiemi.example" }).locator("a").allInnerTexts()).some((s) => /Da integrare.*/.test(s) && s.includes(manifest.first.centre));
  });
  await operator.goto(seen[manifest.first.file]);
  assert.match(await text(operator, ".status"), /Da fare:/);
  await operator.locator(".drop input[type=file]").setInputFiles(paper(manifest.fixed));
  await operator.locator(".sending[data-state=done]").waitFor();
  await settled(operator, seen[manifest.first.file]);
  assert.equal(await operator.locator(".revisions li").count(), 2);
  const [download] = await Promise.all([operator.waitForEvent("download"), operator.locator(".revisions li").last().getByText("Scarica l'originale").click()]);
  assert.equal(sha256(readFileSync(await download.path())), sha256(readFileSync(paper(manifest.first))), "the first revision is what was sent");
  whole(operator);
});

test("5b. the reviewer approves the corrected register", async () => {
  await caseOf(reviewer, manifest.first.file);
  assert.match(await text(reviewer, ".doc-sub"), /versione 2/);
  await reviewer.locator("#o-approved").check();
  await reviewer.locator("#reason").fill("Il totale ora corrisponde.");
  await Promise.all([reviewer.waitForURL(/done=approved/), reviewer.locator(".decide .btn-primary").click()]);
  await operator.goto(seen[manifest.first.file]);
  assert.match(await text(operator, ".status"), /Approvato/);
});

test("5c. an invoice needs the reviewer and the head of office", async () => {
  const url = await caseOf(reviewer, manifest.bill.file);
  await reviewer.locator("#o-approved").check();
  await reviewer.locator("#reason").fill("Presenze e tariffa corrispondono.");
  await Promise.all([reviewer.waitForURL(/done=approved/), reviewer.locator(".decide .btn-primary").click()]);
  await reviewer.goto(url);
  assert.equal(await reviewer.locator("#decide").count(), 0, "the reviewer can't confirm as well");
  await head.goto(url);
  assert.match(await text(head, ".status"), /Da fare:/);
  await head.locator("#o-approved").check();
  await head.locator("#reason").fill("Confermo.");
  await Promise.all([head.waitForURL(/done=approved/), head.locator(".decide .btn-primary").click()]);
  await head.goto(url);
  assert.match(await text(head, ".status"), /Approvato/);
  whole(head);
});

test("6. the timeline tells it all, and the case is exported as a ZIP", async () => {
  const url = await caseOf(reviewer, manifest.first.file);
  const told = await text(reviewer, "#timeline");
  for (const fact of ["Approvato", "Versione corretta trasmessa", "Restituito all'ente", "Pratica aperta", "Documento letto", "Documento ricevuto"]) {
    assert.ok(told.includes(fact), `the timeline tells: ${fact}`);
  }
  const [download] = await Promise.all([reviewer.waitForEvent("download"), reviewer.getByText("Esporta ZIP").click()]);
  assert.match(download.suggestedFilename(), /^pratica-\d{4}-\d{6}\.zip$/);
  const zip = readFileSync(await download.path());
  assert.equal(zip.subarray(0, 2).toString(), "PK");
  assert.ok(zip.includes("MANIFEST.sha256"));
  assert.equal(url, reviewer.url());
});
