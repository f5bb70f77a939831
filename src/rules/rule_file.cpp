#include "rule_file.hpp"

#include <array>
#include <map>

#include "heapgate/error.hpp"

namespace heapgate {
namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 6> kFileKeys{"version", "extends",  "root",
                                                    "trust",   "defaults", "budgets"};
constexpr std::array<std::string_view, 3> kDefaultsKeys{"each", "measure", "severity"};
constexpr std::array<std::string_view, 10> kBudgetKeys{"id",   "class",   "site",     "gem", "type",
                                                       "each", "measure", "severity", "max", "max_bytes"};
constexpr std::array<std::string_view, 2> kTrustLevels{"warn", "fail"};
// In the order of the enums.
constexpr std::array<std::string_view, 4> kMeasures{"leaked", "kept", "growth", "transient"};
constexpr std::array<std::string_view, 3> kSeverities{"error", "warn", "off"};
constexpr std::array<std::string_view, 4> kEachs{"group", "class", "site", "gem"};

constexpr std::string_view kSupportedVersion = "1";

Each read_each(const RuleNode& value) {
  return static_cast<Each>(value.choice("each", kEachs) + 1);  // behind Each::sum
}
Measure read_measure(const RuleNode& value) {
  return static_cast<Measure>(value.choice("measure", kMeasures));
}
Severity read_severity(const RuleNode& value) {
  return static_cast<Severity>(value.choice("severity", kSeverities));
}

using FieldReader = void (*)(BudgetDraft&, const RuleNode&);

const std::map<std::string_view, FieldReader>& field_readers() {
  static const std::map<std::string_view, FieldReader> readers{
      {"id", [](BudgetDraft& b, const RuleNode& v) { b.id = v.text("id"); }},
      {"class", [](BudgetDraft& b, const RuleNode& v) { b.class_names = v.text_or_list("class"); }},
      {"site", [](BudgetDraft& b, const RuleNode& v) { b.sites = v.text_or_list("site"); }},
      {"gem", [](BudgetDraft& b, const RuleNode& v) { b.gems = v.text_or_list("gem"); }},
      {"type", [](BudgetDraft& b, const RuleNode& v) { b.types = v.text_or_list("type"); }},
      {"each", [](BudgetDraft& b, const RuleNode& v) { b.each = read_each(v); }},
      {"measure", [](BudgetDraft& b, const RuleNode& v) { b.measure = read_measure(v); }},
      {"severity", [](BudgetDraft& b, const RuleNode& v) { b.severity = read_severity(v); }},
      {"max", [](BudgetDraft& b, const RuleNode& v) { b.max = v.count("max"); }},
      {"max_bytes", [](BudgetDraft& b, const RuleNode& v) { b.max_bytes = v.bytes("max_bytes"); }},
  };
  return readers;
}

// A pattern that cannot be compiled is told where it stands, not when it is used.
void check_patterns(const RuleNode& value, Matcher::Subject subject,
                    const std::optional<std::vector<std::string>>& patterns) {
  if (!patterns) return;
  try {
    const Matcher compiled(subject, *patterns);
  } catch (const UsageError& error) {
    value.fail(error.what());
  }
}

BudgetDraft read_budget(const RuleNode& node) {
  BudgetDraft budget;
  budget.source = node.source();
  node.each_entry("a budget", kBudgetKeys, [&](const std::string& key, const RuleNode& value) {
    field_readers().at(key)(budget, value);
    if (key == "class") check_patterns(value, Matcher::Subject::class_name, budget.class_names);
    if (key == "site") check_patterns(value, Matcher::Subject::site, budget.sites);
    if (key == "gem") check_patterns(value, Matcher::Subject::gem, budget.gems);
    if (key == "type") check_patterns(value, Matcher::Subject::type, budget.types);
  });
  if (budget.id.empty()) node.fail("a budget needs an 'id'");
  return budget;
}

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
  TrustPolicy policy;
  node.each_entry("'trust'", overridable_checks(), [&](const std::string& key, const RuleNode& value) {
    policy[key] = value.choice(key, kTrustLevels) == 0 ? TrustStatus::warn : TrustStatus::fail;
  });
  return policy;
}

std::vector<BudgetDraft> read_budgets(const RuleNode& node) {
  std::vector<BudgetDraft> budgets;
  std::map<std::string, int> lines;
  for (const RuleNode& item : node.list("budgets")) {
    BudgetDraft budget = read_budget(item);
    const auto [first, is_new] = lines.try_emplace(budget.id, budget.source.line);
    if (!is_new) {
      item.fail("the id '" + budget.id + "' is taken by the budget in line " + std::to_string(first->second));
    }
    budgets.push_back(std::move(budget));
  }
  return budgets;
}

std::vector<Extends> read_extends(const RuleNode& node) {
  const std::vector<RuleNode> items = node.is_list() ? node.list("extends") : std::vector{node};
  std::vector<Extends> extends;
  extends.reserve(items.size());
  for (const RuleNode& item : items) extends.push_back({item.text("extends"), item.source()});
  return extends;
}

}  // namespace

void BudgetDraft::inherit(const BudgetDraft& other) {
  const auto fill = [](auto& field, const auto& from) {
    if (!field) field = from;
  };
  fill(class_names, other.class_names);
  fill(sites, other.sites);
  fill(gems, other.gems);
  fill(types, other.types);
  fill(each, other.each);
  fill(measure, other.measure);
  fill(severity, other.severity);
  fill(max, other.max);
  fill(max_bytes, other.max_bytes);
}

RuleFile read_rule_file(const std::string& text, const std::string& path) {
  const RuleNode document = RuleNode::parse(text, path);
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
    if (key == "root") file.roots = value.text_or_list("root");
    if (key == "trust") file.trust = read_trust(value);
    if (key == "defaults") file.defaults = read_defaults(value);
    if (key == "budgets") file.budgets = read_budgets(value);
  });
  if (!has_version) document.fail("a rule file needs 'version: 1'");
  return file;
}

}  // namespace heapgate
