#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "heapgate/verdict.hpp"

/// Verdicts made by hand for the tests of the reports.
namespace heapgate::test {

/// Names that a report must neither pass on as they are nor be broken by: control characters, line breaks,
/// quotes, markup, turned text, bytes that are no UTF-8, and characters that XML forbids.
inline const std::array<std::string, 15> kHostileNames{{
    "say \"hello\" & 'bye'",
    "]]><testcase name=\"planted\"/><![CDATA[",
    "<!-- --><?php ?>&amp;&#10;",
    "two\nlines\r\nthree\ttabs",
    "\x1b[31mred\x1b]0;title\x07",
    std::string("nul\0inside", 10),
    "c1 \xC2\x9B"
    "2J del \x7F",
    "latin1 caf\xE9",
    "overlong \xC0\xAF truncated \xE2\x82",
    "surrogate \xED\xA0\x80 beyond \xF4\x90\x80\x80",
    "noncharacters \xEF\xBF\xBE \xEF\xBF\xBF",
    "right \xE2\x80\xAEto\xE2\x81\xA6 left\xE2\x80\xA8line",
    "\xE5\xA4\xA7\xE8\xB1\xA1 \xF0\x9F\x92\x8E",
    "back\\slash \\x1B {} %s %n",
    " leading and trailing ",
}};

/// The group with the path, and gem, that place() would have found.
inline PlacedGroup at(PlacedGroup placed, std::string path, std::optional<Gem> gem = {}) {
  placed.file = std::make_shared<const FilePlace>(FilePlace{std::move(path), std::move(gem)});
  return placed;
}

/// A group whose site lies in the app, kept and leaked alike in every interval.
inline PlacedGroup leaking(const std::string& class_name, const std::string& path, std::int64_t line,
                           std::uint64_t objects) {
  PlacedGroup placed;
  placed.group.key = {class_name, "OBJECT", "/srv/app/" + path, line};
  placed.group.method = "call";
  placed.group.pattern = Pattern::leak;
  placed.group.leaked = placed.group.kept = {objects, objects * 40};
  placed.group.live = {{0, 0}, {objects, objects * 40}, {2 * objects, objects * 80}};
  return at(std::move(placed), path);
}

/// A group that leaked nothing.
inline PlacedGroup calm(PlacedGroup placed, Pattern pattern, std::uint64_t kept, std::uint64_t transient) {
  const std::uint64_t before = pattern == Pattern::turnover ? 2 * kept : 0;
  const std::uint64_t after = pattern == Pattern::turnover ? before : kept;
  placed.group.pattern = pattern;
  placed.group.leaked = {};
  placed.group.kept = {kept, kept * 40};
  placed.group.transient = {transient, transient * 40};
  placed.group.live = {{before, before * 40}, {after, after * 40}, {after, after * 40}};
  return placed;
}

/// A group that the dump gives no site for.
inline PlacedGroup without_site(PlacedGroup placed) {
  placed.group.key.file.reset();
  placed.group.key.line.reset();
  placed.group.method.clear();
  return at(std::move(placed), "(unknown site)");
}

inline Finding finding_on(const Verdict& verdict, std::size_t group, std::uint64_t limit,
                          FindingStatus status) {
  Finding finding;
  finding.rule = "leak";
  finding.subject = verdict.groups[group].subject();
  finding.each = Each::group;
  finding.status = status;
  finding.actual = static_cast<std::int64_t>(verdict.groups[group].group.leaked.objects);
  finding.limit = limit;
  const bool holds = status == FindingStatus::pass;
  finding.message = finding.subject + ": " + std::to_string(finding.actual) +
                    (finding.actual == 1 ? " object" : " objects") + " leaked, " +
                    (holds ? "within" : "over") + " the limit of " + std::to_string(limit) + " (rule leak)";
  finding.groups = {group};
  return finding;
}

/// The same subject's other limit.
inline Finding in_bytes(Finding finding, FindingStatus status) {
  finding.unit = Unit::bytes;
  finding.status = status;
  finding.actual *= 40;
  finding.message = finding.subject + ": " + std::to_string(finding.actual) + " bytes leaked, " +
                    (status == FindingStatus::pass ? "within" : "over") + " the limit of " +
                    std::to_string(finding.limit) + " (rule leak)";
  return finding;
}

inline Finding skipped(const std::string& rule, const std::string& subject, const std::string& why) {
  Finding finding;
  finding.rule = rule;
  finding.subject = subject;
  finding.status = FindingStatus::skip;
  finding.limit = 20;
  finding.message = subject + ": " + why + " (rule " + rule + ")";
  return finding;
}

inline DumpSummary dump_summary(const std::string& path, std::uint64_t objects, std::uint32_t generation) {
  DumpSummary summary;
  summary.ledger.path = path;
  summary.ledger.bytes = objects * 300;
  summary.ledger.lines = objects + 5;
  summary.objects = objects;
  summary.generation = Generation{generation};
  return summary;
}

inline Verdict verdict_of(std::vector<PlacedGroup> groups) {
  Verdict verdict;
  verdict.outcome = Outcome::pass;
  verdict.exit_code = ExitCode::pass;
  verdict.rules = "heapgate.yml";
  verdict.dumps = {dump_summary("dumps/1.json", 56'199, 35), dump_summary("dumps/2.json", 57'201, 39),
                   dump_summary("dumps/3.json", 58'203, 44)};
  verdict.trust = {{TrustCheck::readable, TrustStatus::ok, "every dump was read to its end"}};
  for (const PlacedGroup& placed : groups) {
    verdict.totals.leaked.add(placed.group.leaked);
    verdict.totals.kept.add(placed.group.kept);
    verdict.totals.transient.add(placed.group.transient);
  }
  verdict.groups = std::move(groups);
  return verdict;
}

/// Two groups over the limit of 20, one below it, and some that do not leak.
inline Verdict failing_verdict() {
  PlacedGroup unknown = without_site(leaking("String", "", 0, 400));
  unknown.group.key.type = "STRING";
  PlacedGroup uneven = leaking("Visit", "lib/visits.rb", 3, 7);
  uneven.group.pattern = Pattern::uneven_leak;
  uneven.group.live = {{0, 0}, {7, 280}, {1'007, 40'280}};
  PlacedGroup cache = calm(leaking("callcache", "app/models/cart.rb", 9, 0), Pattern::one_time, 3, 0);
  cache.group.key.type = "IMEMO";
  Verdict verdict = verdict_of({unknown, leaking("Cart", "app/models/cart.rb", 14, 200), uneven, cache,
                                calm(leaking("Entry", "lib/lru.rb", 8, 0), Pattern::turnover, 1'500, 12),
                                calm(leaking("Row", "app/report.rb", 2, 0), Pattern::turnover, 0, 3'000)});
  verdict.outcome = Outcome::fail;
  verdict.exit_code = ExitCode::exceeded;
  verdict.findings = {finding_on(verdict, 0, 20, FindingStatus::fail),
                      finding_on(verdict, 1, 20, FindingStatus::fail),
                      finding_on(verdict, 2, 20, FindingStatus::pass),
                      skipped("old", "all objects", "switched off by 'severity: off'")};
  return verdict;
}

inline Verdict passing_verdict() {
  Verdict verdict = verdict_of({leaking("Puma::Client", "server.rb", 348, 1)});
  verdict.findings = {finding_on(verdict, 0, 20, FindingStatus::pass)};
  return verdict;
}

inline Verdict inconclusive_verdict() {
  Verdict verdict = verdict_of({});
  verdict.outcome = Outcome::inconclusive;
  verdict.exit_code = ExitCode::inconclusive;
  verdict.dumps[1].ledger.bad_lines = 1;
  verdict.dumps[1].ledger.first_bad = {{1219, "not a JSON object"}};
  verdict.dumps[1].generation.reset();
  verdict.trust.push_back(
      {TrustCheck::complete, TrustStatus::fail, "dumps/2.json: the dump is not complete"});
  verdict.trust.push_back({TrustCheck::complete, TrustStatus::warn, "dumps/3.json: not quiet"});
  verdict.findings = {skipped("leak", "all objects", "not judged")};
  verdict.findings[0].blind = true;
  return verdict;
}

/// Objects could not be told apart, so whole classes were judged by their growth.
inline Verdict class_growth_verdict() {
  PlacedGroup cart = without_site(leaking("Cart", "", 0, 500));
  Verdict verdict =
      verdict_of({cart, calm(without_site(leaking("Entry", "", 0, 0)), Pattern::turnover, 0, 0)});
  verdict.outcome = Outcome::inconclusive;
  verdict.exit_code = ExitCode::inconclusive;
  verdict.basis = Basis::class_growth;
  verdict.trust.push_back(
      {TrustCheck::compaction, TrustStatus::fail, "dumps/2.json: the heap was compacted"});
  verdict.findings = {finding_on(verdict, 0, 20, FindingStatus::fail),
                      skipped("app", "app/**", "not judged: these dumps do not tell sites")};
  verdict.findings[1].blind = true;
  return verdict;
}

/// A failing verdict in which every text that a dump or a rule file chooses is `name`.
inline Verdict hostile_verdict(const std::string& name) {
  Verdict verdict =
      verdict_of({leaking(name, name, 5, 400), calm(leaking(name, name, 6, 0), Pattern::one_time, 9, 1)});
  verdict.outcome = Outcome::fail;
  verdict.exit_code = ExitCode::exceeded;
  verdict.rules = verdict.dumps[0].ledger.path = verdict.groups[0].group.method = name;
  verdict.trust.push_back({TrustCheck::complete, TrustStatus::warn, name});
  verdict.findings = {finding_on(verdict, 0, 20, FindingStatus::fail), skipped(name, name, name)};
  return verdict;
}

}  // namespace heapgate::test
