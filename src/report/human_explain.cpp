#include <string>
#include <vector>

#include "cause_text.hpp"
#include "explain_text.hpp"
#include "heapgate/report.hpp"
#include "human_writer.hpp"
#include "shown.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

void write_leak(HumanWriter& out, const Verdict& verdict, const ExplainedLeak& leak,
                const std::vector<std::string>& details) {
  out.line("  " + leak_sentence(verdict, leak));
  for (const std::string& line : details) out.line("    " + line);
}

}  // namespace

void write_explanation(HumanWriter& out, const Verdict& verdict) {
  if (!verdict.explanation) return;
  const std::vector<const ExplainedLeak*> leaks = untold_leaks(verdict);
  if (leaks.empty() && verdict.explanation->problem.empty()) return;
  out.heading("Why it is kept");
  if (!verdict.explanation->problem.empty()) {
    return out.line("  not known: " + clean_line(verdict.explanation->problem));
  }
  for (std::size_t i = 0; i < leaks.size() && i < shown::kUntoldLeaks; ++i)
    write_leak(out, verdict, *leaks[i], short_leak_details(verdict, *leaks[i]));
  if (leaks.size() > shown::kUntoldLeaks) {
    out.line("  and " + quantity(leaks.size() - shown::kUntoldLeaks, "more leak") +
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
    write_leak(out, verdict, leak, leak_details(verdict, leak));
    ++shown;
  }
  if (shown == 0 && verdict.explanation->problem.empty()) {
    out.line(group.empty() ? "nothing leaks" : "no leaking group is named '" + clean_line(group) + "'");
  }
  return out.text();
}

}  // namespace heapgate
