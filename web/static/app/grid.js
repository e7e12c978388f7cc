// The grid of a month's presences: a table of inputs that works without scripts,
// with keys, ranges, the clipboard, live sums and saving as one types. What the
// server refuses stays on the page. Phones get cards: see grid-cards.js.
import { startCards } from "./grid-cards.js";
import { startFamilies } from "./grid-family.js";

const pause = 900; // milliseconds of rest after which what was typed is saved
const again = 5000; // after which a save that found no line is tried again
const named = 5; // sentences about pasted cells that are shown
const counted = new Set(["P", "I"]);

export function startGrid() {
  const form = document.querySelector("form[data-grid]");
  const g = new Grid(form);
  g.sums();
  if (g.open && g.rows.length) { g.listen(); startFamilies(g); }
  if (g.open) g.saveAlone();
  if (g.rows.length) startCards(g);
  g.follow(location.hash);
  document.addEventListener("click", (e) => {
    const a = e.target.closest(".grid-page a[href^='#']");
    if (a && g.follow(a.getAttribute("href"))) e.preventDefault();
  });
}

// runs writes days in a row as one: 1–5, 8.
function runs(days) {
  const out = [];
  for (const d of days) {
    const last = out.at(-1);
    if (last && last[1] === d - 1) last[1] = d; else out.push([d, d]);
  }
  return out.map(([a, b]) => (a === b ? a : `${a}–${b}`)).join(", ");
}

class Grid {
  constructor(form) {
    this.form = form;
    this.open = !("closed" in form.dataset);
    this.today = Number(form.dataset.today);
    this.texts = document.getElementById("grid-texts").dataset;
    this.marks = [...form.querySelectorAll(".grid-legend .g-mark")].map((m) => m.dataset.m);
    this.keys = Object.fromEntries([...this.marks.filter((m) => m.length === 1).map((m) => [m, m]), ["Z", "AA"], ["G", "AG"]]);
    this.rows = [...form.querySelectorAll(".grid-table tbody tr")];
    this.cells = this.rows.map((tr) => [...tr.querySelectorAll("input[name=m]")]);
    this.at = [0, 0];
    this.from = null; // the other corner of a range
    this.past = [];
    this.watchers = [];
    this.cells.forEach((row, r) => row.forEach((c, d) => { c.grid = [r, d]; c.tabIndex = -1; c.good = c.ariaInvalid ? "" : c.value; }));
    if (this.cells[0]?.length) this.cells[0][0].tabIndex = 0;
  }

  part(name) { return this.form.querySelector(`[data-${name}]`); }

  listen() {
    const table = this.form.querySelector(".grid-table");
    table.addEventListener("focusin", (e) => { if (e.target.grid) { this.go(e.target.grid, false); e.target.select(); } });
    table.addEventListener("mousedown", (e) => {
      if (e.target.grid && e.shiftKey) { e.preventDefault(); this.reach(e.target.grid); } else if (e.target.grid) this.range(null);
    });
    table.addEventListener("keydown", (e) => { if (e.target.grid) this.key(e); });
    table.addEventListener("input", (e) => { if (e.target.grid) this.typed(e.target); else this.changed(); });
    table.addEventListener("copy", (e) => { if (e.target.grid) this.copy(e); });
    table.addEventListener("cut", (e) => { if (e.target.grid) { this.copy(e); this.put(this.chosen().map((c) => [c, ""])); } });
    table.addEventListener("paste", (e) => { if (e.target.grid) this.paste(e); });
    table.addEventListener("change", (e) => { if (!e.target.grid) { this.stays(); this.sums(); } });
    this.form.addEventListener("click", (e) => {
      const fill = e.target.closest("[data-fill]");
      if (fill) { e.preventDefault(); this.fill(this.rows.indexOf(fill.closest("tr"))); }
      const remove = e.target.closest("[data-remove]"); // the server takes it out
      if (remove && !window.confirm(this.texts.remove)) e.preventDefault();
    });
    this.stays();
  }

