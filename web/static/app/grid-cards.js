// The grid on a phone: one day of all guests, or one guest's days, a card a line
// with big buttons. They write into the inputs of the table, which stays behind.

const big = ["P", "A"];

export function startCards(g) {
  const box = g.part("cards");
  if (!box) return;
  let by = "day";
  let at = { day: Math.max(0, g.today - 1), guest: 0 };
  const list = g.part("list");
  const days = [...g.form.querySelectorAll(".g-day")];
  const names = g.rows.map((tr) => [tr.dataset.code || "—", tr.dataset.name]);
  const limit = () => (by === "day" ? days.length : g.rows.length);

  const stay = g.part("stay");
  const all = g.part("all");
  const ofDay = () => g.cells.map((row) => row[at.day]);
  const date = (d, form) => new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: "UTC", ...form }).format(new Date(`${g.form.dataset.month}-${String(d + 1).padStart(2, "0")}`));
  const mirrored = (name) => g.rows[at.guest].querySelector(`input[name=${name}]`);

  function lines() {
    if (by === "day") return ofDay().map((c, r) => [c, ...names[r]]);
    return g.cells[at.guest].map((c, d) => [c, date(d, { weekday: "short", day: "numeric" }), ""]);
  }

  function draw() {
    const n = at[by];
    g.part("at").textContent = by === "day" ? date(n, { weekday: "long", day: "numeric", month: "long" }) : [names[n][0], names[n][1]].filter(Boolean).join(" · ");
    list.replaceChildren(...lines().map(card));
    box.querySelectorAll("[data-turn]").forEach((b) => { b.disabled = n + Number(b.dataset.turn) < 0 || n + Number(b.dataset.turn) >= limit(); });
    box.querySelectorAll("[data-by]").forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.by === by)));
    if (stay) {
      stay.hidden = by === "day";
      for (const i of stay.querySelectorAll("[data-mirror]")) {
        i.value = mirrored(i.dataset.mirror).value;
        i.ariaInvalid = mirrored(i.dataset.mirror).ariaInvalid;
      }
      stay.querySelector("[data-remove-card]").value = `remove ${at.guest + 1}`;
    }
    paint();
  }

  function card([cell, title, name]) {
    const li = document.createElement("li");
    li.cell = cell;
    const who = document.createElement("p");
    who.append(Object.assign(document.createElement("strong"), { textContent: title }));
    if (name) who.append(Object.assign(document.createElement("small"), { textContent: name }));
    li.append(who);
    const acts = document.createElement("div");
    acts.className = "grid-pick";
    for (const m of big) {
      const b = Object.assign(document.createElement("button"), { type: "button", textContent: m, disabled: !g.open });
      b.dataset.m = b.dataset.set = m;
      b.setAttribute("aria-label", `${cell.ariaLabel}: ${m}`);
      acts.append(b);
    }
    const other = Object.assign(document.createElement("select"), { disabled: !g.open });
    other.setAttribute("aria-label", `${cell.ariaLabel}: ${g.texts.other}`);
    other.append(new Option("…", "-"), ...g.marks.filter((m) => !big.includes(m)).map((m) => new Option(m, m)), new Option(g.texts.none, ""));
    acts.append(other);
    li.append(acts);
    return li;
  }

  // paint shows what the inputs hold.
  function paint() {
    if (all) {
      const everybody = all.querySelector("[data-everybody]");
      everybody.hidden = by !== "day";
      everybody.disabled = !g.empty(ofDay()).length;
      all.querySelector("[data-undo]").disabled = !g.past.length;
    }
    for (const li of list.children) {
      const v = li.cell.value;
      li.querySelectorAll("button").forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.set === v)));
      const other = li.querySelector("select");
      other.value = v && !big.includes(v) ? v : "-";
      other.dataset.m = other.value === "-" ? "" : v;
      li.classList.toggle("g-out", li.cell.parentElement.classList.contains("g-out"));
    }
  }

  box.addEventListener("click", (e) => {
    const set = e.target.closest("[data-set]");
    if (set) {
      const c = set.closest("li").cell;
      g.put([[c, c.value === set.dataset.set ? "" : set.dataset.set]]);
    }
    const turn = e.target.closest("[data-turn]");
    if (turn) { at[by] += Number(turn.dataset.turn); draw(); }
    const mode = e.target.closest("[data-by]");
    if (mode) { by = mode.dataset.by; draw(); }
  });
  stay?.addEventListener("change", (e) => {
    const there = mirrored(e.target.dataset.mirror);
    there.value = e.target.value;
    there.dispatchEvent(new Event("input", { bubbles: true }));
    there.dispatchEvent(new Event("change", { bubbles: true }));
    e.target.value = there.value;
    e.target.ariaInvalid = there.ariaInvalid;
  });
  all?.querySelector("[data-everybody]").addEventListener("click", () => g.fillIn(ofDay()));
  all?.querySelector("[data-undo]").addEventListener("click", () => { g.undo(); draw(); });
  stay?.querySelector("[data-fill-card]").addEventListener("click", () => g.fill(at.guest));
  list.addEventListener("change", (e) => {
    if (e.target.value !== "-") g.put([[e.target.closest("li").cell, e.target.value]]);
  });
  g.watchers.push(paint);
  g.show = (what, r, d) => {
    by = what === "g" ? "guest" : "day";
    if (what !== "d") at.guest = r;
    if (what !== "g") at.day = d;
    draw();
    if (box.offsetParent) {
      const li = [...list.children].find((x) => x.cell === g.cells[r][d]);
      (what === "c" ? li.querySelector("button") : g.part("at")).focus();
      li.scrollIntoView({ block: "center" });
    }
  };
  draw();
}
