#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "cause_text.hpp"
#include "formats.hpp"
#include "next_step.hpp"
#include "repository_place.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

// GitHub shows ten annotations of a kind and step, and drops the rest in silence.
constexpr std::size_t kAnnotationsShown = 10;
// GitHub takes no longer title or message than 255 characters and 64 KB.
constexpr std::size_t kLongestTitle = 200;
constexpr std::size_t kLongestMessage = 2000;
constexpr std::size_t kLongestAnnotationPath = 1000;

struct Annotation {
  std::string file;  ///< in the repository; empty if there is none
  std::int64_t line = 0;
  std::string title;
  std::string message;      ///< may have several lines
  std::int64_t weight = 0;  ///< by which the worst are told
};

using Annotations = std::vector<Annotation>;

std::string escaped(const std::string& text, bool is_property) {
  std::string result;
  for (const char c : text) {
    const bool special = c == '%' || c == '\r' || c == '\n' || (is_property && (c == ':' || c == ','));
    result += special ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return result;
}

std::string command(const char* level, const Annotation& annotation) {
  std::string properties;
  if (!annotation.file.empty()) {
    properties += "file=" + escaped(clean_line(annotation.file), true) + ",";
    if (annotation.line > 0) properties += fmt::format("line={},", annotation.line);
  }
  properties += "title=" + escaped(shortened(clean_line(annotation.title), kLongestTitle), true);
  return fmt::format("::{} {}::{}\n", level, properties, escaped(annotation.message, false));
}

// The worst first; those that GitHub would drop become one that says how many they are.
std::string commands(const char* level, Annotations all) {
  std::stable_sort(all.begin(), all.end(),
                   [](const Annotation& a, const Annotation& b) { return a.weight > b.weight; });
  const std::size_t shown = all.size() <= kAnnotationsShown ? all.size() : kAnnotationsShown - 1;
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) text += command(level, all[i]);
  if (shown == all.size()) return text;
  const std::string rest = quantity(all.size() - shown, "more finding");
  return text + command(level, {"", 0, "heapgate: " + rest, rest + ": see the report of this step", 0});
}

std::string annotation_text(const std::string& message) {
  return shortened(clean_line(message), kLongestMessage);
}

void put_place(Annotation& annotation, const PlacedGroup& placed, const Verdict& verdict) {
  const std::string path = repository_path(placed, verdict);
  if (!is_of_repository(placed) || path.size() > kLongestAnnotationPath) return;
  annotation.file = path;
  annotation.line = placed.group.key.line.value_or(0);
}

std::string cause_lines(const Cause& cause, const Verdict& verdict) {
  std::string text = annotation_text(cause_sentence(cause, verdict));
  for (const std::string& line : cause_details(cause, verdict)) text += "\n" + annotation_text(line);
  const std::string next = next_step_text(cause, verdict);
  return cause.leak == nullptr || next.empty() ? text : text + "\n" + annotation_text("next: " + next);
}

// One for each cause; the limits of one subject that is no part of a leak together are one.
Annotations of_causes(const std::vector<Cause>& causes, const Verdict& verdict, FindingStatus status) {
  Annotations annotations;
  const Finding* previous = nullptr;
  for (const Cause& cause : causes) {
    if (cause.status != status) continue;
    const Finding& first = *cause.findings.front();
    const bool same = cause.leak == nullptr && previous != nullptr && previous->rule == first.rule &&
                      previous->subject == first.subject;
    previous = cause.leak == nullptr ? &first : nullptr;
    if (same) {
      annotations.back().message += "\n" + annotation_text(first.message);
      continue;
    }
    annotations.push_back({"", 0, "heapgate: " + first.rule, cause_lines(cause, verdict),
                           static_cast<std::int64_t>(cause.sum.objects)});
    if (const auto anchor = sites_of(cause, verdict).anchor) put_place(annotations.back(), *anchor, verdict);
  }
  return annotations;
}

Annotations of_blind(const Verdict& verdict) {
  Annotations annotations;
  for (const Finding& finding : verdict.findings) {
    if (finding.blind)
      annotations.push_back(
          {"", 0, "heapgate: " + finding.rule, annotation_text(finding.message), finding.objects});
  }
  return annotations;
}

// Problems of the dumps come before what was measured in them.
Annotations of_trust(const Verdict& verdict, TrustStatus status, const std::string& title) {
  constexpr std::int64_t kHeaviest = std::numeric_limits<std::int64_t>::max();
  Annotations annotations;
  for (const TrustFinding& finding : verdict.trust) {
    if (finding.status == status)
      annotations.push_back(
          {"", 0, title + to_string(finding.check), annotation_text(finding.message), kHeaviest});
  }
  return annotations;
}

// What keeps the verdict from being told: the dumps, else budgets that ask for what they do not show.
Annotations blindness(const Verdict& verdict) {
  if (verdict.outcome != Outcome::inconclusive) return {};
  Annotations annotations = of_trust(verdict, TrustStatus::fail, "heapgate cannot judge: ");
  if (!annotations.empty()) return annotations;
  return of_blind(verdict);
}

void append(Annotations& to, const Annotations& more) {
  to.insert(to.end(), more.begin(), more.end());
}

}  // namespace

std::string render_github(const Verdict& verdict) {
  const std::vector<Cause> causes = causes_of(verdict);
  const Annotations failed = of_causes(causes, verdict, FindingStatus::fail);
  const Annotations warned = of_causes(causes, verdict, FindingStatus::warn);
  Annotations errors = blindness(verdict);
  Annotations warnings;
  // What does not fail the build is no error; of a build that warnings alone fail, they are.
  append(verdict.exit_code == ExitCode::pass ? warnings : errors, failed);
  append(verdict.outcome == Outcome::fail && failed.empty() && !verdict.advisory ? errors : warnings, warned);
  append(warnings, of_trust(verdict, TrustStatus::warn, "heapgate: "));
  return commands("error", std::move(errors)) + commands("warning", std::move(warnings));
}

}  // namespace heapgate