  // go makes a cell the one that the tabulator reaches.
  go([r, d], focus = true) {
    const [r0, d0] = this.at;
    if (this.cells[r0]?.[d0]) this.cells[r0][d0].tabIndex = -1;
    this.at = [r, d];
    const c = this.cells[r][d];
    c.tabIndex = 0;
    if (focus && document.activeElement !== c) c.focus();
    if (focus) c.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  step(dr, dd) {
    const r = Math.min(this.cells.length - 1, Math.max(0, this.at[0] + dr));
    return [r, Math.min(this.cells[r].length - 1, Math.max(0, this.at[1] + dd))];
  }

  key(e) {
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -99], End: [0, 99], Enter: [e.shiftKey ? -1 : 1, 0] };
    const meta = e.ctrlKey || e.metaKey;
    if (e.altKey) return;
    if (moves[e.key]) {
      e.preventDefault();
      const to = this.step(...moves[e.key]);
      if (e.shiftKey && e.key !== "Enter") this.reach(to); else { this.range(null); this.go(to); }
    } else if (meta && e.key.toLowerCase() === "z") {
      e.preventDefault();
      this.undo();
    } else if (meta) {
      return; // copy and paste are events of their own
    } else if (e.key === "Escape") {
      this.range(null);
    } else if (e.key === "Delete" || e.key === "Backspace") {
      e.preventDefault();
      this.put(this.chosen().map((c) => [c, ""]));
    } else if (e.key.length === 1) {
      e.preventDefault();
      const mark = this.keys[e.key.toUpperCase()];
      if (!mark) return this.refuse([[...this.at, e.key]], 0);
      this.put(this.chosen().map((c) => [c, mark]));
      if (!this.from) this.go(this.step(0, 1));
    }
  }

  // typed takes what came without a key: from a phone's keyboard, or dictation.
  typed(c) {
    const mark = c.value.trim().toUpperCase();
    if (mark && !this.marks.includes(mark)) {
      c.ariaInvalid = "true";
      return this.refuse([[...c.grid, c.value]], 0);
    }
    const before = c.good;
    c.value = before;
    this.put([[c, mark]]);
  }

  reach(to) {
    this.from ??= this.at;
    const from = this.from;
    this.go(to);
    this.range(from);
  }

  range(from) {
    this.from = from;
    this.form.querySelectorAll(".g-in").forEach((td) => td.classList.remove("g-in"));
    if (from) this.chosen().forEach((c) => c.parentElement.classList.add("g-in"));
  }

  corners() {
    const [a, b] = [this.from ?? this.at, this.at];
    return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])];
  }

  chosen() {
    const [r0, d0, r1, d1] = this.corners();
    return this.cells.slice(r0, r1 + 1).flatMap((row) => row.slice(d0, d1 + 1));
  }

  copy(e) {
    const [r0, d0, r1, d1] = this.corners();
    e.clipboardData.setData("text/plain", this.cells.slice(r0, r1 + 1).map((row) => row.slice(d0, d1 + 1).map((c) => c.value).join("\t")).join("\n"));
    e.preventDefault();
  }

  paste(e) {
    e.preventDefault();
    const text = e.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    const lines = text.split("\n").map((l) => l.split("\t"));
    const [r0, d0] = this.corners();
    const all = [];
    if (lines.length === 1 && lines[0].length === 1) this.chosen().forEach((c) => all.push([...c.grid, lines[0][0]]));
    else lines.forEach((l, i) => l.forEach((m, j) => all.push([r0 + i, d0 + j, m])));
    const inside = all.filter(([r, d]) => this.cells[r]?.[d]);
    const clean = inside.map(([r, d, m]) => [r, d, m.trim().toUpperCase(), m]);
    const good = clean.filter(([, , m]) => m === "" || this.marks.includes(m));
    this.put(good.map(([r, d, m]) => [this.cells[r][d], m]));
    this.refuse(clean.filter(([, , m]) => m && !this.marks.includes(m)).map(([r, d, , m]) => [r, d, m]), all.length - inside.length);
  }

  // refuse tells of each cell what was not understood; nothing is guessed.
  refuse(cells, beyond) {
    const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, k) => values[k]);
    const lines = cells.slice(0, named).map(([r, d, m]) => say(this.texts.refused, { row: r + 1, day: d + 1, mark: m.trim().slice(0, 12) }));
    if (cells.length > named) lines.push(say(this.texts.more, { n: cells.length - named }));
    if (beyond) lines.push(say(this.texts.beyond, { n: beyond }));
    this.tell(lines);
  }

  tell(lines, link) {
    const box = this.part("told");
    box.hidden = lines.length === 0;
    box.lastElementChild.replaceChildren(...lines.map((l) => Object.assign(document.createElement("p"), { textContent: l })));
    if (link) box.lastElementChild.append(Object.assign(document.createElement("a"), { href: location.pathname, textContent: this.texts.reload }));
  }

  // put writes marks, and remembers what was there.
  put(changes, remember = true) {
    const real = changes.filter(([c, m]) => c.value !== m);
    if (!real.length) return;
    if (remember) this.past.push(real.map(([c]) => [c, c.good]));
    for (const [c, m] of real) {
      c.value = c.good = m;
      if (c.grid) c.dataset.m = m;
      c.ariaInvalid = null;
    }
    this.tell([]);
    this.sums();
    this.changed();
  }

  undo() {
    const last = this.past.pop();
    if (last) this.put(last, false);
  }

  fill(r) { this.fillIn(this.cells[r]); }

  // empty are those of some cells that are to be filled in: of a stay, on days that have begun.
  empty(cells) { return cells.filter((c) => !c.value && c.grid[1] < this.today && !c.parentElement.classList.contains("g-out")); }

  fillIn(cells) { this.put(this.empty(cells).map((c) => [c, c.grid[1] + 1 === this.day(c.grid[0], "went") ? "U" : "P"])); }

  // day is the day of the month of a date in a row: below 1 before it, above 31 after.
  day(r, name) {
    const written = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(this.rows[r].querySelector(`input[name=${name}]`).value.trim());
    if (!written) return NaN;
    const [, d, m, y] = written.map(Number);
    const [yy, mm] = this.form.dataset.month.split("-").map(Number);
    const off = (y - yy) * 12 + m - mm;
    return off === 0 ? d : off < 0 ? 0 : 99;
  }

  stays() {
    this.cells.forEach((row, r) => {
      const [came, went] = [this.day(r, "came"), this.day(r, "went")];
      row.forEach((c, d) => c.parentElement.classList.toggle("g-out", d + 1 < came || d + 1 > went));
    });
  }

  sums() {
    const heads = [...this.form.querySelectorAll(".g-day")];
    const days = heads.map(() => 0);
    let blank = 0;
    this.cells.forEach((row, r) => {
      let n = 0;
      row.forEach((c, d) => {
        if (counted.has(c.value)) { n++; days[d]++; }
        if (!c.value && d < this.today && !c.parentElement.classList.contains("g-out")) blank++;
      });
      this.rows[r].querySelector("[data-row-sum]").textContent = n;
    });
    if (!this.rows.length) return;
    const total = days.reduce((a, b) => a + b, 0);
    const figure = (n) => new Intl.NumberFormat(document.documentElement.lang, { useGrouping: "always" }).format(n);
    this.part("sum").textContent = this.part("total").textContent = figure(total);
    this.part("blank").textContent = figure(blank);
    const over = heads.flatMap((h, d) => days[d] > Number(h.dataset.places) ? [d + 1] : []);
    this.form.querySelectorAll("[data-day-sum]").forEach((td, d) => { td.textContent = days[d]; td.classList.toggle("g-over", over.includes(d + 1)); });
    const box = this.part("over");
    box.hidden = over.length === 0;
    box.lastElementChild.textContent = this.texts.over.replace("{days}", runs(over));
    this.watchers.forEach((f) => f());
  }

  // follow goes to a cell, guest or day of the grid, or says that it is none.
  follow(hash) {
    const [, what, n, day] = /^#([cgd])(\d+)(?:-(\d+))?$/.exec(hash ?? "") ?? [];
    if (!what || !this.rows.length) return false;
    const r = what === "d" ? 0 : Math.min(Number(n), this.rows.length) - 1;
    const d = what === "g" ? 0 : Math.min(Number(what === "d" ? n : day), this.cells[r].length) - 1;
    this.form.querySelectorAll(".g-lit").forEach((x) => x.classList.remove("g-lit"));
    if (what === "d") [document.getElementById(`d${d + 1}`), ...this.cells.map((row) => row[d].parentElement)].forEach((x) => x.classList.add("g-lit"));
    else if (what === "g") this.rows[r].classList.add("g-lit");
    this.show?.(what, r, d);
    this.range(null);
    this.go([r, d]);
    return true;
  }

  changed() {
    this.dirty = true;
    this.state(this.texts.pending);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  saveAlone() {
    this.dirty = "unsaved" in this.form.dataset;
    this.form.addEventListener("submit", (e) => {
      clearTimeout(this.timer);
      if (this.leaving) {
        e.preventDefault(); // it is on its way
      } else if (this.saving) {
        e.preventDefault();
        this.saving.then(() => this.form.requestSubmit(e.submitter));
      } else if (e.submitter?.value === "save" || !e.submitter?.name && !e.submitter?.formAction.endsWith("/submission")) {
        e.preventDefault();
        this.save();
      } else this.leaving = true;
    });
    this.part("pdf").addEventListener("click", async (e) => {
      if (!this.dirty) return;
      e.preventDefault();
      if (await this.save()) location.href = e.target.closest("a").href;
    });
    window.addEventListener("beforeunload", (e) => { if (this.dirty && !this.leaving) e.preventDefault(); });
  }

  state(text) { if (this.part("state").textContent !== text) this.part("state").textContent = text; }

  // save sends the whole grid; a cell with what is no mark goes as it was.
  async save() {
    if (this.saving) return this.saving.then(() => this.dirty ? this.save() : true);
    this.saving = this.send();
    const ok = await this.saving;
    this.saving = null;
    return ok;
  }

  async send() {
    const body = new URLSearchParams(new FormData(this.form));
    body.delete("m");
    this.cells.flat().forEach((c) => body.append("m", c.good));
    this.dirty = false;
    this.state(this.texts.saving);
    try {
      const answer = await fetch(this.form.action, { method: "POST", headers: { Accept: "application/json" }, body, credentials: "same-origin" });
      const told = await answer.json();
      if (answer.ok) {
        this.form.elements.version.value = told.version;
        this.state(this.dirty ? this.texts.pending : told.text);
        this.found(told);
        return true;
      }
      this.tell([told.error], answer.status === 409);
      this.state(this.texts.pending);
      this.dirty = true;
    } catch {
      this.dirty = true;
      this.state(this.texts.offline);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), again);
    }
    return false;
  }

  found({ checked, findings }) {
    const sample = document.getElementById("draft-finding").content;
    const all = (findings ?? []).map((f) => {
      const one = sample.cloneNode(true).firstElementChild;
      one.className = `finding finding-${f.tone}`;
      one.querySelector(".state").className = `state state-${f.tone}`;
      const use = one.querySelector("use");
      use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#it-${f.icon}`));
      one.querySelector("[data-label]").textContent = f.label;
      one.querySelector(".rule").textContent = f.rule;
      one.querySelector(".finding-says").textContent = f.text;
      one.querySelector(".finding-do").textContent = f.do;
      if (f.href) Object.assign(one.querySelector(".finding-where a"), { textContent: f.where }).setAttribute("href", f.href);
      else one.querySelector(".finding-where").remove();
      return one;
    });
    this.part("findings").replaceChildren(...all);
    this.part("found").textContent = this.part("found-link").textContent = all.length;
    this.part("found").hidden = all.length === 0;
    this.part("clean").hidden = !checked || all.length > 0;
    this.part("unchecked").hidden = checked;
  }
}
