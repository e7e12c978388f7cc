// Without scripts everything still works, only less comfortably.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { after, before, test } from "node:test";
import { base, launch, manifest, open, paper, sha256, text } from "./browser.js";

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

test("many files in one form give a page with a line each", async () => {
  const page = await open(browser, "operator", { javaScriptEnabled: false });
  await page.goto(base + "/");
  await page.locator(".drop input[type=file]").setInputFiles([paper(manifest.deal), paper(manifest.second)].map((path) => (
    { name: basename(path), mimeType: "application/pdf", buffer: readFileSync(path) })).concat(
    { name: "vuoto.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(0) }));
  await page.locator(".drop button").click();
  const lines = await page.locator(".sent-list li").allInnerTexts();
  assert.equal(lines.length, 3);
  assert.ok(lines[0].includes(sha256(readFileSync(paper(manifest.deal)))));
  assert.match(lines[2], /vuoto/);
});

test("one file leads to its document", async () => {
  const page = await open(browser, "operator", { javaScriptEnabled: false });
  await page.goto(base + "/");
  await page.locator(".drop input[type=file]").setInputFiles({ name: "nota.txt", mimeType: "text/plain", buffer: Buffer.from(`nota ${Date.now()}`) });
  await page.locator(".drop button").click();
  await page.waitForURL(/\/documents\/\d+\?done=received/);
  assert.match(await text(page, ".notice-ok"), /Documento ricevuto/);
});

test("no file chosen says so", async () => {
  const page = await open(browser, "operator", { javaScriptEnabled: false });
  const answer = await page.request.post(base + "/uploads", { multipart: { other: "x" }, headers: { Accept: "text/html" } });
  assert.equal(answer.status(), 422);
  assert.match(await answer.text(), /nessun file/);
});

test("a form from another site is refused", async () => {
  const page = await open(browser, "operator");
  const answer = await page.request.post(base + "/sign-out", { headers: { "Sec-Fetch-Site": "cross-site", Accept: "text/html" } });
  assert.equal(answer.status(), 403);
  assert.match(await answer.text(), /altro sito/);
});
