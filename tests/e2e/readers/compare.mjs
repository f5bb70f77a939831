// What each reader sees in red.xml, green.xml and blind.xml, against what heapgate's own JSON report says.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import MarkdownIt from "markdown-it";
import parser from "test-results-parser";

const json = (path) => JSON.parse(readFileSync(path, "utf8"));

// JUnit has a case for each check and for each subject of a budget; the worst of its limits counts.
function expected(name) {
  const report = json(`${name}.json`);
  const cases = new Map();
  for (const { check, status } of report.trust) {
    const key = `trust ${check}`;
    if (status === "fail" || !cases.has(key)) cases.set(key, status === "fail" ? "error" : "pass");
  }
  const blind = report.verdict === "inconclusive";
  for (const { rule, subject, status, message } of report.findings) {
    const key = `budget ${rule} ${subject}`;
    // What is off, or would only warn, keeps no verdict from being told.
    const asked = !message.includes("switched off") && !rule.includes("hostile");
    const result = status === "skip" ? (blind && asked ? "error" : "skip") : status === "fail" ? "fail" : "pass";
    if (result !== "pass" || !cases.has(key)) cases.set(key, result);
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
  const carts = tests.find((test) => test.name.endsWith(": Cart") && test.status === "failed");
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
