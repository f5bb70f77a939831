#include <algorithm>
#include <array>
#include <map>

#include "choices.hpp"
#include "heapgate/error.hpp"
#include "rule_file.hpp"

namespace heapgate {
namespace {

constexpr std::array<std::string_view, 16> kBudgetKeys{
    "id",      "class",    "site",  "gem", "type",      "held_by",      "except",       "each",
    "measure", "severity", "falls", "max", "max_bytes", "max_per_1000", "max_increase", "max_increase_bytes"};
constexpr std::array<std::string_view, 4> kExceptKeys{"class", "site", "gem", "type"};
// In the order of the enums.
constexpr std::array<std::string_view, 6> kMeasures{"leaked",    "kept",  "growth",
                                                    "transient", "trend", "contents"};
constexpr std::array<std::string_view, 3> kSeverities{"error", "warn", "off"};
constexpr std::array<std::string_view, 5> kEachs{"group", "class", "site", "gem", "file"};
constexpr std::array<std::string_view, 2> kTruths{"false", "true"};

using FieldReader = void (*)(BudgetDraft&, const RuleNode&);

// Patterns are compiled here to tell where a bad one stands, not when it is used.
std::vector<std::string> patterns(const RuleNode& value, Matcher::Subject subject, std::string_view name) {
  (void)compiled(value, subject, name);
  return value.text_or_list(name);
}

ExceptDraft read_except(const RuleNode& node) {
  using enum Matcher::Subject;
  ExceptDraft except;
  node.each_entry("'except'", kExceptKeys, [&](const std::string& key, const RuleNode& value) {
    if (key == "class") except.class_names = patterns(value, class_name, key);
    if (key == "site") except.sites = patterns(value, site, key);
    if (key == "gem") except.gems = patterns(value, gem, key);
    if (key == "type") except.types = patterns(value, type, key);
  });
  if (!except.class_names && !except.sites && !except.gems && !except.types)
    node.fail("'except' needs one of 'class', 'site', 'gem' and 'type': it would leave out everything");
  return except;
}

void read_views(BudgetDraft& budget, const RuleNode& value) {
  if (!value.is_list()) {
    budget.each = read_each(value);
    return;
  }
  std::vector<Each> views;
  for (const RuleNode& item : value.list("each")) {
    views.push_back(read_each(item));
    if (std::count(views.begin(), views.end(), views.back()) > 1)
      item.fail("'each' names '" + item.text("each") + "' twice");
  }
  if (views.empty()) value.fail("'each' must not be an empty list");
  budget.each = views.front();
  budget.wider.assign(views.begin() + 1, views.end());
}

const std::map<std::string_view, FieldReader>& field_readers() {
  using enum Matcher::Subject;
  static const std::map<std::string_view, FieldReader> readers{
      {"id", [](BudgetDraft& b, const RuleNode& v) { b.id = v.text("id"); }},
      {"class", [](BudgetDraft& b, const RuleNode& v) { b.class_names = patterns(v, class_name, "class"); }},
      {"site", [](BudgetDraft& b, const RuleNode& v) { b.sites = patterns(v, site, "site"); }},
      {"gem", [](BudgetDraft& b, const RuleNode& v) { b.gems = patterns(v, gem, "gem"); }},
      {"type", [](BudgetDraft& b, const RuleNode& v) { b.types = patterns(v, type, "type"); }},
      {"held_by", [](BudgetDraft& b, const RuleNode& v) { b.held_by = patterns(v, holder, "held_by"); }},
      {"except", [](BudgetDraft& b, const RuleNode& v) { b.except = read_except(v); }},
      {"each", read_views},
      {"falls", [](BudgetDraft& b, const RuleNode& v) { b.falls = v.choice("falls", kTruths) == 1; }},
      {"measure", [](BudgetDraft& b, const RuleNode& v) { b.measure = read_measure(v); }},
      {"severity", [](BudgetDraft& b, const RuleNode& v) { b.severity = read_severity(v); }},
      {"max", [](BudgetDraft& b, const RuleNode& v) { b.max = v.count("max"); }},
      {"max_bytes", [](BudgetDraft& b, const RuleNode& v) { b.max_bytes = v.bytes("max_bytes"); }},
      {"max_per_1000", [](BudgetDraft& b, const RuleNode& v) { b.max_per_1000 = v.number("max_per_1000"); }},
      {"max_increase", [](BudgetDraft& b, const RuleNode& v) { b.max_increase = v.count("max_increase"); }},
      {"max_increase_bytes",
       [](BudgetDraft& b, const RuleNode& v) { b.max_increase_bytes = v.bytes("max_increase_bytes"); }},
  };
  return readers;
}

BudgetDraft read_budget(const RuleNode& node) {
  BudgetDraft budget;
  budget.source = node.source();
  node.each_entry("a budget", kBudgetKeys, [&](const std::string& key, const RuleNode& value) {
    field_readers().at(key)(budget, value);
  });
  if (budget.id.empty()) node.fail("a budget needs an 'id'");
  // Reports name what is allowed and the baseline so.
  if (budget.id == "allow" || budget.id == "baseline")
    node.fail("the id '" + budget.id + "' is heapgate's own; take another");
  return budget;
}

}  // namespace

Each read_each(const RuleNode& value) {
  return static_cast<Each>(value.choice("each", kEachs) + 1);  // behind Each::sum
}

Measure read_measure(const RuleNode& value) {
  return static_cast<Measure>(value.choice("measure", kMeasures));
}

Severity read_severity(const RuleNode& value) {
  return static_cast<Severity>(value.choice("severity", kSeverities));
}

Matcher compiled(const RuleNode& node, Matcher::Subject subject, std::string_view name) {
  const std::vector<std::string> texts = node.text_or_list(name);
  try {
    return {subject, texts};
  } catch (const UsageError& error) {
    node.fail(error.what());
  }
}

std::string below_text(const std::string& subject, const Matcher& holder) {
  return (subject.empty() ? "objects" : subject) + " below " + holder.text();
}

void BudgetDraft::inherit(const BudgetDraft& other) {
  const auto fill = [](auto& field, const auto& from) {
    if (!field) field = from;
  };
  fill(class_names, other.class_names);
  fill(sites, other.sites);
  fill(gems, other.gems);
  fill(types, other.types);
  fill(except, other.except);
  if (!each) wider = other.wider;
  if (!max) fill(falls, other.falls);
  fill(held_by, other.held_by);
  fill(each, other.each);
  fill(measure, other.measure);
  fill(severity, other.severity);
  fill(max, other.max);
  fill(max_bytes, other.max_bytes);
  fill(max_per_1000, other.max_per_1000);
  fill(max_increase, other.max_increase);
  fill(max_increase_bytes, other.max_increase_bytes);
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

}  // namespace heapgate
