// n and p, and the links beside them, step through the differences of the page. Without this script the links lead to
// the first and the last one. On a narrow page the timeline begins where its change can be seen.
"use strict";

const places = [...document.querySelectorAll(".row.changed")];
const counter = document.querySelector("[data-place]");
const total = counter.textContent;

const line = document.querySelector(".line");
const here = document.querySelector(".line [aria-current]");
if (here) line.scrollLeft = here.offsetLeft - (line.clientWidth - here.offsetWidth) / 2;

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
  if (event.key === "n") step(1);
  if (event.key === "p") step(-1);
}

if (places.length) {
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
