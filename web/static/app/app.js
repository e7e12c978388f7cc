// What scripts add to pages that work without them: uploads with progress,
// pages that update while machines work, keys in lists, places that light up.
import { watchLive } from "./live.js";
import { startUploads } from "./uploads.js";
import { startDesk } from "./desk.js";
import { startList } from "./list.js";

startUploads();
watchLive();
startDesk();
startList();
document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
