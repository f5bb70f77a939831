// What each reader sees in red.xml, green.xml and blind.xml, against what heapgate's own JSON report says.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import MarkdownIt from "markdown-it";
import parser from "test-results-parser";

const json = (path) => JSON.parse(readFileSync(path, "utf8"));

// The rules whose findings sum, and what they sum.
const SUMS = { carts: { class: "Cart" }, old: { class: "Cart" } };

// The leak that all groups of a finding are members of; -1 if there is none.
function leakOf(finding, report) {
  const parts = Object.entries(SUMS[finding.rule] ?? finding).filter(([key]) => ["class", "type", "file", "line"].includes(key));
  const grew = ({ leaked, live }) => leaked.objects > 0 || live.at(-1) > live[0];
  const groups = [...report.groups.keys()].filter((i) => grew(report.groups[i]) &&
    parts.every(([key, value]) => report.groups[i][key] === value));
  return report.leaks.findIndex(({ members }) => groups.length > 0 && groups.every((i) => members.includes(i)));
}

// JUnit has a case for each check, for each cause, for each sum that holds, and for all else of a rule that holds.
function expected(name) {
  const report = json(`${name}.json`);
  const cases = new Map();
  const worst = ["skip", "pass", "error", "fail"];
  const add = (key, result) => cases.set(key, worst[Math.max(worst.indexOf(result), worst.indexOf(cases.get(key)))]);
  for (const { check, status } of report.trust) add(`trust ${check}`, status === "fail" ? "error" : "pass");
  const blind = report.verdict === "inconclusive";
  const isOver = ({ status }) => status === "fail" || status === "warn";
  const over = new Set(report.findings.filter(isOver).map(({ rule, subject }) => `${rule} ${subject}`));
  for (const finding of report.findings) {
    const { rule, subject, status, message } = finding;
    // What is off, or would only warn, keeps no verdict from being told.
    const asked = !message.includes("switched off") && !rule.includes("hostile");
    if (status === "skip") {
      add(`budget ${rule} ${subject}`, blind && asked ? "error" : "skip");
    } else if (isOver(finding)) {
      const leak = leakOf(finding, report);
      add(leak < 0 ? `budget ${rule} ${subject}` : `leak ${leak}`, status === "fail" ? "fail" : "pass");
    } else if (!over.has(`${rule} ${subject}`)) {
      add(rule in SUMS ? `budget ${rule} ${subject}` : `within ${rule}`, "pass");
    }
  }
  const count = (result) => [...cases.values()].filter((value) => value === result).length;
  return { tests: cases.size, failures: count("fail"), errors: count("error"), skipped: count("skip") };
}

function seenByCtrf(name, want) {
  const { summary, tests } = json(`${name}.ctrf`).results;
  assert.equal(summary.tests, want.tests, `${name}: junit-to-ctrf, tests`);
  assert.equal(summary.failed, want.failures + want.errors, `${name}: junit-to-ctrf, failed`);
  assert.equal(summary.skipped, want.skipped, `${name}: junit-to-ctrf, skipped`);
  assert.equal(tests.length, want.tests);
  if (name !== "red") return;
  const carts = tests.find((test) => test.name.includes("Cart") && test.status === "failed");
  assert.equal(carts.filePath, "app/models/cart.rb");
}

const sums = { tests: 0, failures: 0, errors: 0, skipped: 0 };
const counts = ({ tests, failures, errors, skipped }) => ({ tests, failures, errors, skipped });

for (const name of ["red", "green", "blind"]) {
  const want = expected(name);
  for (const key of Object.keys(sums)) sums[key] += want[key];
  console.log(name, want);

  const plain = json(`${name}.junit2json`);
  assert.deepEqual(counts(plain), want, `${name}: junit2json, all`);
  for (const suite of plain.testsuite) {
    const has = (key) => (suite.testcase ?? []).filter((entry) => entry[key]).length;
    const counted = { tests: suite.testcase.length, failures: has("failure"), errors: has("error"), skipped: has("skipped") };
    assert.deepEqual(counts(suite), counted, `${name}: junit2json, ${suite.name}`);
  }

  if (existsSync(`${name}.ctrf`)) seenByCtrf(name, want);

  const parsed = parser.parse({ type: "junit", files: [`${name}.xml`] });
  assert.equal(parsed.failed + parsed.errors, want.failures + want.errors, `${name}: test-results-parser, failed`);
  assert.equal(parsed.status, want.failures + want.errors > 0 ? "FAIL" : "PASS", `${name}: test-results-parser, status`);

  // Rendered with all that GitHub allows, the summary has no element but those that heapgate means.
  const html = new MarkdownIt({ html: true, linkify: true }).render(readFileSync(`${name}.md`, "utf8"));
  const elements = new Set([...html.matchAll(/<\/?([a-z0-9]+)[^>]*>/g)].map((match) => match[1]));
  for (const element of elements)
    assert.ok(["h2", "h3", "ul", "li", "p", "strong", "code", "pre"].includes(element), `${name}: <${element}> in the summary`);
}

assert.ok(expected("red").failures > 0 && expected("red").skipped > 0);
assert.ok(expected("blind").errors > 0);
assert.deepEqual(counts(expected("green")), { ...expected("green"), failures: 0, errors: 0 });
assert.deepEqual(counts(json("merged.junit2json")), sums, "junit-report-merger");

console.log("every reader sees the same");
