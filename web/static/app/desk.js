// The desk: figures light up in the document, ready reasons go into the reason.

export function startDesk() {
  document.addEventListener("click", (e) => {
    const link = e.target.closest("a.show");
    if (link?.getAttribute("href")?.startsWith("#")) light(e, link);
    const ready = e.target.closest("[data-insert]");
    if (ready) insert(ready.dataset.insert);
    const zoom = e.target.closest("[data-zoom-by]");
    if (zoom) enlarge(Number(zoom.dataset.zoomBy));
  });
  document.addEventListener("change", (e) => { if (e.target.name === "outcome") requireReason(e.target); });
  document.addEventListener("insiemi:live", () => scrollTo(location.hash));
  if (location.hash.length > 1) scrollTo(location.hash);
}

// The browser marks the target by itself; this only scrolls it to the middle of
// its pane, and marks again what is already the target.
function light(e, link) {
  const hash = link.getAttribute("href");
  const place = document.getElementById(hash.slice(1));
  if (!place) return;
  if (location.hash === hash) {
    place.classList.remove("lit");
    requestAnimationFrame(() => place.classList.add("lit"));
    e.preventDefault();
  }
  requestAnimationFrame(() => scrollTo(hash));
}

function scrollTo(hash) {
  const place = document.getElementById(decodeURIComponent(hash.slice(1)) || "main");
  if (!place?.closest(".paper")) return;
  place.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
}

function enlarge(by) {
  const paper = document.querySelector(".paper");
  paper.dataset.zoom = Math.min(4, Math.max(1, Number(paper.dataset.zoom) + by));
}

function insert(text) {
  const reason = document.getElementById("reason");
  reason.value = (reason.value.trim() ? reason.value.trim() + "\n" : "") + text;
  const returned = document.getElementById("o-returned");
  if (returned && !document.querySelector("input[name=outcome]:checked")) { returned.checked = true; requireReason(returned); }
  reason.focus();
}

// The rule is the server's; this only says it earlier.
function requireReason(radio) {
  const form = radio.closest("form[data-decide]");
  if (form) form.querySelector("#reason").required = radio.value !== "approved" || Number(form.dataset.blocking) > 0;
}
