#include <algorithm>
#include <string>
#include <vector>

#include "cause_text.hpp"
#include "human_writer.hpp"
#include "next_step.hpp"
#include "shown.hpp"
#include "summary.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

std::string painted(const HumanWriter& out, FindingStatus status) {
  switch (status) {
    case FindingStatus::fail: return out.paint(Colour::red, "FAIL");
    case FindingStatus::pass: return out.paint(Colour::green, "pass");
    case FindingStatus::warn:
    case FindingStatus::skip: break;
  }
  return out.paint(Colour::yellow, to_string(status));
}

void write_more(HumanWriter& out, std::size_t all, std::size_t told) {
  if (all > told)
    out.line("  and " + with_separators(std::uint64_t{all - told}) + " more (-o json lists them all)");
}

void write_cause(HumanWriter& out, const Cause& cause, const Verdict& verdict) {
  out.line("  " + painted(out, cause.status) + " " + message_line(cause_sentence(cause, verdict)));
  for (const std::string& line : cause_details(cause, verdict)) out.line("    " + message_line(line));
  if (cause.leak != nullptr && cause.status == FindingStatus::fail)
    out.line(message_line("    next: " + next_step_text(cause, verdict)));
}

// Of findings by themselves the worst stands for the others.
void write_next_step(HumanWriter& out, const std::vector<Cause>& causes, const Verdict& verdict) {
  if (verdict.outcome != Outcome::fail) return;
  const Cause* step = first_to_do(causes);
  if (step != nullptr && step->leak == nullptr)
    out.line(message_line("  next: " + next_step_text(*step, verdict)));
}

void write_skipped(HumanWriter& out, const Verdict& verdict) {
  if (is_nothing_judged(verdict) && !verdict.findings.empty())
    return out.line("  " + painted(out, FindingStatus::skip) + " " +
                    quantity(verdict.findings.size(), "budget") + ", not judged");
  std::vector<const Finding*> skipped;
  for (const Finding& finding : verdict.findings) {
    if (finding.status == FindingStatus::skip) skipped.push_back(&finding);
  }
  std::stable_partition(skipped.begin(), skipped.end(),
                        [](const Finding* finding) { return finding->blind; });
  const std::size_t told = std::min(skipped.size(), shown::kSkipped);
  for (std::size_t i = 0; i < told; ++i)
    out.line("  " + painted(out, FindingStatus::skip) + " " + message_line(skipped[i]->message));
  write_more(out, skipped.size(), told);
}

}  // namespace

std::string message_line(const std::string& message) {
  constexpr std::size_t kLongest = 2000;
  return shortened(clean_line(message), kLongest);
}

void write_findings(HumanWriter& out, const Verdict& verdict) {
  const std::vector<Cause> causes = causes_of(verdict);
  out.heading("Budgets (rules: " + clean_line(verdict.rules) + ")");
  const std::size_t told = std::min(causes.size(), shown::kCauses);
  for (std::size_t i = 0; i < told; ++i) write_cause(out, causes[i], verdict);
  write_more(out, causes.size(), told);
  write_next_step(out, causes, verdict);
  const std::uint64_t passed = count(verdict, FindingStatus::pass);
  if (passed > 0)
    out.line(fmt::format("  {} {} hold{}", painted(out, FindingStatus::pass), quantity(passed, "limit"),
                         passed == 1 ? "s" : ""));
  write_skipped(out, verdict);
}

}  // namespace heapgate
