// Charts, by Chart.js. What a chart shows also stands in the table behind it.

// Eight hues that people with any colour vision tell apart, for a light and a dark page.
const LIGHT = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00", "#56b4e9", "#6f42c1", "#57606a"];
const DARK = ["#56b4e9", "#ff9d5c", "#3fd6a4", "#f0a6cb", "#e3c341", "#9ecbff", "#c297ff", "#9aa4af"];
const darkMode = matchMedia("(prefers-color-scheme: dark)");
const palette = () => (darkMode.matches ? DARK : LIGHT);
const cssColour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const shortName = name => (name.length > 42 ? name.slice(0, 20) + "…" + name.slice(-20) : name);

function lineSet(line, shown, colour, small) {
  return {
    label: line.name, borderColor: colour, backgroundColor: colour, borderWidth: line.limit ? 1.5 : 2,
    borderDash: line.limit ? [6, 4] : [], stepped: Boolean(line.limit), spanGaps: true,
    pointRadius: !line.limit && shown.length <= (small ? 30 : 80) ? 2 : 0, pointHitRadius: 6, pointHoverRadius: line.limit ? 0 : 4,
    data: shown.map(at => ({x: at, y: line.values[at]})),
  };
}

// Runs that failed or could not be judged, as marks on a line.
function markSet(name, verdict, style, colour, values, runs, shown) {
  return {
    label: name, showLine: false, pointStyle: style, pointRadius: 6, pointHoverRadius: 8, borderWidth: 2,
    borderColor: colour, backgroundColor: "transparent", isMark: true, clip: 8,
    data: shown.filter(at => data.runs.verdict[runs[at]] === verdict).map(at => ({x: at, y: values[at] ?? 0})),
  };
}

function markSets(marked, runs, shown) {
  return [
    markSet("failed", 1, "crossRot", cssColour("--bad"), marked, runs, shown),
    markSet("inconclusive", 2, "triangle", cssColour("--odd"), marked, runs, shown),
  ].filter(set => set.data.length > 0);
}

function tooltipOf(chart, runs, isBytes) {
  return {
    filter: item => !item.dataset.isMark && item.parsed.y !== null && (item.parsed.y !== 0 || chart.lines.length < 3),
    itemSort: (a, b) => b.parsed.y - a.parsed.y,
    callbacks: {
      title: items => (items.length > 0 ? runText(runs[items[0].parsed.x]) : ""),
      label: item => `${shortName(item.dataset.label)}: ${valueText(item.parsed.y, isBytes)}`,
    },
  };
}

function axesOf(runs, isBytes, small, width) {
  const grid = {color: cssColour("--line")};
  const ticks = {color: cssColour("--faint"), maxRotation: 0, autoSkipPadding: 24};
  return {
    x: {
      type: "linear", min: 0, max: Math.max(1, runs.length - 1), grid: {display: false},
      ticks: {...ticks, precision: 0, maxTicksLimit: small ? 2 : Math.min(8, Math.max(2, Math.floor(width / 140))),
              callback: at => (runs[at] === undefined ? "" : small ? whenText(runs[at]).slice(0, 10)
                                                                   : [shortCommit(runs[at]), whenText(runs[at]).slice(0, 10)])},
    },
    y: {beginAtZero: true, grid,
        ticks: {...ticks, maxTicksLimit: small ? 3 : 7, callback: value => valueText(value, isBytes)}},
  };
}

// A line's label is filled, a limit's and a mark's is framed.
function legendLabels(built) {
  return Chart.defaults.plugins.legend.labels.generateLabels(built).map(label => {
    const set = built.data.datasets[label.datasetIndex];
    const framed = set.isMark || set.borderDash.length > 0;
    return {...label, text: shortName(label.text), fillStyle: framed ? "transparent" : label.fillStyle, lineDash: framed && !set.isMark ? [3, 2] : [], lineWidth: 2};
  });
}

// chart: {canvas, label, lines: [{name, values, limit?}], marked: values or null, isBytes, small}
function draw(chart, runs, onRun) {
  const {canvas, lines, isBytes, small} = chart;
  const shown = decimate(lines.map(line => line.values), runs);
  const colours = palette();
  let hue = 0;
  const sets = lines.map(line => lineSet(line, shown, line.limit ? cssColour("--bad") : colours[hue++ % colours.length], small));
  if (chart.marked) sets.push(...markSets(chart.marked, runs, shown));
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `${chart.label}, ${runs.length} runs; the numbers are in the table below`);
  return new Chart(canvas, {
    type: "line",
    data: {datasets: sets},
    options: {
      animation: false, parsing: false, normalized: true, maintainAspectRatio: false,
      interaction: {mode: "x", intersect: false, axis: "x"},
      onClick: (event, _, built) => {
        const near = built.getElementsAtEventForMode(event, "nearest", {axis: "x", intersect: false}, true);
        if (near.length > 0) onRun(runs[built.data.datasets[near[0].datasetIndex].data[near[0].index].x]);
      },
      plugins: {
        legend: {display: !small, position: "bottom",
                 labels: {color: cssColour("--text"), boxWidth: 18, generateLabels: legendLabels}},
        tooltip: {...tooltipOf(chart, runs, isBytes), mode: "nearestRun", intersect: false, position: "nearest"},
      },
      scales: axesOf(runs, isBytes, small, canvas.parentElement.clientWidth),
    },
  });
}

// All lines' points of the one run that is nearest to the pointer.
Chart.Interaction.modes.nearestRun = (chart, event, options, useFinal) => {
  const near = Chart.Interaction.modes.nearest(chart, event, {axis: "x", intersect: false}, useFinal);
  if (near.length === 0) return [];
  const x = chart.data.datasets[near[0].datasetIndex].data[near[0].index].x;
  const items = [];
  chart.getSortedVisibleDatasetMetas().forEach(meta => {
    const index = meta._dataset.data.findIndex(point => point.x === x);
    if (index >= 0) items.push({element: meta.data[index], datasetIndex: meta.index, index});
  });
  return items;
};
