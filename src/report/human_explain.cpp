#include <string>
#include <vector>

#include "explain_text.hpp"
#include "heapgate/report.hpp"
#include "human_writer.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

constexpr std::size_t kLeaksShown = 20;

void write_leak(HumanWriter& out, const Verdict& verdict, const ExplainedLeak& leak) {
  out.line("  " + leak_sentence(verdict, leak));
  for (const std::string& line : leak_details(verdict, leak)) out.line("    " + line);
}

}  // namespace

void write_explanation(HumanWriter& out, const Verdict& verdict) {
  if (!verdict.explanation) return;
  const std::vector<const ExplainedLeak*> leaks = leaks_over_budget(verdict);
  if (leaks.empty() && verdict.explanation->problem.empty()) return;
  out.heading("Why it is kept");
  if (!verdict.explanation->problem.empty()) {
    return out.line("  not known: " + clean_line(verdict.explanation->problem));
  }
  for (std::size_t i = 0; i < leaks.size() && i < kLeaksShown; ++i) write_leak(out, verdict, *leaks[i]);
  if (leaks.size() > kLeaksShown) {
    out.line("  and " + quantity(leaks.size() - kLeaksShown, "more leak") +
             " (heapgate explain tells them all)");
  }
}

std::string render_explanation(const Verdict& verdict, const std::string& group, bool colour) {
  HumanWriter out(colour);
  if (!verdict.explanation->problem.empty())
    out.line("not known: " + clean_line(verdict.explanation->problem));
  std::size_t shown = 0;
  for (const ExplainedLeak& leak : verdict.explanation->leaks) {
    bool wanted = verdict.groups[leak.group].subject().find(group) != std::string::npos;
    for (const LeakFollower& follower : leak.followers) {
      wanted = wanted || verdict.groups[follower.group].subject().find(group) != std::string::npos;
    }
    if (!wanted) continue;
    write_leak(out, verdict, leak);
    ++shown;
  }
  if (shown == 0 && verdict.explanation->problem.empty()) {
    out.line(group.empty() ? "nothing leaks" : "no leaking group is named '" + clean_line(group) + "'");
  }
  return out.text();
}

}  // namespace heapgate
