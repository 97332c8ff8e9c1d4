// Each time of the page, which is in UTC, also in the reader's own time zone, as its title.
"use strict";

const written = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "long" });
for (const time of document.querySelectorAll("time[datetime*='T']")) {
  time.title = written.format(new Date(time.dateTime));
}
