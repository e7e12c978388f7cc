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
  document.addEventListener("insiemi:live", () => { scrollTo(location.hash); watchPages(); });
  watchPages();
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
  if (form) form.querySelector("#reason").required = radio.value !== "approved";
}

// The words of a page lie over its image, so that they can be selected and
// searched for, on scans too. They come when the page comes into view.
const pages = new IntersectionObserver((seen) => {
  for (const { target, isIntersecting } of seen) {
    if (isIntersecting) {
      pages.unobserve(target);
      layWords(target);
    }
  }
}, { rootMargin: "600px" });
function watchPages() {
  for (const svg of document.querySelectorAll("svg[data-words]")) pages.observe(svg);
}

async function layWords(svg) {
  const answer = await fetch(svg.dataset.words).catch(() => null);
  if (!answer?.ok) return; // the image can be read all the same
  const words = document.createDocumentFragment();
  for (const [text, x, y, width, height] of await answer.json()) {
    const word = document.createElementNS("http://www.w3.org/2000/svg", "text");
    const place = { class: "over", x, y, dy: "0.85em", "font-size": height, textLength: width, lengthAdjust: "spacingAndGlyphs" };
    for (const [name, value] of Object.entries(place)) word.setAttribute(name, value);
    word.textContent = text + " ";
    words.append(word);
  }
  svg.prepend(words); // below what can be lit up
}
