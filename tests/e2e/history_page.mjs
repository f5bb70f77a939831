// The page of `heapgate history --html` in a real browser: what it shows, that hostile names stay text, that it
// is accessible, light and dark, and fast with many runs.
// usage: node history_page.mjs HEAPGATE FOLDER   FOLDER has node_modules with playwright-core and axe-core, and
// takes screenshots.

import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {readFileSync, statSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import {pathToFileURL} from "node:url";

const [heapgate, folder] = process.argv.slice(2);
const require = createRequire(folder + "/");
const {chromium} = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const HOSTILE = [
  "</script><script>window.hacked = 1</script>", "<img src=x onerror='window.hacked = 2'>", "\"'><svg/onload=window.hacked=3>",
  "<!--SCRIPT--><!-- -->", "__proto__", "constructor", "{{7*7}}${7*7}", "a\u202eb\u2028c",
];

const tally = (objects, size = 40) => ({objects, bytes: objects * size});
const point = (names, objects) => ({...names, leaked: tally(objects), kept: tally(objects + 1)});
const list = points => ({top: points, rest: {count: 0, leaked: tally(0), kept: tally(0)}});

function run(i, {branch = "main", classes, sites, verdict = "pass", url, limit = 500}) {
  const total = classes.reduce((sum, [, n]) => sum + n, 0);
  return JSON.stringify({
    schema: 1, id: `run${i}-${branch}`, time: new Date(1.75e12 + i * 3600e3).toISOString().slice(0, 19) + "Z",
    commit: (i * 7919).toString(16).padEnd(40, "a"), branch, repository: "shop/api", ...(url ? {url} : {}), heapgate: "0.1.0",
    rules: "0", verdict, totals: {leaked: tally(total), kept: tally(total), transient: tally(9)},
    live: [tally(1000), tally(1000 + total), tally(1000 + 2 * total)], groups: list([]),
    classes: list(classes.map(([name, n]) => point({class: name}, n))), sites: list(sites.map(([name, n]) => point({site: name}, n))),
    budgets: verdict === "inconclusive" ? [] :
      [{rule: "leak", subject: "Cart app/models/cart.rb:13", each: "group", measure: "leaked", unit: "objects",
        status: verdict === "fail" ? "fail" : "pass", actual: total, limit},
       {rule: "all", subject: "all objects", each: "sum", measure: "leaked", unit: "objects",
        status: "pass", actual: total, limit: 900}],
  });
}

function write(name, lines) {
  writeFileSync(`${folder}/${name}.jsonl`, lines.map(line => line + "\n").join(""));
  execFileSync(heapgate, ["history", `${folder}/${name}.jsonl`, "--html", `${folder}/${name}`]);
  return pathToFileURL(`${folder}/${name}/index.html`).href;
}

function ordinary() {
  const lines = [];
  for (let i = 0; i < 120; ++i) {
    const cart = 20 + i * 3 + (i * 37) % 11, verdict = i % 40 === 39 ? "inconclusive" : cart > 330 ? "fail" : "pass";
    lines.push(run(i, {
      verdict, url: `https://example.test/commit/${i}`,
      classes: [["Cart", cart], ["String", 60 + (i * 13) % 17], ["Session", i > 60 ? 45 : 0], ...HOSTILE.map((n, k) => [n, k + 1])],
      sites: [["app/models/cart.rb:13", cart], ["lib/audit.rb:5", 60 + (i * 13) % 17], ...HOSTILE.map((n, k) => [n, k + 1])],
    }));
  }
  for (let i = 0; i < 9; ++i)
    lines.push(run(1000 + i, {branch: HOSTILE[0], verdict: "fail", url: "javascript:window.hacked=4", classes: [["Cart", 700]], sites: [["a.rb:1", 700]]}));
  return lines;
}

function many() {
  const lines = [];
  for (let i = 0; i < 5000; ++i) {
    const of = name => Array.from({length: 100}, (_, k) => [`${name}${k}`, 1 + ((i * (k + 3) * 2654435761) >>> 7) % 50 + (k === 7 ? i >> 5 : 0)]);
    lines.push(run(i, {classes: of("Class"), sites: of("app/file.rb:"), verdict: i % 97 === 96 ? "fail" : "pass", limit: 60}));
  }
  return lines;
}

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium", headless: true,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"],
});

