// Scrolls a part of the page into view, once for each thing that is to be seen there.
let seen;

export default function ({ data }) {
  if (seen === data.what) return;
  seen = data.what;
  document.querySelector(`.st-key-${data.place}`)?.scrollIntoView({ behavior: "smooth", block: "start" });
}
