// Trying a file before sending it: it goes as soon as it is chosen or dropped, with
// progress in percent; what is refused is said beside the button. Without scripts the
// form has a button of its own.

export function startDraft() {
  document.addEventListener("change", (e) => {
    const form = e.target.closest("form[data-try]");
    if (!form || e.target.type !== "file" || !e.target.files.length) return;
    send(form, e.target.files[0]);
    e.target.value = "";
  });
  const zone = () => document.querySelector("form[data-try]");
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
    send(zone(), e.dataTransfer.files[0]);
  });
}

function send(form, file) {
  if (form.hasAttribute("aria-busy")) return;
  refuse(form, "");
  if (file.size === 0) return refuse(form, form.dataset.empty);
  if (file.size > Number(form.dataset.limit)) return refuse(form, form.dataset.large);
  const bar = form.querySelector("[data-bar]");
  const body = new FormData();
  body.append("file", file);
  const xhr = new XMLHttpRequest();
  xhr.open("POST", form.getAttribute("action"));
  xhr.setRequestHeader("Accept", "application/json");
  xhr.responseType = "json";
  xhr.upload.onprogress = (e) => { if (e.lengthComputable) bar.querySelector("progress").value = Math.floor((100 * e.loaded) / e.total); };
  xhr.onload = () => {
    if (xhr.status === 200 && xhr.response) return location.assign(xhr.response.url);
    end(form, xhr.response?.error || form.dataset.offline);
  };
  xhr.onerror = () => end(form, form.dataset.offline);
  form.setAttribute("aria-busy", "true");
  bar.hidden = false;
  xhr.send(body);
}

function end(form, sentence) {
  form.removeAttribute("aria-busy");
  form.querySelector("[data-bar]").hidden = true;
  refuse(form, sentence);
}

function refuse(form, sentence) {
  const p = form.querySelector("[data-refused]");
  p.textContent = sentence;
  p.hidden = !sentence;
}
