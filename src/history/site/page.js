// The page: what it shows of which branch. Every name is put in as text, never as markup.

const TOP_LINES = 8;
const TOP_SITES = 12;
const ROWS_SHOWN = 200;
let drawn = [];

function element(name, text, attributes = {}) {
  const result = document.createElement(name);
  if (text !== undefined) result.textContent = text;
  for (const [key, value] of Object.entries(attributes)) result.setAttribute(key, value);
  return result;
}

function commitLink(run) {
  const url = commitUrl(run), text = shortCommit(run) || whenText(run);
  return url ? element("a", text, {href: url, rel: "noopener noreferrer"}) : text;
}

// What a budget says of its run `i`, if it is exceeded.
function overText(budget, i) {
  return `${budget.subjects[budget.subject[i]]}: ${countText(budget.actual[i])} ${budget.unit.replaceAll("_", " ")} ` +
    `${budget.measure}, over the limit of ${countText(budget.limit[i])} (rule ${budget.rule})`;
}

// What the last run that could be judged exceeds, and since which commit.
function showNow(runs) {
  const box = document.getElementById("now"), list = element("ul");
  const last = runs.findLast(run => !isBlind(run));
  for (const budget of data.budgets) {
    const since = exceededSince(budget, runs);
    if (since < 0) continue;
    const item = element("li", `${overText(budget, budget.runs.indexOf(last))}, since `);
    item.append(commitLink(since));
    list.append(item);
  }
  box.hidden = list.children.length === 0;
  box.replaceChildren(element("h2", "Over budget now"), list,
                      element("p", "Next: the report of that run says what holds these objects, and what to do.", {class: "note"}));
}

function commitCell(run) {
  const url = commitUrl(run), text = shortCommit(run) || "–";
  const cell = element("td", url ? undefined : text, {class: "text"});
  if (url) cell.append(element("a", text, {href: url, rel: "noopener noreferrer"}));
  return cell;
}

function select(run) {
  const box = document.getElementById("selected");
  box.replaceChildren(element("h2", "Run"));
  const line = element("p");
  const url = commitUrl(run);
  line.append(url ? element("a", data.runs.commit[run], {href: url, rel: "noopener noreferrer"})
                  : data.runs.commit[run] || "unknown commit");
  line.append(` on ${data.branches[data.runs.branch[run]] || "an unknown branch"}, ${whenText(run)} UTC: `);
  const verdict = VERDICTS[data.runs.verdict[run]];
  line.append(element("span", verdict, {class: verdict}));
  box.append(line);
  const list = element("ul");
  for (const budget of data.budgets) {
    const i = budget.runs.indexOf(run);
    if (i >= 0 && isOver(budget.status[i])) list.append(element("li", overText(budget, i)));
  }
  if (list.children.length > 0) box.append(list);
  box.hidden = false;
}

// A click goes to the commit; where it has no page, to what is known of the run.
function openRun(run) {
  select(run);
  const url = commitUrl(run);
  if (url) window.open(url, "_blank", "noopener");
  else document.getElementById("selected").scrollIntoView({block: "nearest"});
}

function fillTable(box, chart, runs, from) {
  const table = element("table");
  table.append(element("caption", chart.label));
  const head = element("tr");
  for (const name of ["Time (UTC)", "Commit", "Verdict"]) head.append(element("th", name, {scope: "col", class: "text"}));
  for (const line of chart.lines) head.append(element("th", shortName(line.name), {scope: "col"}));
  table.append(element("thead"));
  table.tHead.append(head);
  const body = element("tbody");
  for (let at = runs.length - 1; at >= from; --at) {
    const run = runs[at], row = element("tr"), verdict = VERDICTS[data.runs.verdict[run]];
    row.append(element("td", whenText(run)), commitCell(run), element("td", verdict, {class: `text ${verdict}`}));
    for (const line of chart.lines) row.append(element("td", valueText(line.values[at], chart.isBytes)));
    body.append(row);
  }
  table.append(body);
  const scroll = element("div", undefined, {class: "scroll", tabindex: "0", role: "region", "aria-label": `Table: ${chart.label}`});
  scroll.append(table);
  box.replaceChildren(scroll);
  if (from === 0) return;
  const more = element("button", `Show all ${runs.length} runs`, {type: "button"});
  more.addEventListener("click", () => fillTable(box, chart, runs, 0));
  box.append(element("p", `The newest ${runs.length - from} of ${runs.length} runs. `, {class: "note"}), more);
}

function addChart(parent, chart, runs) {
  const panel = element("div", undefined, {class: "panel"});
  panel.append(element("h3", chart.label));
  if (chart.note) panel.append(element("p", chart.note, {class: "note"}));
  const plot = element("div", undefined, {class: "plot"});
  chart.canvas = element("canvas");
  plot.append(chart.canvas);
  const details = element("details"), box = element("div");
  details.append(element("summary", "Table"), box);
  // Made when it is asked for: most are not.
  details.addEventListener("toggle", () => {
    if (details.open && !box.hasChildNodes()) fillTable(box, chart, runs, Math.max(0, runs.length - ROWS_SHOWN));
  });
  panel.append(plot, details);
  parent.append(panel);
  drawn.push(draw(chart, runs, openRun));
}

