// What a body says about what it owes, what the office answers, and the calendar
// that tells it all to a phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, base, launch, open, text, whole } from "./browser.js";

let browser, operator, reviewer, head;
const phone = { viewport: { width: 360, height: 740 } };

before(async () => {
  browser = await launch();
  operator = await open(browser, "operator", phone);
  reviewer = await open(browser, "reviewer");
  head = await open(browser, "head");
});
after(() => browser.close());

// The registers of the month that runs: nothing was sent for them, whatever the
// day on which this runs.
const month = "/month/" + new Intl.DateTimeFormat("sv", { timeZone: "Europe/Rome", year: "numeric", month: "2-digit" }).format(new Date());
const missing = (page) => page.locator(".slot", { hasText: "Registro presenze" }).filter({ has: page.locator(".declare") });
const pageOf = async (slot) => base + await slot.locator(".slot-kind a").getAttribute("href");

test("1. on a phone the home page says what waits, with everything within reach", async () => {
  await operator.goto(base + "/");
  assert.match(await text(operator, "[data-live=home]"), /\d+ (in ritardo|da integrare|in scadenza|da collegare)|Niente in ritardo/);
  await accessible(operator, "home on a phone");
  await operator.goto(base + month);
  await accessible(operator, "the month that runs, on a phone");
  const slot = missing(operator).first();
  assert.match(await slot.innerText(), /Entro (lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica) \d\d\/\d\d\/\d{4}/);
  await slot.locator(".why summary").click();
  assert.match(await slot.locator(".why[open] p").innerText(), /giorno \d+ del mese successivo/);
  for (const button of await slot.locator(".slot-do .btn:visible").all()) {
    assert.ok((await button.boundingBox()).height >= 36, "it can be hit with a thumb");
  }
  whole(operator);
});

