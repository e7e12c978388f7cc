// Parts of a page marked data-live are fetched again while they carry
// data-poll, and replaced when their stamp has changed. Nothing is replaced
// while somebody is typing in it or a file is on its way.

// Most papers are read within a second: who waits for one sees it then.
const soon = [400, 600, 1000]; // milliseconds, of the first rounds
const every = 2000; // of those after them
let rounds = 0;
let timer = 0;
let asked = false;
let again = false;

export function watchLive() {
  clearTimeout(timer);
  if (document.querySelector("[data-live][data-poll]")) timer = setTimeout(refresh, soon[rounds++] ?? every);
}

// refreshLive fetches this page again, as something has just happened, and soon after.
export function refreshLive() {
  rounds = 0;
  return refresh();
}

// refresh fetches this page again and swaps in the parts that changed.
async function refresh() {
  if (asked) {
    again = true; // what is under way may be older than what changed
    return;
  }
  asked = true;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (answer.ok && !answer.redirected) swap(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    // no line at the moment: the next round tries again
  } finally {
    asked = false;
    if (again) {
      again = false;
      refresh();
    } else watchLive();
  }
}

function swap(fresh) {
  for (const old of document.querySelectorAll("[data-live]")) {
    const now = fresh.querySelector(`[data-live="${old.dataset.live}"]`);
    if (!now || now.dataset.stamp === old.dataset.stamp || busy(old)) continue;
    const hadFocus = old.contains(document.activeElement);
    const before = said(old);
    old.replaceWith(document.adoptNode(now));
    if (hadFocus) document.getElementById("main").focus({ preventScroll: true });
    if (said(now) !== before) document.getElementById("said").textContent = said(now);
    document.dispatchEvent(new CustomEvent("insiemi:live"));
  }
}

// said is what a part tells screen readers when it changes.
function said(part) { return part.querySelector("[data-say]")?.textContent.replace(/\s+/g, " ").trim() ?? ""; }

function busy(part) {
  return [...part.querySelectorAll("textarea")].some((t) => t.value !== t.defaultValue);
}
