// Uploads: each file its own request and its own row, two at a time, with
// progress in percent, then the receipt, or cause and remedy.
import { refreshLive } from "./live.js";

const parallel = 2;
const waiting = [];
let running = 0;
let done = 0;
let all = 0;

const panel = () => document.getElementById("uploads");
const texts = () => document.getElementById("upload-texts").dataset;

export function startUploads() {
  document.addEventListener("change", (e) => {
    const form = e.target.closest("form[data-upload]");
    if (!form || e.target.type !== "file") return;
    take(form, e.target.files);
    e.target.value = "";
  });
  document.addEventListener("submit", (e) => {
    if (e.target.matches("form[data-upload]")) e.preventDefault();
  });
  startDrop();
  panel()?.querySelector("[data-close]").addEventListener("click", () => { panel().hidden = true; });
  window.addEventListener("beforeunload", (e) => {
    if (running + waiting.length > 0) { e.preventDefault(); e.returnValue = texts().leave; }
  });
}

// Files may be dropped anywhere on a page that has a drop zone.
function startDrop() {
  const zone = () => document.querySelector("form[data-drop]");
  const over = (on) => zone()?.classList.toggle("drop-over", on);
  document.addEventListener("dragover", (e) => {
    if (!zone() || ![...e.dataTransfer.types].includes("Files")) return;
    e.preventDefault();
    over(true);
  });
  document.addEventListener("dragleave", (e) => { if (!e.relatedTarget) over(false); });
  document.addEventListener("drop", (e) => {
    if (!zone() || !e.dataTransfer.files.length) return;
    e.preventDefault();
    over(false);
    take(zone(), e.dataTransfer.files);
  });
}

function take(form, files) {
  const limit = Number(document.querySelector("form[data-limit]")?.dataset.limit || 0);
  for (const file of files) {
    const row = addRow(file);
    all++;
    if (file.size === 0) refuse(row, texts().empty);
    else if (limit && file.size > limit) refuse(row, texts().large);
    else waiting.push({ action: form.getAttribute("action"), file, row });
  }
  next();
}

function addRow(file) {
  const row = document.getElementById("upload-row").content.firstElementChild.cloneNode(true);
  row.querySelector("[data-name]").textContent = file.name;
  row.querySelector("[data-size]").textContent = sizeOf(file.size);
  panel().querySelector("ul").prepend(row);
  panel().hidden = false;
  return row;
}

function next() {
  panel().querySelector("[data-sum]").textContent = texts().sum.replace("{done}", done).replace("{all}", all);
  while (running < parallel && waiting.length) send(waiting.shift());
}

function send(job) {
  running++;
  const { row, file } = job;
  const bar = row.querySelector("progress");
  row.dataset.state = "sending";
  say(row, texts().sending + " 0 %");
  const form = new FormData();
  form.append("file", file);
  const xhr = new XMLHttpRequest();
  xhr.open("POST", job.action);
  xhr.setRequestHeader("Accept", "application/json");
  xhr.responseType = "json";
  xhr.upload.onprogress = (e) => {
    if (!e.lengthComputable) return;
    const percent = Math.floor((100 * e.loaded) / e.total);
    bar.value = percent;
    say(row, percent < 100 ? `${texts().sending} ${percent} %` : texts().storing);
  };
  xhr.onload = () => {
    if (xhr.status === 200 && xhr.response) receive(row, xhr.response);
    else refuse(row, xhr.response?.error || texts().offline, xhr.status >= 500 || !xhr.response ? job : null);
    finish();
  };
  xhr.onerror = () => { refuse(row, texts().offline, job); finish(); };
  xhr.send(form);
}

function finish() {
  running--;
  next();
  if (running + waiting.length === 0) refreshLive();
}

function receive(row, answer) {
  done++;
  row.dataset.state = "done";
  say(row, answer.text);
  const hash = document.createElement("code");
  hash.className = "sha";
  hash.textContent = answer.sha256;
  row.querySelector("[data-says]").append(document.createElement("br"), hash);
  const open = row.querySelector("[data-open]");
  open.href = answer.url;
  open.hidden = false;
  tell(row, answer.text);
  follow(row, answer.url, 0);
}

// follow asks until a file that arrived is read, less and less often, and says so
// where nothing could be read of it, its signature does not match it, or not all that it
// holds was taken in.
const pauses = [2, 2, 3, 5, 8, 13, 20, 30, 30, 30, 60, 60, 60]; // seconds

function follow(row, url, times) {
  if (times === pauses.length) return;
  setTimeout(async () => {
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return;
      const state = await answer.json();
      const said = state.unreadable || state.unsigned || state.left;
      if (said) return wrong(row, said);
      if (!state.reading) return;
    } catch {
      // no line at the moment: the next round tries again
    }
    follow(row, url, times + 1);
  }, pauses[times] * 1000);
}

function wrong(row, sentence) {
  row.dataset.state = "unread";
  const p = document.createElement("p");
  p.className = "upload-says upload-unread";
  p.textContent = sentence;
  row.querySelector("[data-says]").after(p);
  tell(row, sentence);
}

// refuse shows cause and remedy; a job that may work later can be tried again.
function refuse(row, sentence, job) {
  row.dataset.state = "refused";
  say(row, sentence);
  tell(row, sentence);
  const retry = row.querySelector("[data-retry]");
  retry.hidden = !job;
  if (job) retry.onclick = () => { retry.hidden = true; row.dataset.state = "waiting"; waiting.push(job); next(); };
}

function say(row, text) { row.querySelector("[data-says]").textContent = text; }

function tell(row, text) {
  panel().querySelector("[data-said]").textContent = `${row.querySelector("[data-name]").textContent}: ${text}`;
}

function sizeOf(bytes) {
  const lang = document.documentElement.lang;
  if (bytes < 2 ** 10) return `${bytes} byte`;
  const [n, unit] = bytes < 2 ** 20 ? [bytes / 2 ** 10, "kB"] : [bytes / 2 ** 20, "MB"];
  return `${n.toLocaleString(lang, { maximumFractionDigits: 1 })} ${unit}`;
}