// The limits, as lines, of the budgets that judge what a chart shows.
function limitLines(fits, unit, runs, at) {
  return data.budgets.filter(b => b.unit === unit && b.measure === "leaked" && fits(b) && b.runs.some(run => at[run] >= 0))
    .map(b => ({name: `limit of ${b.rule} (each ${b.each})`.replace(" (each sum)", ""), limit: true,
                values: budgetValues(b, "limit", runs, at)}));
}

function seriesChart(list, what, eachs, view) {
  const {unit, runs, at} = view;
  const {top, hidden} = largest(list, unit, at, TOP_LINES);
  return {
    label: `Leaked ${unit} by ${what}`, isBytes: unit === "bytes",
    note: hidden > 0 ? `The largest ${TOP_LINES} of ${TOP_LINES + hidden}.` : "",
    lines: [...top.map(series => ({name: series.name, values: dense(series, unit, runs, at)})),
            ...limitLines(b => eachs.includes(b.each), unit, runs, at)],
  };
}

function totalChart({unit, runs, at}) {
  const values = column(data.totals[`leaked_${unit}`], runs);
  const all = b => b.each === "sum" && b.subjects.length === 1 && b.subjects[0] === "all objects";
  return {label: `Leaked ${unit}`, isBytes: unit === "bytes", marked: values,
          lines: [{name: "leaked", values}, ...limitLines(all, unit, runs, at)]};
}

function showMultiples(view) {
  const parent = document.getElementById("multiples");
  parent.replaceChildren();
  const {top, hidden} = largest(data.sites, view.unit, view.at, TOP_SITES);
  for (const series of top) {
    const values = dense(series, view.unit, view.runs, view.at);
    addChart(parent, {label: series.name, isBytes: view.unit === "bytes", small: true, marked: null,
                      lines: [{name: `leaked ${view.unit}`, values}]}, view.runs);
  }
  if (top.length === 0) parent.append(element("p", "Nothing leaked.", {class: "note"}));
  if (hidden > 0) parent.append(element("p", `${hidden} more sites leaked less.`, {class: "note"}));
}

function showBudgets({runs, at}) {
  const parent = document.getElementById("budgets");
  parent.replaceChildren();
  for (const budget of data.budgets.filter(b => b.runs.some(run => at[run] >= 0))) {
    const values = budgetValues(budget, "actual", runs, at);
    addChart(parent, {label: `${budget.rule}: ${budget.measure} ${budget.unit.replaceAll("_", " ")}`, isBytes: budget.unit === "bytes",
                      small: true, marked: values,
                      lines: [{name: "worst subject", values},
                              {name: "limit", limit: true, values: budgetValues(budget, "limit", runs, at)}]}, runs);
  }
}

function show() {
  drawn.forEach(chart => chart.destroy());
  drawn = [];
  const runs = runsOf(Number(document.getElementById("branch").value));
  const view = {runs, at: positions(runs), unit: document.getElementById("unit").value};
  const failed = runs.filter(run => data.runs.verdict[run] === 1).length;
  const last = runs[runs.length - 1];
  document.getElementById("summary").textContent = last === undefined ? "No runs." :
    `${countText(runs.length)} runs, ${countText(failed)} failed. The last: ${runText(last)}.`;
  showNow(runs);
  const charts = document.getElementById("charts");
  charts.replaceChildren();
  if (last !== undefined) {
    addChart(charts, totalChart(view), runs);
    addChart(charts, seriesChart(data.classes, "class", ["class"], view), runs);
    addChart(charts, seriesChart(data.sites, "site", ["site", "group"], view), runs);
  }
  showMultiples(view);
  showBudgets(view);
}

// The branch that most look for: main, else master, else the one with most runs.
function fillBranches() {
  const picker = document.getElementById("branch");
  const counts = data.branches.map(() => 0);
  data.runs.branch.forEach(branch => { ++counts[branch]; });
  picker.append(element("option", "all branches", {value: "-1"}));
  data.branches.forEach((name, i) => picker.append(element("option", `${name || "(unknown)"} (${counts[i]})`, {value: String(i)})));
  const known = ["main", "master"].map(name => data.branches.indexOf(name)).find(i => i >= 0);
  picker.value = String(known ?? counts.indexOf(Math.max(...counts)));
}

fillBranches();
document.getElementById("made").textContent = `Made by heapgate ${data.heapgate} of ${countText(runCount)} runs.`;
document.getElementById("branch").addEventListener("change", show);
document.getElementById("unit").addEventListener("change", show);
darkMode.addEventListener("change", show);
show();
