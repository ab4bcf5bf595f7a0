// Scrolls a part of the page into view, once for each thing that is to be seen there; not for nothing.
const seen = {};

export default function ({ data }) {
  if (!data.what || seen[data.place] === data.what) return;
  seen[data.place] = data.what;
  document.querySelector(`.st-key-${data.place}`)?.scrollIntoView({ behavior: "smooth", block: "start" });
}
