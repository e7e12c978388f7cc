// Keys in lists: j and k move, Enter opens. Off until somebody turns them on,
// as single letters get in the way of speech input (WCAG 2.1.4).

const kept = "insiemi.keys";

export function startList() {
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

function move(by) {
  const links = [...document.querySelectorAll("[data-list] .row-link")];
  const at = links.findIndex((l) => l.closest("tr").contains(document.activeElement));
  const to = at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + by));
  links[to]?.focus();
}

function recall() { try { return localStorage.getItem(kept); } catch { return ""; } }
function remember(v) { try { localStorage.setItem(kept, v); } catch { /* private browsing */ } }
