// A file is tried before it is sent: findings as they come, nothing transmitted, another
// file in its place, and the draft removed. Nothing is sent by these tests.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, base, eventually, launch, manifest, open, paper, text, whole } from "./browser.js";

let browser, desk, phone, page;
const choose = (p, files) => p.locator("form[data-try] input[type=file]").setInputFiles(files);
const tried = (p, name) => eventually(`${name} is checked`, async () => (await p.locator(".draft").count()) > 0 && (await text(p, ".status .draft-file")).includes(name));

before(async () => {
  browser = await launch();
  desk = await open(browser, "operator");
  phone = await open(browser, "operator", { viewport: { width: 360, height: 740 } });
  await desk.goto(base + "/month/" + manifest.month);
  const slot = desk.locator(".slot", { hasText: "Registro presenze" }).filter({ has: desk.locator(".slot-try") })
    .filter({ hasNotText: new RegExp(`${manifest.first.centre}|${manifest.second.centre}`) }).first();
  await desk.goto(base + await slot.locator(".slot-kind a").getAttribute("href"));
  await desk.getByRole("link", { name: "Controlla prima di inviare" }).click();
  page = desk.url();
});
after(() => browser.close());

test("1. a file is tried: what it is and what is wrong with it, and nothing is transmitted", async () => {
  assert.match(await text(desk, ".draft-nothing"), /Non è stato trasmesso nulla/);
  await accessible(desk, "a draft before there is one");
  await choose(desk, paper(manifest.first));
  await tried(desk, manifest.first.file);
  assert.match(await text(desk, ".draft-nothing"), /Non è stato trasmesso nulla.*si elimina da sola dopo 24 ore/);
  assert.match(await text(desk, ".draft-side .facts"), new RegExp(`Registro presenze.*${manifest.first.centre}.*${manifest.first.days}`));
  const wrong = desk.locator(".finding", { hasText: "regola R15" });
  assert.match(await wrong.innerText(), new RegExp(`scritto ${manifest.first.days}[^]*cella [A-Z]+[0-9]+`));
  await accessible(desk, "a draft with findings");
  await desk.goto(page.replace("/draft", ""));
  await desk.getByRole("link", { name: "Riprendi la prova" }).click();
  await desk.waitForURL(page);
  whole(desk);
});

test("2. on a phone the same draft is there; another file takes its place", async () => {
  await phone.goto(page);
  await tried(phone, manifest.first.file);
  const order = await phone.evaluate(() => ["#next", "#findings-title", "#what"].map((s) => document.querySelector(s).getBoundingClientRect().top));
  assert.deepEqual(order, order.toSorted((a, b) => a - b), "what to do comes first, then what is wrong");
  const heights = await phone.locator(".draft-side .btn").evaluateAll((all) => all.filter((b) => b.offsetParent).map((b) => b.getBoundingClientRect().height));
  assert.ok(heights.length >= 3 && Math.min(...heights) >= 44, "they can be hit with a thumb");
  await accessible(phone, "a draft with findings on a phone");
  await choose(phone, { name: "rotto.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\nnothing is left\n") });
  await tried(phone, "rotto.pdf");
  assert.match(await text(phone, ".status"), /Non leggibile/);
  assert.match(await text(phone, ".finding"), /PDF è danneggiato/);
  await accessible(phone, "a draft that can't be read");
  whole(phone);
});

test("3. a file is dropped on the page; one without bytes is refused there", async () => {
  await desk.goto(page);
  await choose(desk, { name: "vuoto.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(0) });
  assert.match(await text(desk, "[data-refused]"), /Il file è vuoto/);
  await accessible(desk, "a file that was refused");
  await desk.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["guest;1;2\n"], "lasciato.csv", { type: "text/csv" }));
    document.querySelector("main").dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  });
  await tried(desk, "lasciato.csv");
  whole(desk);
});

test("4. without scripts it works as well; removed, it is gone", async () => {
  const plain = await open(browser, "operator", { javaScriptEnabled: false });
  await plain.goto(page);
  await choose(plain, paper(manifest.fixed));
  await Promise.all([plain.waitForURL(page), plain.locator("form[data-try] button").click()]);
  await eventually("checked", async () => { await plain.reload(); return (await plain.locator(".draft").count()) > 0; });
  assert.match(await text(plain, ".status .draft-file"), new RegExp(manifest.fixed.file));
  await Promise.all([plain.waitForURL(/done=draft\.dropped/), plain.locator(".draft-remove button").click()]);
  assert.match(await text(plain, ".notice-ok"), /La prova è stata eliminata. Non è stato trasmesso nulla/);
  await plain.goto(page.replace("/draft", ""));
  assert.match(await text(plain, "#main"), /Controlla prima di inviare/);
  whole(plain);
});
