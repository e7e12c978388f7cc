// What the browser tests share: Chromium, sign-in, and the rules that every
// page keeps while a test looks at it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const base = process.env.BASE;
export const papers = process.env.PAPERS;
export const manifest = JSON.parse(readFileSync(join(papers, "manifest.json"), "utf8"));
export const paper = (p) => join(papers, p.file);
export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

export const people = {
  operator: "operator@insiemi.example",
  reviewer: "revisore@insiemi.example",
  head: "dirigente@insiemi.example",
  administrator: "admin@insiemi.example",
};
const password = "insiemi-demo";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export async function launch() {
  const paths = [process.env.CHROMIUM, "/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/google-chrome"];
  const executablePath = paths.find((p) => p && existsSync(p));
  assert.ok(executablePath, "no Chromium: install chromium-headless-shell, or set CHROMIUM to its path");
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage",
    "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
}

// open gives a page in a fresh context. Whatever breaks the rules of every page
// (script errors, violations of the content security policy, requests to other
// hosts) is kept in page.broken.
export async function open(browser, role, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "it-IT", acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.broken = [];
  page.on("pageerror", (e) => page.broken.push(`script: ${e.message}`));
  page.on("console", (m) => {
    if (m.type() === "error" && !m.text().startsWith("Failed to load resource")) page.broken.push(`console: ${m.text().slice(0, 200)}`);
  });
  page.on("request", (r) => {
    if (!r.url().startsWith(base) && !r.url().startsWith("data:")) page.broken.push(`other host: ${r.url()}`);
  });
  if (role) await signIn(page, role);
  return page;
}

export async function signIn(page, role) {
  await page.goto(base + "/sign-in");
  await page.fill("#email", people[role]);
  await page.fill("#password", password);
  await Promise.all([page.waitForURL((u) => u.pathname !== "/sign-in"), page.click(".signin-form .btn-primary")]);
}

export function whole(page) {
  assert.deepEqual(page.broken, [], "a page broke a rule of every page");
}

// accessible asserts no violation of WCAG 2.1 A and AA, nor of axe's best
// practices, and no sideways scrolling.
export async function accessible(page, name) {
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(beyond, 0, `${name} is ${beyond} px wider than the screen`);
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const r = await globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] });
    return r.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).slice(0, 3).join(" | ")}`);
  });
  assert.deepEqual(found, [], `${name} has accessibility violations`);
}

// eventually asks again until the answer is truthy; machines need a moment.
export async function eventually(what, ask, seconds = 60) {
  const until = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    assert.ok(Date.now() < until, `after ${seconds} s still not: ${what}`);
    await new Promise((r) => setTimeout(r, 300));
  }
}

export const text = async (page, selector) => (await page.locator(selector).innerText()).replace(/\s+/g, " ").trim();
