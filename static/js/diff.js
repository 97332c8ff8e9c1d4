// The diff page, in the head so that it can act before anything is drawn. What the reader chose last (view, text) is
// asked for where the address says nothing of it; the address wins. n and j, p and k, and the links beside them, step
// through the differences: without this script the links lead to the first and the last one. On a narrow page the
// timeline begins where its change can be seen.
"use strict";

const wide = matchMedia("(min-width: 48rem)").matches;
const shownAnyway = { view: wide ? "side" : "inline", text: "changes" };

function memory() {
  try {
    return localStorage;
  } catch {
    return null; // the reader has forbidden it: then nothing is remembered
  }
}

function recall() {
  const address = new URL(location.href);
  for (const name of Object.keys(shownAnyway)) {
    const chosen = memory()?.getItem(`diff-${name}`);
    if (chosen && chosen !== shownAnyway[name] && !address.searchParams.has(name)) {
      address.searchParams.set(name, chosen);
    }
  }
  if (address.href !== location.href) {
    document.documentElement.hidden = true; // until it is there: nothing is drawn that would jump
    location.replace(address);
  }
}

function remember(event) {
  const [name, chosen] = event.currentTarget.dataset.choice.split("=");
  memory()?.setItem(`diff-${name}`, chosen);
}

async function copy(event) {
  const text = document.getElementById(event.currentTarget.dataset.copies);
  getSelection().selectAllChildren(text); // also where the browser gives a page without TLS no clipboard
  if (!navigator.clipboard) return;
  await navigator.clipboard.writeText(text.textContent);
  event.target.textContent = "Copied";
}

function stepThrough(places, counter) {
  const total = counter.textContent;
  const current = () => places.findIndex((place) => `#${place.id}` === location.hash);

  function step(by) {
    const at = current();
    const next = at < 0 ? (by > 0 ? 0 : places.length - 1) : (at + by + places.length) % places.length;
    location.replace(`#${places[next].id}`); // as a fragment, so that the address cites what is shown; no history entry
  }

  function tell() {
    const at = current();
    counter.textContent = at < 0 ? total : `${at + 1} of ${total}`;
  }

  function onKey(event) {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "n" || event.key === "j") step(1);
    if (event.key === "p" || event.key === "k") step(-1);
  }

  document.addEventListener("keydown", onKey);
  addEventListener("hashchange", tell);
  for (const link of document.querySelectorAll("[data-step]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      step(Number(link.dataset.step));
    });
  }
  tell();
}

recall();
document.addEventListener("DOMContentLoaded", () => {
  const places = [...document.querySelectorAll(".row.changed")];
  if (places.length) stepThrough(places, document.querySelector("[data-place]"));
  for (const link of document.querySelectorAll("[data-choice]")) link.addEventListener("click", remember);
  for (const button of document.querySelectorAll("[data-copies]")) button.addEventListener("click", copy);
  const here = document.querySelector(".line [aria-current]");
  const line = here?.closest(".line");
  if (here) line.scrollLeft = here.offsetLeft - (line.clientWidth - here.offsetWidth) / 2;
});
