#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <set>

#include "heapgate/baseline.hpp"
#include "heapgate/error.hpp"
#include "heapgate/version.hpp"
#include "rules/file/file_text.hpp"
#include "rules/file/rule_node.hpp"
#include "util/quotes.hpp"

namespace heapgate {
namespace {

constexpr std::array<std::string_view, 5> kKeys{"baseline", "heapgate", "ruby", "rules", "entries"};
constexpr std::array<std::string_view, 4> kEntryKeys{"rule", "subject", "objects", "bytes"};
constexpr std::string_view kFormat = "1";
constexpr std::uint64_t kMaxBaseline = std::uint64_t{64} << 20;  // bytes

BaselineEntry read_entry(const RuleNode& node) {
  BaselineEntry entry;
  node.each_entry("an entry", kEntryKeys, [&](const std::string& key, const RuleNode& value) {
    if (key == "rule") entry.rule = value.text(key);
    if (key == "subject") entry.subject = value.text(key);
    if (key == "objects") entry.objects = value.integer(key);
    if (key == "bytes") entry.bytes = value.integer(key);
  });
  if (entry.rule.empty() || entry.subject.empty()) node.fail("an entry needs a 'rule' and a 'subject'");
  return entry;
}

std::vector<BaselineEntry> read_entries(const RuleNode& node) {
  std::vector<BaselineEntry> entries;
  std::set<std::pair<std::string, std::string>> seen;
  for (const RuleNode& item : node.list("entries")) {
    entries.push_back(read_entry(item));
    if (!seen.emplace(entries.back().rule, entries.back().subject).second) {
      item.fail("the entry for '" + entries.back().subject + "' is there twice");
    }
  }
  return entries;
}

class Hash {
 public:
  // FNV-1a; a length before each text, so that no two lists of texts look the same.
  void add(const std::string& text) {
    add_bytes(std::to_string(text.size()) + ":");
    add_bytes(text);
  }
  [[nodiscard]] std::uint64_t value() const { return hash_; }

 private:
  void add_bytes(const std::string& text) {
    for (const char c : text) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  }
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

// As it was written, whatever its size.
template <class Number>
std::string limit_text(const std::optional<Number>& limit) {
  if (!limit) return "none";
  std::array<char, 32> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), *limit);
  return error == std::errc{} ? std::string(text.data(), end) : "";
}

std::uint64_t budget_hash(const Budget& budget) {
  Hash hash;
  hash.add(budget.id);
  hash.add(budget.subject);
  // A class and a site may be written alike.
  hash.add(budget.needs_sites ? "sites" : "");
  hash.add(std::to_string(static_cast<int>(budget.each)));
  hash.add(to_string(budget.measure));
  hash.add(limit_text(budget.max));
  hash.add(limit_text(budget.max_bytes));
  hash.add(limit_text(budget.max_per_1000));
  // What budgets rarely have adds nothing where they have it not.
  for (const Each each : budget.wider) hash.add(std::to_string(static_cast<int>(each)));
  for (const Matcher& exempt : budget.exempt) hash.add(exempt.text());
  if (budget.falls) hash.add("falls");
  return hash.value();
}

// "ruby 3.1" of "ruby 3.1.7p261 (2025-03-26 …".
std::string ruby_version(const std::string& description) {
  const std::size_t dot = description.find('.');
  if (dot == std::string::npos) return description;
  return description.substr(0, description.find_first_not_of("0123456789", dot + 1));
}

}  // namespace

std::string rules_hash(const Rulebook& rulebook) {
  std::uint64_t sum = 0;
  for (const Budget& budget : rulebook.budgets) sum += budget_hash(budget);
  std::array<char, 20> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(sum));
  return text.data();
}

std::optional<Baseline> read_baseline(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error) && !error) return std::nullopt;
  const RuleNode document = RuleNode::parse(file_text(path, "", kMaxBaseline, FileKind::any), path);
  if (document.is_foreign(kKeys)) document.fail("not a baseline: it has none of a baseline's keys");
  Baseline baseline;
  baseline.path = path;
  bool has_format = false;
  document.each_entry("a baseline", kKeys, [&](const std::string& key, const RuleNode& value) {
    if (key == "baseline") {
      has_format = true;
      if (value.text(key) != kFormat)
        value.fail("unsupported baseline '" + value.text(key) + "'; this heapgate reads 1");
    }
    if (key == "ruby") baseline.ruby = value.text(key);
    if (key == "rules") baseline.rules_hash = value.text(key);
    if (key == "entries") baseline.entries = read_entries(value);
  });
  if (!has_format) document.fail("a baseline needs 'baseline: 1'");
  return baseline;
}

void check_baseline(const Baseline& baseline, const Rulebook& rulebook, const std::string& ruby) {
  const std::string remake =
      "; if that is meant, `heapgate baseline " + baseline.path + " DUMPS` makes it anew";
  const std::string hash = rules_hash(rulebook);
  if (baseline.rules_hash != hash) {
    throw UsageError(baseline.path + ": made with other rules (" + baseline.rules_hash + ", now " + hash +
                     ")" + remake);
  }
  if (baseline.ruby.empty() || ruby.empty() || ruby_version(baseline.ruby) == ruby_version(ruby)) return;
  throw UsageError(baseline.path + ": made with " + ruby_version(baseline.ruby) +
                   ", and these dumps are of " + ruby_version(ruby) + remake);
}

std::string baseline_text(const Baseline& baseline) {
  std::string text =
      "# What leaked when this file was made, and may until it is fixed. Made by `heapgate baseline`;\n"
      "# remove what is fixed, review what is added.\n";
  text += "baseline: " + std::string(kFormat) + "\nheapgate: " + kVersion + "\n";
  if (!baseline.ruby.empty()) text += "ruby: " + yaml_double_quoted(baseline.ruby) + "\n";
  text += "rules: " + yaml_double_quoted(baseline.rules_hash) + "\n";
  text += baseline.entries.empty() ? "entries: []\n" : "entries:\n";
  for (const BaselineEntry& entry : baseline.entries) {
    text += "  - {rule: " + yaml_double_quoted(entry.rule) +
            ", subject: " + yaml_double_quoted(entry.subject) +
            ", objects: " + std::to_string(entry.objects) + ", bytes: " + std::to_string(entry.bytes) + "}\n";
  }
  return text;
}

}  // namespace heapgate
