// Beside each time of the page, which is in UTC, the same in the reader's own zone. It stands in the head, so that it
// writes as soon as the page has a place for it and before that is drawn: nothing jumps.
"use strict";

const clock = { hour: "numeric", minute: "2-digit", timeZoneName: "short" };
const sameDay = new Intl.DateTimeFormat(undefined, clock);
const otherDay = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", ...clock });

function tell(place) {
  const last = place.previousElementSibling;
  const first = place.matches(".between") ? last.previousElementSibling : last;
  const [from, until] = [first, last].map((time) => new Date(time.dateTime));
  if (!until.getTimezoneOffset()) return; // it is told already
  const format = until.getDate() === until.getUTCDate() ? sameDay : otherDay;
  place.textContent = `\u00a0/ ${format.formatRange(from, until)}`;
}

const tellNew = () => document.querySelectorAll(".local:empty").forEach(tell);
const watch = new MutationObserver(tellNew);
watch.observe(document, { childList: true, subtree: true });
addEventListener("DOMContentLoaded", () => {
  watch.disconnect();
  tellNew();
});
