#include "cause_text.hpp"

#include <set>
#include <utility>

#include "explain_text.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

// What a leak holds is in its sentence, by class.
constexpr std::size_t kFollowersShown = 5;

std::string limit_text(const Finding& finding) {
  return (finding.status == FindingStatus::warn ? "warning: " : "") + clean_line(finding.message);
}

// The first of its findings that the history knows speaks for the cause.
std::string since_text(const Cause& cause) {
  constexpr std::size_t kShortCommit = 10;
  for (const Finding* finding : cause.findings) {
    if (finding->since)
      return "over budget on " + clean_line(finding->since->branch) + " since " +
             clean_line(finding->since->commit.substr(0, kShortCommit));
  }
  return "";
}

// The limit that the worst finding names, and how many more there are.
std::string limits_line(const Cause& cause) {
  const std::size_t more = cause.findings.size() - 1;
  return limit_text(*cause.findings.front()) +
         (more > 0 ? "; " + quantity(more, "more limit") + (more == 1 ? " is" : " are") + " exceeded" : "");
}

}  // namespace

std::string cause_sentence(const Cause& cause, const Verdict& verdict) {
  return cause.leak == nullptr ? clean_line(cause.findings.front()->message)
                               : leak_sentence(verdict, *cause.leak);
}

std::vector<std::string> cause_details(const Cause& cause, const Verdict& verdict) {
  std::vector<std::string> lines;
  if (std::string since = since_text(cause); !since.empty()) lines.push_back(std::move(since));
  if (cause.leak == nullptr) return lines;
  lines.push_back(limits_line(cause));
  for (std::string& line : short_leak_details(verdict, *cause.leak)) lines.push_back(std::move(line));
  return lines;
}

std::vector<std::string> all_cause_details(const Cause& cause, const Verdict& verdict) {
  std::vector<std::string> lines;
  if (std::string since = since_text(cause); !since.empty()) lines.push_back(std::move(since));
  if (cause.leak == nullptr) return lines;
  for (const Finding* finding : cause.findings) lines.push_back(limit_text(*finding));
  for (std::string& line : leak_details(verdict, *cause.leak)) lines.push_back(std::move(line));
  return lines;
}

std::vector<std::string> short_leak_details(const Verdict& verdict, const ExplainedLeak& leak) {
  std::vector<std::string> lines;
  const std::vector<std::string> all = leak_details(verdict, leak);
  const std::size_t followers = leak.followers.size();
  // A line that only counts one more is no shorter than that one.
  const std::size_t shown = followers <= kFollowersShown + 1 ? followers : kFollowersShown;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i < shown || i >= followers) lines.push_back(all[i]);
    if (i + 1 == followers && shown < followers)
      lines.push_back("and " + quantity(followers - shown, "more group") +
                      " (heapgate explain tells them all)");
  }
  return lines;
}

std::vector<const ExplainedLeak*> untold_leaks(const Verdict& verdict) {
  std::set<const ExplainedLeak*> told;
  for (const Cause& cause : causes_of(verdict)) told.insert(cause.leak);
  std::vector<const ExplainedLeak*> leaks = leaks_over_budget(verdict);
  std::erase_if(leaks, [&](const ExplainedLeak* leak) { return told.contains(leak); });
  return leaks;
}

std::string leaks_text(const std::vector<const Cause*>& leaks) {
  std::set<std::size_t> groups;
  Tally sum;
  for (const Cause* leak : leaks) {
    groups.insert(leak->groups.begin(), leak->groups.end());
    sum.add_or_max(leak->sum);
  }
  std::string size = groups.size() > leaks.size() ? quantity(groups.size(), "group") : "";
  const std::string amount = sum.objects > 0 ? quantity(sum.objects, "object")
                             : sum.bytes > 0 ? human_bytes(sum.bytes)
                                             : "";
  if (!amount.empty()) size += (size.empty() ? "" : ", ") + amount;
  return quantity(leaks.size(), "leak") + (size.empty() ? "" : " (" + size + ")");
}

}  // namespace heapgate
