// Keys in lists: j and k move, Enter opens. Off until somebody turns them on,
// as single letters get in the way of speech input (WCAG 2.1.4).

const kept = "insiemi.keys";

export function startList() {
  for (const form of document.querySelectorAll("[data-choose]")) startChoosing(form);
  for (const form of document.querySelectorAll("[data-place-all]")) startPlacing(form);
  startReasons();
  if (matchMedia("(max-width: 767px)").matches) document.querySelector("[data-fold]")?.removeAttribute("open");
  const box = document.querySelector("[data-keys]");
  if (!box) return;
  box.checked = recall() === "1";
  box.addEventListener("change", () => remember(box.checked ? "1" : ""));
  document.addEventListener("keydown", (e) => {
    if (!box.checked || e.ctrlKey || e.metaKey || e.altKey || e.target.matches("input:not([type=checkbox]), select, textarea")) return;
    if (e.key === "j") move(1);
    if (e.key === "k") move(-1);
  });
}

// startReasons closes the reason of a date on Escape, and on a click elsewhere: it
// lies over other rows. One that opens comes into view.
function startReasons() {
  const close = (except) => {
    for (const d of document.querySelectorAll(".row-why[open]")) {
      if (d.contains(except)) continue;
      if (d.contains(document.activeElement)) d.querySelector("summary").focus();
      d.open = false;
    }
  };
  document.addEventListener("click", (e) => close(e.target));
  document.addEventListener("toggle", (e) => { if (e.target.matches(".row-why[open]")) e.target.querySelector("p").scrollIntoView({ block: "nearest" }); }, true);
  document.addEventListener("keydown", (e) => { if (e.key === "Escape") close(null); });
}

// startChoosing counts the rows that are chosen, and chooses all of the page.
function startChoosing(form) {
  const rows = [...form.elements].filter((b) => b.name === "obligation");
  const page = [...document.querySelectorAll("[data-choose-page]")].find((b) => b.form === form);
  const all = form.querySelector("[data-choose-all]");
  const count = document.querySelector("[data-choose-count]");
  const show = () => {
    const n = rows.filter((b) => b.checked).length;
    if (page) { page.checked = n === rows.length; page.indeterminate = n > 0 && n < rows.length; }
    if (count) count.textContent = all?.checked ? "" : n ? `${count.dataset.some} ${n}` : count.dataset.none;
  };
  page?.addEventListener("change", () => { for (const b of rows) b.checked = page.checked; show(); });
  document.addEventListener("change", (e) => { if (e.target === all || rows.includes(e.target)) show(); });
  window.addEventListener("pageshow", show);
  show();
}

// startPlacing counts the documents for which an obligation is chosen.
function startPlacing(form) {
  const count = form.querySelector("[data-place-count]");
  if (!count) return;
  const show = () => {
    const n = [...form.elements].filter((e) => e.tagName === "SELECT" && e.value).length;
    count.textContent = n ? `${count.dataset.some} ${n}` : count.dataset.none;
  };
  form.addEventListener("change", (e) => {
    const said = e.target.parentElement.querySelector(".place-said");
    if (said) said.textContent = e.target.value ? e.target.selectedOptions[0].textContent : "";
    show();
  });
  window.addEventListener("pageshow", show);
  show();
}

function move(by) {
  const links = [...document.querySelectorAll("[data-list] .row-link")];
  const at = links.findIndex((l) => l.closest("tr").contains(document.activeElement));
  const to = at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + by));
  links[to]?.focus();
}

function recall() { try { return localStorage.getItem(kept); } catch { return ""; } }
function remember(v) { try { localStorage.setItem(kept, v); } catch { /* private browsing */ } }
