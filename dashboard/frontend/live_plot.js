// Draws a plotly figure and redraws it in place, so that zoom and hover outlive new data.
// plotly.js comes from our own server, once a page; without a figure it is only fetched, so that the first one is quick.
let plotly;

function load(url) {
  plotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error("plotly.js could not be loaded"));
    document.head.append(script);
  });
  return plotly;
}

// Colours of text and grid follow Streamlit's theme, light or dark.
function themed(layout, element) {
  const style = getComputedStyle(element);
  const text = style.getPropertyValue("--st-text-color").trim() || style.color;
  const grid = style.getPropertyValue("--st-border-color").trim() || "rgba(128,128,128,0.25)";
  const font = style.getPropertyValue("--st-font").trim() || style.fontFamily;
  const axis = (given) => ({ ...given, gridcolor: grid, linecolor: grid, zerolinecolor: grid });
  return {
    ...layout,
    xaxis: axis(layout.xaxis), yaxis: axis(layout.yaxis),
    font: { ...layout.font, color: text, family: font },
    hoverlabel: { bgcolor: style.getPropertyValue("--st-background-color").trim() || undefined, font: { color: text, family: font } },
    modebar: { bgcolor: "rgba(0,0,0,0)", color: "#888888", activecolor: text },
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
  };
}

// A toolbar that comes with the mouse never goes where there is none, and on a narrow screen it covers the legend.
const toolbar = () => (matchMedia("(hover: hover) and (min-width: 40rem)").matches ? "hover" : false);

export default async function ({ data, parentElement }) {
  const Plotly = await load(data.plotly);
  if (!data.figure) return;
  const element = parentElement.querySelector(".plot");
  element.setAttribute("aria-label", data.alt);
  const figure = JSON.parse(data.figure);
  const layout = themed(figure.layout, element);
  const config = { ...data.config, displayModeBar: toolbar() };
  // The page looks again and again while a run goes on; what is drawn already is left alone.
  const drawn = JSON.stringify([data.figure, layout, config]);
  if (element.drawn === drawn) return;
  element.drawn = drawn;
  await Plotly.react(element, figure.data, layout, config);
}
