// The grid of a month's presences: keys, the clipboard of a spreadsheet, a phone,
// two people at once, findings while it is filled in, and sending it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, base, eventually, launch, manifest, open, text, whole } from "./browser.js";

let browser, desk, phone, grid;
const cell = (page, row, day) => page.locator(`#c${row}-${day}`);
const marks = async (page, row, from, to) => (await page.locator(`#g${row} input[name=m]`).evaluateAll((all) => all.map((i) => i.value))).slice(from - 1, to).join(" ");
const saved = (page) => eventually("saved", async () => /^Salvato: /.test(await text(page, "[data-state]")));
// paste gives the page what a spreadsheet puts on the clipboard.
const paste = (page, tsv) => page.evaluate((tsv) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", tsv);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}, tsv);
const copied = (page) => page.evaluate(() => {
  const clipboardData = new DataTransfer();
  document.activeElement.dispatchEvent(new ClipboardEvent("copy", { clipboardData, bubbles: true, cancelable: true }));
  return clipboardData.getData("text/plain");
});
const add = async (page, code) => {
  await page.fill("#new", code);
  await Promise.all([page.waitForURL(/done=fill\.saved/), page.locator("button[value=add]").click()]);
  await page.locator("form[data-grid] .grid-table [tabindex='0']").waitFor({ state: "attached" }); // the script is there
};

before(async () => {
  browser = await launch();
  desk = await open(browser, "operator");
  phone = await open(browser, "operator", { viewport: { width: 360, height: 740 } });
  const month = new Intl.DateTimeFormat("sv", { timeZone: "Europe/Rome", year: "numeric", month: "2-digit" }).format(new Date());
  await desk.goto(base + "/month/" + month);
  const slot = desk.locator(".slot", { hasText: "Registro presenze" }).filter({ has: desk.locator("form[data-upload]") })
    .filter({ hasNotText: new RegExp(`${manifest.first.centre}|${manifest.second.centre}`) }).last(); // those are sent by the other tests
  await desk.goto(base + await slot.locator(".slot-kind a").getAttribute("href"));
  await desk.getByRole("link", { name: "Compila nella griglia" }).click();
  grid = desk.url();
});
after(() => browser.close());

test("1. guests are added by code, never by name", async () => {
  await accessible(desk, "a grid");
  await add(desk, "zz901");
  await add(desk, "ZZ902");
  await desk.fill("#new", "Provaldi Nessuno");
  await desk.locator("button[value=add]").click();
  assert.match(await text(desk, "#add-error"), /non è un codice/);
  assert.equal(await desk.locator("#new").inputValue(), "PROVALDI NESSUNO");
  await desk.goto(grid);
  assert.ok(await desk.locator("tr[data-code=ZZ902]").count() === 1);
});

test("2. keys write, move, select, clear and undo; one cell is reached by the tabulator", async () => {
  const row = Number((await desk.locator("tr[data-code=ZZ901]").getAttribute("id")).slice(1));
  assert.equal(await desk.locator(".grid-table input[name=m][tabindex='0']").count(), 1);
  await cell(desk, row, 1).focus();
  await desk.keyboard.type("pazg");
  assert.equal(await marks(desk, row, 1, 5), "P A AA AG ");
  assert.equal(await desk.evaluate(() => document.activeElement.id), `c${row}-5`);
  await desk.keyboard.press("ArrowLeft");
  await desk.keyboard.press("Shift+ArrowLeft");
  await desk.keyboard.press("Shift+ArrowDown");
  await desk.keyboard.type("h");
  assert.equal(await marks(desk, row, 1, 5), "P A H H ");
  assert.equal(await marks(desk, row + 1, 1, 5), "  H H ");
  assert.equal(await copied(desk), "H\tH\nH\tH");
  await desk.keyboard.press("Delete");
  assert.equal(await marks(desk, row, 1, 5), "P A   ");
  await desk.keyboard.press("Control+z");
  await desk.keyboard.press("Control+z");
  assert.equal(await marks(desk, row, 1, 5), "P A AA AG ");
  await desk.keyboard.press("Escape");
  await desk.keyboard.type("q");
  assert.match(await text(desk, "[data-told]"), new RegExp(`Riga \\d+, giorno \\d+: «q» non è un segno`));
  await saved(desk);
  await desk.reload();
  assert.equal(await marks(desk, row, 1, 5), "P A AA AG ");
  whole(desk);
});

test("3. what a spreadsheet copies is pasted; what is no mark is told cell by cell", async () => {
  const row = Number((await desk.locator("tr[data-code=ZZ901]").getAttribute("id")).slice(1));
  await cell(desk, row, 6).focus();
  await paste(desk, "p\tF\tA\r\nU\t\tx\r\n");
  assert.equal(await marks(desk, row, 6, 8), "P  A");
  assert.equal(await marks(desk, row + 1, 6, 8), "U  ");
  const told = await text(desk, "[data-told]");
  assert.match(told, new RegExp(`Riga ${row}, giorno 7: «F».*Riga ${row + 1}, giorno 8: «x»`));
  await saved(desk);
  await cell(desk, row + 1, 27).focus();
  await paste(desk, Array(10).fill("P").join("\t"));
  assert.match(await text(desk, "[data-told]"), /oltre la fine della griglia/);
  await accessible(desk, "a grid with what was not pasted");
});

test("4. sums and the warning of too many guests are live; a finding leads to its day", async () => {
  const before = Number((await text(desk, "[data-total]")).replace(".", ""));
  const places = Number(await desk.locator("#d2").getAttribute("data-places"));
  await add(desk, Array.from({ length: places }, (_, i) => `ZZ${i + 100}`).join(" "));
  await cell(desk, 1, 2).focus();
  for (let i = 0; i < places; i++) await desk.keyboard.press("Shift+ArrowDown");
  await desk.keyboard.type("p");
  assert.ok(Number((await text(desk, "[data-total]")).replace(".", "")) > before);
  assert.match(await text(desk, ".grid-over"), /Più ospiti dei posti nei giorni: 2/);
  await saved(desk);
  const over = desk.locator(".finding", { hasText: "regola R11" });
  await over.waitFor();
  await over.getByRole("link").click();
  assert.match(await desk.evaluate(() => document.activeElement.id), /^c1-2$/);
  await accessible(desk, "a grid with findings");
  whole(desk);
});

test("5. two people do not overwrite each other", async () => {
  await phone.goto(grid);
  await phone.locator(".grid-list li").first().waitFor();
  await cell(desk, 1, 3).focus();
  await desk.keyboard.type("t");
  await saved(desk);
  await phone.locator("[data-set=A]").first().click();
  await eventually("told", async () => /un'altra persona ha salvato/.test(await text(phone, "[data-told]")));
  phone.once("dialog", (d) => d.accept()); // what is not saved is asked about
  await phone.locator("[data-told] a").click();
  await phone.locator(".grid-list li").first().waitFor();
});

test("6. on a phone: a day of all guests, or one guest's days, with big buttons", async () => {
  await accessible(phone, "a grid on a phone");
    const heights = await phone.locator(".grid-pick button").evaluateAll((all) => all.map((b) => b.getBoundingClientRect().height));
  assert.ok(heights.length > 1 && Math.min(...heights) >= 44, "they can be hit with a thumb");
  await phone.locator("[data-by=guest]").click();
  assert.match(await text(phone, "[data-at]"), /\w/);
  await phone.locator("[data-turn='1']").click();
  await phone.locator(".grid-list li").nth(3).locator("[data-set=A]").click();
  await phone.locator(".grid-list li").nth(4).locator("select").selectOption("AG");
  assert.equal(await marks(phone, 2, 4, 5), "A AG");
  await phone.locator("[data-mirror=came]").fill("01/02/2026");
  await phone.locator("[data-mirror=family]").fill("n1");
  await phone.locator("[data-mirror=family]").blur();
  await phone.locator("[data-by=day]").click();
  await saved(phone);
  await accessible(phone, "a guest's month on a phone");
  await desk.goto(grid);
  assert.equal(await marks(desk, 2, 4, 5), "A AG");
  assert.equal(await desk.locator("#g2 input[name=came]").inputValue(), "01/02/2026");
  assert.equal(await desk.locator("#g2 input[name=family]").inputValue(), "N1");
  whole(phone);
});

test("6a. on a phone one touch marks everybody without a mark, and can be undone", async () => {
  const today = Number(await phone.locator("form[data-grid]").getAttribute("data-today"));
  const day = async () => (await phone.locator(".grid-table tbody tr").evaluateAll((all, d) => all.map((tr) => tr.querySelectorAll("input[name=m]")[d].value), today - 1)).join(" ");
  await phone.reload(); // it begins with today
  await phone.locator(".grid-list li").first().waitFor();
  const absent = phone.locator(".grid-list li").first().locator("[data-set=A]");
  if (await absent.getAttribute("aria-pressed") !== "true") await absent.click();
  const before = await day();
  await phone.locator("[data-everybody]").click();
  assert.match(await day(), /^A( [A-Z]+)+$/, "what was there stays, the rest is present");
  assert.equal(await phone.locator("[data-everybody]").isDisabled(), true);
  await phone.locator("[data-undo]").click();
  assert.equal(await day(), before);
  await saved(phone);
  await accessible(phone, "a day on a phone");
});

test("6b. families: a short code down a column, pasted and undone; a name is refused", async () => {
  await desk.goto(grid);
  const families = async (n) => (await desk.locator("input[name=family]").evaluateAll((all) => all.map((i) => i.value))).slice(0, n).join(" ");
  const before = await families(3);
  await desk.locator("input[name=family]").first().focus();
  await paste(desk, "n7\r\nN7\r\nN8\r\n");
  assert.equal(await families(3), "N7 N7 N8");
  await saved(desk);
  await cell(desk, 1, 1).focus();
  await desk.keyboard.press("Control+z");
  assert.equal(await families(3), before);
  await desk.locator("input[name=family]").first().fill("Provaldi");
  await desk.keyboard.press("Enter");
  await eventually("refused", async () => /non è il codice di un nucleo/.test(await text(desk, "[data-told]")));
  assert.equal(await desk.locator("input[name=family]").first().getAttribute("aria-invalid"), "true");
  await accessible(desk, "a grid with a name in the place of a family");
  await desk.locator("input[name=family]").first().fill("N1");
  await desk.keyboard.press("Enter");
  await saved(desk);
});

test("7. a PDF to sign, and the register is sent", async () => {
  const pdf = await desk.request.get(grid + ".pdf");
  assert.equal(pdf.headers()["content-type"], "application/pdf");
  await Promise.all([desk.waitForURL(/\/documents\/\d+\?done=received/), desk.locator("[data-send]").click()]);
  assert.match(await text(desk, ".notice-ok"), /ricevuto/i);
  await desk.goto(grid);
  assert.match(await text(desk, "#main"), /Trasmesso: ricevuta n\./);
  assert.equal(await desk.locator(".grid-table input:not([readonly]):not([type=hidden])").count(), 0);
  await accessible(desk, "a grid that was sent");
  whole(desk);
});
