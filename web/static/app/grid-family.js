// The column of families of the grid: a short code beside the guests of one family.
// Arrows and Enter move in it, a column of a spreadsheet is pasted down it, and what
// was written can be undone like marks. What is no code the server refuses, with why.

const code = /^([A-Z]|[A-Z]{0,3}[-/]?\d+([-/]\d+)*[-/]?[A-Z]?)$/;
const tidy = (text) => text.trim().toUpperCase();

export function startFamilies(g) {
  const table = g.form.querySelector(".grid-table");
  const inputs = [...table.querySelectorAll("input[name=family]")];
  inputs.forEach((i) => { i.good = i.value; });
  const write = (changes) => {
    for (const [i, text] of changes) i.value = i.good;
    g.put(changes);
    for (const [i, text] of changes) i.ariaInvalid = text && !code.test(text.replace(/[ .°º]/g, "")) ? "true" : null;
  };
  const of = (e) => (e.target.name === "family" ? inputs.indexOf(e.target) : -1);

  table.addEventListener("change", (e) => { if (of(e) >= 0) write([[e.target, tidy(e.target.value)]]); });
  table.addEventListener("keydown", (e) => {
    const at = of(e);
    const step = { ArrowUp: -1, ArrowDown: 1, Enter: e.shiftKey ? -1 : 1 }[e.key];
    if (at < 0 || !step || e.altKey || e.ctrlKey || e.metaKey) return;
    e.preventDefault();
    const to = inputs[at + step];
    if (to) { to.focus(); to.select(); } else e.target.dispatchEvent(new Event("change", { bubbles: true }));
  });
  table.addEventListener("paste", (e) => {
    const at = of(e);
    const lines = e.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((l) => l.split("\t"));
    if (at < 0 || lines.length === 1 && lines[0].length === 1) return;
    e.preventDefault();
    write(lines.slice(0, inputs.length - at).map((l, i) => [inputs[at + i], tidy(l[0])]));
    g.refuse([], Math.max(0, lines.length - (inputs.length - at)) + lines.reduce((n, l) => n + l.length - 1, 0));
  });
}
