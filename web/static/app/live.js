// Parts of a page marked data-live are fetched again while they carry
// data-poll, and replaced when their stamp has changed. Nothing is replaced
// while somebody is typing in it or a file is on its way.

const every = 2000; // milliseconds
let timer = 0;
let asked = false;
let again = false;

export function watchLive() {
  clearTimeout(timer);
  if (document.querySelector("[data-live][data-poll]")) timer = setTimeout(refreshLive, every);
}

// refreshLive fetches this page again and swaps in the parts that changed.
export async function refreshLive() {
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
      refreshLive();
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