test("2. nothing to submit: declared, refused with a reason, declared again, acknowledged, done", async () => {
  await operator.goto(base + month);
  const page = await pageOf(missing(operator).first());
  const slot = operator.locator(".slot").filter({ has: operator.locator(`.slot-kind a[href="${new URL(page).pathname}"]`) })
    .filter({ has: operator.locator(".declare") });
  const declare = async (reason) => {
    await operator.goto(base + month);
    await slot.locator(".declare summary").click();
    await slot.locator("textarea").fill(reason);
    await Promise.all([operator.waitForURL((u) => u.pathname === month && u.search === "?done=declared"), slot.locator(".declare .btn-primary").click()]);
  };
  await declare("Centro chiuso per lavori.");
  assert.match(await text(operator, ".notice-ok"), /L'ufficio la legge/);
  await operator.goto(page);
  assert.match(await text(operator, ".ob-do"), /in attesa dell'ufficio.*Centro chiuso per lavori\..*Ritira/);
  await accessible(operator, "a declared obligation");

  await reviewer.goto(page);
  await accessible(reviewer, "a declaration to answer");
  assert.match(await text(reviewer, ".ob-do"), /Centro chiuso per lavori/);
  await reviewer.locator("#refuse summary").click();
  await reviewer.locator("#refuse textarea").evaluate((t) => t.removeAttribute("required"));
  await reviewer.locator("#refuse .btn-primary").click();
  assert.match(await text(reviewer, "#refuse-error"), /Manca il motivo/);
  await accessible(reviewer, "a refusal without a reason");
  await reviewer.locator("#refuse textarea").fill("Il registro serve anche a centro vuoto.");
  await Promise.all([reviewer.waitForURL(/done=declaration_refused/), reviewer.locator("#refuse .btn-primary").click()]);

  await operator.goto(base + month);
  assert.match(await text(operator, "#main"), /ha respinto la dichiarazione.*Il registro serve anche a centro vuoto\./);
  await declare("Chiuso con ordinanza del Comune, allegata alla PEC del giorno 3.");
  await reviewer.goto(page);
  await reviewer.locator("#acknowledge summary").click();
  await Promise.all([reviewer.waitForURL(/done=acknowledged/), reviewer.locator("#acknowledge .btn-primary").click()]);
  await operator.goto(page);
  assert.match(await text(operator, ".status"), /Niente da trasmettere.*non serve fare altro/);
  assert.match(await text(operator, ".timeline"), /ha preso atto.*ha respinto la dichiarazione.*Dichiarato/);
  assert.equal(await operator.locator("form[data-upload]").count(), 0);
  whole(operator);
  whole(reviewer);
});

test("3. an extension is looked at first, then both dates are on the page", async () => {
  await operator.goto(base + month);
  const page = await pageOf(missing(operator).first());
  await head.goto(page);
  const later = new Date(Date.now() + 40 * 864e5).toISOString().slice(0, 10);
  const words = later.split("-").reverse().join("/");
  await head.locator("#extend summary").click();
  await head.locator("#extend-to").fill(later);
  await head.locator("#extend textarea").fill("Allagamento della sede.");
  await head.locator("#extend button[name=preview]").click();
  assert.ok((await text(head, "#extend .says")).includes(words));
  assert.equal(await head.locator("#extend textarea").inputValue(), "Allagamento della sede.");
  await accessible(head, "the preview of an extension");
  await Promise.all([head.waitForURL(/done=extended/), head.locator("#extend .btn-primary").click()]);
  await operator.goto(page);
  assert.ok((await text(operator, ".due-day")).includes(words));
  assert.match(await text(operator, ".due-was"), /prima era/);
  whole(head);
});

test("4. without scripts a declaration is made and withdrawn", async () => {
  const plain = await open(browser, "operator", { javaScriptEnabled: false });
  await plain.goto(base + month);
  const slot = missing(plain).first();
  const page = await pageOf(slot);
  await slot.locator(".declare summary").click();
  await slot.locator("textarea").fill("Nessun ospite nel mese.");
  await slot.locator(".declare .btn-primary").click();
  await plain.goto(page);
  await plain.locator("form[action$='/revocation'] button").click();
  assert.match(await text(plain, ".notice-ok"), /di nuovo atteso/);
  await plain.context().close();
});

test("5. preferences are kept, and a calendar comes, is copied and goes", async () => {
  await operator.goto(base + "/profile");
  await operator.locator("input[name=reminder][value=none]").check();
  await Promise.all([operator.waitForURL(/done=preferences/), operator.getByRole("button", { name: "Salva" }).click()]);
  assert.ok(await operator.locator("input[name=reminder][value=none]").isChecked());
  await operator.locator("input[name=reminder][value=digest]").check();
  await operator.getByRole("button", { name: "Salva" }).click();

  await operator.getByRole("button", { name: "Crea il calendario" }).click();
  const address = await operator.locator("#feed-address").inputValue();
  assert.match(address, /\/calendar\/[A-Za-z0-9_-]{40,}\.ics$/);
  await accessible(operator, "a new calendar");
  await operator.locator("[data-copy]").click();
  await operator.getByRole("button", { name: "Copiato" }).waitFor(); // the clipboard answers when it likes
  const stranger = await open(browser);
  const feed = await stranger.request.get(address);
  assert.equal(feed.status(), 200);
  assert.match(feed.headers()["content-type"], /text\/calendar/);
  const entries = await feed.text();
  const [, link] = /URL:(\S+\/obligations\/\d+)/.exec(entries.replaceAll("\r\n ", ""));
  await operator.goto(base + new URL(link).pathname);
  await operator.locator(".due-day").waitFor();

  await operator.goto(base + "/profile");
  await Promise.all([operator.waitForURL(/done=feed_revoked/), operator.getByRole("button", { name: "Disattiva" }).click()]);
  const gone = await stranger.request.get(address);
  assert.equal(gone.status(), 404);
  assert.match(gone.headers()["content-type"], /text\/plain/);
  whole(operator);
});
