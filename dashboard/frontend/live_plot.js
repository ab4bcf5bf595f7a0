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
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
  };
}

export default async function ({ data, parentElement }) {
  const Plotly = await load(data.plotly);
  if (!data.figure) return;
  const element = parentElement.querySelector(".plot");
  element.setAttribute("aria-label", data.alt);
  const figure = JSON.parse(data.figure);
  const config = { responsive: true, displaylogo: false, modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"] };
  await Plotly.react(element, figure.data, themed(figure.layout, element), config);
}