async function visit(url, options, action) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  await context.route("https://example.test/**", route => route.fulfill({contentType: "text/html", body: "a commit"}));
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const problems = [];
  page.on("pageerror", error => problems.push(String(error)));
  page.on("console", message => { if (message.type() === "error") problems.push(message.text()); });
  page.on("request", request => { if (!/^(file|data|https:\/\/example\.test)/.test(request.url())) problems.push(request.url()); });
  await page.goto(url);
  await page.locator("#made:not(:empty)").waitFor({state: "attached"});
  await action(page, context);
  assert.deepEqual(problems, []);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  await context.close();
}

async function expectAccessible(page, what) {
  await page.evaluate(axe);
  const {violations} = await page.evaluate(() => window.axe.run(document));
  assert.deepEqual(violations.map(v => `${v.id}: ${v.nodes[0].html}: ${v.nodes[0].failureSummary}`), [], what);
}

// Pixels of a colour in a chart, to see that a line or a mark is drawn.
const coloured = (page, selector, [r, g, b]) => page.$eval(selector, (canvas, [red, green, blue]) => {
  const {data: pixels} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < pixels.length; i += 4)
    if (Math.abs(pixels[i] - red) + Math.abs(pixels[i + 1] - green) + Math.abs(pixels[i + 2] - blue) < 24 && pixels[i + 3] > 200) ++count;
  return count;
}, [r, g, b]);

