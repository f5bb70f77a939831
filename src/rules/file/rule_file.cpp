#include "rule_file.hpp"

#include <array>
#include <map>

#include "choices.hpp"
#include "heapgate/error.hpp"

namespace heapgate {
namespace {

constexpr std::array<std::string_view, 10> kFileKeys{"version", "extends",  "mode",    "root",  "iterations",
                                                     "trust",   "defaults", "budgets", "allow", "overrides"};
constexpr std::array<std::string_view, 3> kDefaultsKeys{"each", "measure", "severity"};
constexpr std::array<std::string_view, 2> kOverrideKeys{"path", "budgets"};
constexpr std::array<std::string_view, 2> kTrustLevels{"warn", "fail"};
constexpr std::array<std::string_view, 2> kModes{"enforce", "advisory"};

constexpr std::string_view kSupportedVersion = "1";

Defaults read_defaults(const RuleNode& node) {
  Defaults defaults;
  node.each_entry("'defaults'", kDefaultsKeys, [&](const std::string& key, const RuleNode& value) {
    if (key == "each") defaults.each = read_each(value);
    if (key == "measure") defaults.measure = read_measure(value);
    if (key == "severity") defaults.severity = read_severity(value);
  });
  return defaults;
}

TrustPolicy read_trust(const RuleNode& node) {
  const std::span<const TrustCheck> checks = overridable_checks();
  std::vector<std::string_view> names;
  for (const TrustCheck check : checks) names.emplace_back(to_string(check));
  TrustPolicy policy;
  node.each_entry("'trust'", names, [&](const std::string& key, const RuleNode& value) {
    const auto check = static_cast<std::size_t>(std::find(names.begin(), names.end(), key) - names.begin());
    policy[checks[check]] = value.choice(key, kTrustLevels) == 0 ? TrustStatus::warn : TrustStatus::fail;
  });
  return policy;
}

std::vector<Extends> read_extends(const RuleNode& node) {
  const std::vector<RuleNode> items = node.is_list() ? node.list("extends") : std::vector{node};
  std::vector<Extends> extends;
  extends.reserve(items.size());
  for (const RuleNode& item : items) extends.push_back({item.text("extends"), item.source()});
  return extends;
}

std::vector<std::uint64_t> read_iterations(const RuleNode& node) {
  const std::vector<RuleNode> items = node.is_list() ? node.list("iterations") : std::vector{node};
  if (items.empty()) node.fail("'iterations' must not be an empty list");
  std::vector<std::uint64_t> iterations;
  for (const RuleNode& item : items) {
    iterations.push_back(item.count("iterations"));
    if (iterations.back() == 0) item.fail("'iterations' must not be 0");
  }
  return iterations;
}

OverrideDraft read_override(const RuleNode& node) {
  OverrideDraft draft;
  draft.source = node.source();
  node.each_entry("an override", kOverrideKeys, [&](const std::string& key, const RuleNode& value) {
    if (key == "budgets") draft.budgets = read_budgets(value);
    if (key != "path") return;
    draft.paths = value.text_or_list("path");
    (void)compiled(value, Matcher::Subject::site, "path");
  });
  if (draft.paths.empty()) node.fail("an override needs a 'path'");
  if (draft.budgets.empty()) node.fail("an override needs 'budgets'");
  return draft;
}

std::vector<OverrideDraft> read_overrides(const RuleNode& node) {
  std::vector<OverrideDraft> drafts;
  std::map<std::vector<std::string>, int> lines;
  for (const RuleNode& item : node.list("overrides")) {
    drafts.push_back(read_override(item));
    const auto [first, is_new] = lines.try_emplace(drafts.back().paths, drafts.back().source.line);
    if (!is_new) item.fail("the same 'path' has the override in line " + std::to_string(first->second));
  }
  return drafts;
}

void read_policy(RuleFile& file, const std::string& key, const RuleNode& value) {
  if (key == "mode") file.advisory = value.choice("mode", kModes) == 1;
  if (key == "root") file.roots = value.text_or_list("root");
  if (key == "iterations") {
    file.iterations = read_iterations(value);
    file.iterations_source = value.source();
  }
  if (key == "trust") file.trust = read_trust(value);
  if (key == "defaults") file.defaults = read_defaults(value);
  if (key == "budgets") file.budgets = read_budgets(value);
  if (key == "allow") file.allow = read_allow(value);
  if (key == "overrides") file.overrides = read_overrides(value);
}

}  // namespace

RuleFile read_rule_file(const std::string& text, const std::string& path) {
  const RuleNode document = RuleNode::parse(text, path);
  // A link in a pull request may make it any file, of which nothing must be quoted.
  if (document.is_foreign(kFileKeys))
    document.fail("not a rule file: it has none of a rule file's keys, such as 'version' and 'budgets'");
  RuleFile file;
  file.path = path;
  bool has_version = false;
  document.each_entry("a rule file", kFileKeys, [&](const std::string& key, const RuleNode& value) {
    if (key == "version") {
      has_version = true;
      if (value.text("version") != kSupportedVersion) {
        value.fail("unsupported version '" + value.text("version") + "'; this heapgate reads version 1");
      }
    }
    if (key == "extends") file.extends = read_extends(value);
    read_policy(file, key, value);
  });
  if (!has_version) document.fail("a rule file needs 'version: 1'");
  return file;
}

}  // namespace heapgate
