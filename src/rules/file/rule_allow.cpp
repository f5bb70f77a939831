#include <array>

#include "heapgate/error.hpp"
#include "rule_file.hpp"

namespace heapgate {
namespace {

constexpr std::array<std::string_view, 9> kAllowKeys{"class", "site",   "gem",     "type", "held_by",
                                                     "max",   "reason", "expires", "issue"};

void add_matcher(AllowEntry& entry, const RuleNode& value, Matcher::Subject subject, std::string_view key) {
  entry.matchers.push_back(compiled(value, subject, key));
  const bool labelled = subject == Matcher::Subject::gem || subject == Matcher::Subject::type;
  entry.subject += (entry.subject.empty() ? "" : ", ") + (labelled ? std::string(key) + " " : std::string()) +
                   entry.matchers.back().text();
  if (subject == Matcher::Subject::site || subject == Matcher::Subject::gem) entry.needs_sites = true;
}

void add_holder(AllowEntry& entry, const RuleNode& value) {
  entry.held_by = HeldBy{compiled(value, Matcher::Subject::holder, "held_by")};
}

AllowEntry read_entry(const RuleNode& node) {
  AllowEntry entry;
  entry.source = node.source();
  node.each_entry("an 'allow' entry", kAllowKeys, [&](const std::string& key, const RuleNode& value) {
    if (key == "class") add_matcher(entry, value, Matcher::Subject::class_name, key);
    if (key == "site") add_matcher(entry, value, Matcher::Subject::site, key);
    if (key == "gem") add_matcher(entry, value, Matcher::Subject::gem, key);
    if (key == "type") add_matcher(entry, value, Matcher::Subject::type, key);
    if (key == "held_by") add_holder(entry, value);
    if (key == "max") entry.max = value.count(key);
    if (key == "reason") entry.reason = value.text(key);
    if (key == "expires") entry.expires = value.date(key);
    if (key == "issue") entry.issue = value.text(key);
  });
  if (entry.matchers.empty() && !entry.held_by) {
    node.fail(
        "an 'allow' entry needs one of 'class', 'site', 'gem', 'type' and 'held_by': it would allow "
        "everything");
  }
  if (entry.held_by) entry.subject = below_text(entry.subject, entry.held_by->matcher);
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