try {
  const lines = ordinary();
  const failed = branch => lines.map(line => JSON.parse(line)).filter(r => r.branch === branch && r.verdict === "fail").length;
  const url = write("page", lines);
  for (const colorScheme of ["light", "dark"]) {
    await visit(url, {colorScheme}, async page => {
      await page.screenshot({path: `${folder}/${colorScheme}.png`, fullPage: true});
      await expectAccessible(page, colorScheme);
      const bad = colorScheme === "light" ? [180, 35, 24] : [255, 123, 114];
      assert.ok(await coloured(page, "#charts canvas >> nth=0", bad) > 100, "no failing run is marked, no limit drawn");
      await page.evaluate(() => document.querySelectorAll("details").forEach(d => { d.open = true; }));
      await page.waitForSelector("#charts table");
      await expectAccessible(page, `${colorScheme}, tables`);
    });
  }

  await visit(url, {}, async (page, context) => {
    assert.equal(await page.$eval("#branch", b => b.selectedOptions[0].textContent), "main (120)");
    assert.match(await page.textContent("#summary"), new RegExp(`^120 runs, ${failed("main")} failed\\. The last: `));
    // What the last judged run exceeds comes first, with the commit since which it does.
    const main = lines.map(line => JSON.parse(line)).filter(r => r.branch === "main" && r.verdict !== "inconclusive");
    const since = main[main.findLastIndex(r => r.verdict === "pass") + 1];
    assert.deepEqual(await page.locator("#now li").allTextContents(), [`Cart app/models/cart.rb:13: ` +
      `${main.at(-1).budgets[0].actual} objects leaked, over the limit of 500 (rule leak), since ${since.commit.slice(0, 10)}`]);
    assert.equal(await page.locator("#now li a").getAttribute("href"), since.url);
    assert.equal(await page.locator("#multiples .panel").count(), 10);
    assert.equal(await page.locator("#budgets .panel").count(), 2);
    // The table behind the chart tells the same numbers.
    await page.locator("#charts summary").nth(1).click();
    await page.waitForSelector("#charts table");
    const head = await page.locator("#charts table").nth(0).locator("th").allTextContents();
    assert.deepEqual(head.slice(0, 5), ["Time (UTC)", "Commit", "Verdict", "Cart", "String"]);
    const newest = await page.locator("#charts table").nth(0).locator("tbody tr").nth(0).locator("td").allTextContents();
    assert.equal(newest[2], "inconclusive");
    assert.equal(newest[3], "–");
    const before = await page.locator("#charts table").nth(0).locator("tbody tr").nth(1).locator("td").allTextContents();
    assert.equal(before[3], String(20 + 118 * 3 + (118 * 37) % 11));
    // Hover: the tooltip names the run. Click: its commit.
    const canvas = page.locator("#charts canvas").nth(0);
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5);
    await page.waitForTimeout(100);
    const tooltip = await page.evaluate(() => drawn[0].tooltip.title.concat(drawn[0].tooltip.body.map(b => b.lines[0])));
    assert.match(tooltip[0], /^[0-9a-f]{10} · \d{4}-\d\d-\d\d \d\d:\d\d · pass$/);
    assert.match(tooltip[1], /^(leaked|limit of all): \d+$/);
    await page.screenshot({path: `${folder}/hover.png`});
    const opened = context.waitForEvent("page");
    await canvas.click({position: {x: box.width * 0.5, y: box.height * 0.5}});
    await (await opened).waitForURL(/^https:\/\/example\.test\/commit\/\d+$/);
    assert.match(await page.textContent("#selected"), /on main, .* UTC: pass/);
    // Bytes.
    await page.selectOption("#unit", "bytes");
    assert.equal(await page.locator("#charts h3").nth(1).textContent(), "Leaked bytes by class");
    // A hostile branch, whose commits' page is no page.
    await page.selectOption("#branch", {label: `${HOSTILE[0]} (9)`});
    assert.match(await page.textContent("#summary"), /^9 runs, 9 failed/);
    assert.equal(await page.locator("#now li a").count(), 0);
    await page.locator("#charts canvas").nth(0).click({position: {x: box.width * 0.5, y: box.height * 0.5}});
    // A chart takes a click with its next frame.
    await page.locator("#selected", {hasText: HOSTILE[0]}).waitFor();
    assert.equal(await page.locator("#selected a").count(), 0);
    assert.ok((await page.textContent("#selected")).includes("over the limit of 500 (rule leak)"));
    await page.selectOption("#branch", "-1");
    assert.match(await page.textContent("#summary"), new RegExp(`^129 runs, ${failed("main") + 9} failed`));
  });

  await visit(write("empty", []), {}, async page => {
    assert.equal(await page.textContent("#summary"), "No runs.");
    assert.ok(await page.locator("#now").isHidden());
    await expectAccessible(page, "empty");
  });
  await visit(url, {viewport: {width: 390, height: 800}}, async page => {
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "wider than a phone");
    await page.screenshot({path: `${folder}/phone.png`});
  });

  const began = performance.now();
  const big = write("many", many());
  const made = performance.now();
  await visit(big, {}, async page => {
    const shown = await page.evaluate(() => performance.now());
    const again = await page.evaluate(() => {
      const start = performance.now();
      show();
      return performance.now() - start;
    });
    const points = await page.evaluate(() => Math.max(...drawn.flatMap(chart => chart.data.datasets.map(set => set.data.length))));
    const megabytes = statSync(`${folder}/many/index.html`).size / 1e6;
    console.log(`5,000 runs x 200 series: written and made in ${Math.round(made - began)} ms, ${megabytes.toFixed(1)} MB, ` +
      `shown in ${Math.round(shown)} ms, drawn again in ${Math.round(again)} ms, at most ${points} points a line`);
    assert.ok(shown < 10_000 && again < 3_000, "too slow");
    assert.ok(points < 2000, "not decimated");
    const failed = await page.evaluate(() => drawn[0].data.datasets.find(set => set.label === "failed").data.length);
    assert.equal(failed, 51, "a failing run is not marked");
    await page.locator("#charts summary").nth(0).click();
    await page.waitForSelector("#charts table");
    assert.match(await page.textContent("#charts .panel >> nth=0"), /The newest 200 of 5000 runs\. Show all 5000 runs/);
    await page.screenshot({path: `${folder}/many.png`, fullPage: true});
  });
  console.log("the page holds");
} finally {
  await browser.close();
}
