// What scripts add to pages that work without them: uploads with progress,
// pages that update while machines work, keys in lists, places that light up.
import { watchLive } from "./live.js";
import { startUploads } from "./uploads.js";
import { startDesk } from "./desk.js";
import { startList } from "./list.js";
import { startDraft } from "./draft.js";

startUploads();
watchLive();
startDesk();
startList();
startDraft();
if (document.querySelector("form[data-grid]")) import("./grid.js").then((m) => m.startGrid());
document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
document.addEventListener("click", (e) => {
  const button = e.target.closest("[data-copy]");
  if (button) copy(button, document.getElementById(button.dataset.copy));
});

// copy puts the value of a field on the clipboard and says so.
async function copy(button, field) {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy"); // without https there is no other way
  }
  button.querySelector("span").textContent = button.dataset.copied;
  document.getElementById("said").textContent = button.dataset.copied;
}
