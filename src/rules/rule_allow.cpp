#include <array>

#include "heapgate/error.hpp"
#include "rule_file.hpp"

namespace heapgate {
namespace {

constexpr std::array<std::string_view, 8> kAllowKeys{"class", "site",   "gem",     "type",
                                                     "max",   "reason", "expires", "issue"};

void add_matcher(AllowEntry& entry, const RuleNode& value, Matcher::Subject subject, std::string_view key) {
  entry.matchers.push_back(compiled(value, subject, key));
  const bool labelled = subject == Matcher::Subject::gem || subject == Matcher::Subject::type;
  entry.subject += (entry.subject.empty() ? "" : ", ") + (labelled ? std::string(key) + " " : std::string()) +
                   entry.matchers.back().text();
  if (subject == Matcher::Subject::site || subject == Matcher::Subject::gem) entry.needs_sites = true;
}

AllowEntry read_entry(const RuleNode& node) {
  AllowEntry entry;
  entry.source = node.source();
  node.each_entry("an 'allow' entry", kAllowKeys, [&](const std::string& key, const RuleNode& value) {
    if (key == "class") add_matcher(entry, value, Matcher::Subject::class_name, key);
    if (key == "site") add_matcher(entry, value, Matcher::Subject::site, key);
    if (key == "gem") add_matcher(entry, value, Matcher::Subject::gem, key);
    if (key == "type") add_matcher(entry, value, Matcher::Subject::type, key);
    if (key == "max") entry.max = value.count(key);
    if (key == "reason") entry.reason = value.text(key);
    if (key == "expires") entry.expires = value.date(key);
    if (key == "issue") entry.issue = value.text(key);
  });
  if (entry.matchers.empty()) {
    node.fail("an 'allow' entry needs one of 'class', 'site', 'gem' and 'type': it would allow everything");
  }
  if (entry.reason.empty()) node.fail("an 'allow' entry needs a 'reason'");
  return entry;
}

}  // namespace

std::vector<AllowEntry> read_allow(const RuleNode& node) {
  std::vector<AllowEntry> entries;
  for (const RuleNode& item : node.list("allow")) entries.push_back(read_entry(item));
  return entries;
}

}  // namespace heapgate
