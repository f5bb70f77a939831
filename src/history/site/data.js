"use strict";
// The runs, and what the charts take of them. Nothing here touches the page.

const data = JSON.parse(document.getElementById("data").textContent);
const VERDICTS = ["pass", "fail", "inconclusive"];
const POINTS = 800;

const runCount = data.runs.time.length;

// Indices of the runs of a branch, in the order of time; of all for -1.
function runsOf(branch) {
  const runs = [];
  for (let i = 0; i < runCount; ++i) if (branch < 0 || data.runs.branch[i] === branch) runs.push(i);
  return runs;
}

// Where each run stands among `runs`, -1 if it does not.
function positions(runs) {
  const result = new Int32Array(runCount).fill(-1);
  runs.forEach((run, at) => { result[run] = at; });
  return result;
}

const isBlind = run => data.runs.verdict[run] === 2;

// A value a run: 0 where the series is not told, null where the run could not be judged.
function dense(series, key, runs, at) {
  const values = runs.map(run => (isBlind(run) ? null : 0));
  series.runs.forEach((run, i) => {
    if (at[run] >= 0 && !isBlind(run)) values[at[run]] = series[key][i];
  });
  return values;
}

// The same of what every run has.
function column(values, runs) {
  return runs.map(run => (isBlind(run) ? null : values[run]));
}

// The largest of these runs, by the largest value, then by the sum.
function largest(list, key, at, count) {
  const ranked = [];
  for (const series of list) {
    let most = 0, sum = 0;
    series.runs.forEach((run, i) => {
      if (at[run] < 0) return;
      most = Math.max(most, series[key][i]);
      sum += series[key][i];
    });
    if (most > 0) ranked.push({series, most, sum});
  }
  ranked.sort((a, b) => b.most - a.most || b.sum - a.sum);
  return {top: ranked.slice(0, count).map(r => r.series), hidden: Math.max(0, ranked.length - count)};
}

// A budget's value or limit a run; null where the run has none.
function budgetValues(budget, key, runs, at) {
  const values = runs.map(() => null);
  budget.runs.forEach((run, i) => { if (at[run] >= 0) values[at[run]] = budget[key][i]; });
  return values;
}

const isOver = status => status === "fail" || status === "warn";

// Since which run the budget is exceeded by one subject without a break, up to the last of these runs; -1 if that
// holds. Runs that could not be judged are no break.
function exceededSince(budget, runs) {
  const told = new Map(budget.runs.map((run, i) => [run, i]));
  let since = -1, subject;
  for (const run of [...runs].reverse()) {
    if (isBlind(run)) continue;
    const i = told.get(run);
    if (i === undefined || !isOver(budget.status[i]) || (since >= 0 && budget.subject[i] !== subject)) break;
    subject = budget.subject[i];
    since = run;
  }
  return since;
}

// Positions to draw: of each stretch the lowest and highest of every line, and a run that did not pass. All
// of them if there are few.
function decimate(lines, runs) {
  const count = runs.length;
  if (count <= POINTS) return runs.map((_, i) => i);
  const kept = new Set([0, count - 1]);
  // All lines have their points in the same places, so that each run's values can be shown together.
  const buckets = Math.max(80, Math.floor(POINTS / (2 * lines.length)));
  const size = count / buckets;
  for (let bucket = 0; bucket < buckets; ++bucket) {
    const from = Math.floor(bucket * size), to = Math.floor((bucket + 1) * size);
    for (const line of lines) {
      let low = from, high = from;
      for (let i = from; i < to; ++i) {
        if ((line[i] ?? 0) < (line[low] ?? 0)) low = i;
        if ((line[i] ?? 0) > (line[high] ?? 0)) high = i;
      }
      kept.add(low).add(high);
    }
    for (const verdict of [1, 2]) {
      for (let i = from; i < to; ++i) {
        if (data.runs.verdict[runs[i]] === verdict) { kept.add(i); break; }
      }
    }
  }
  return [...kept].sort((a, b) => a - b);
}

const shortCommit = run => (data.runs.commit[run] || "").slice(0, 10);
const whenText = run => new Date(data.runs.time[run] * 1000).toISOString().slice(0, 16).replace("T", " ");
const runText = run => [shortCommit(run), whenText(run), VERDICTS[data.runs.verdict[run]]].filter(Boolean).join(" · ");

// The commit's page, if what the history says is one.
function commitUrl(run) {
  const url = data.runs.url[run];
  return /^https?:\/\//.test(url || "") ? url : "";
}

function bytesText(bytes) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  for (; Math.abs(bytes) >= 1023.95 && unit + 1 < units.length; ++unit) bytes /= 1024;
  return `${unit === 0 ? bytes : bytes.toFixed(1)} ${units[unit]}`;
}

const countText = value => value.toLocaleString("en-US", {maximumFractionDigits: 3});
const valueText = (value, isBytes) => (value === null ? "–" : isBytes ? bytesText(value) : countText(value));
