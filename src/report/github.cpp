#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "formats.hpp"
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

Annotation annotation_of(const Finding& finding, const Verdict& verdict) {
  Annotation annotation{"", 0, "heapgate: " + finding.rule, annotation_text(finding.message),
                        finding.objects};
  if (finding.groups.empty()) return annotation;
  const PlacedGroup& worst = verdict.groups[finding.groups.front()];
  const std::string path = repository_path(worst, verdict);
  if (!is_of_repository(worst) || path.size() > kLongestAnnotationPath) return annotation;
  annotation.file = path;
  annotation.line = worst.group.key.line.value_or(0);
  return annotation;
}

// The limits of one subject together are one annotation.
template <class Predicate>
Annotations of_findings(const Verdict& verdict, Predicate is_wanted) {
  Annotations annotations;
  const Finding* previous = nullptr;
  for (const Finding& finding : verdict.findings) {
    if (!is_wanted(finding)) continue;
    const bool same =
        previous != nullptr && previous->rule == finding.rule && previous->subject == finding.subject;
    if (same) {
      annotations.back().message += "\n" + annotation_text(finding.message);
    } else {
      annotations.push_back(annotation_of(finding, verdict));
    }
    previous = &finding;
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
  return of_findings(verdict, [](const Finding& finding) { return finding.blind; });
}

void append(Annotations& to, const Annotations& more) {
  to.insert(to.end(), more.begin(), more.end());
}

}  // namespace

std::string render_github(const Verdict& verdict) {
  const Annotations failed =
      of_findings(verdict, [](const Finding& finding) { return finding.status == FindingStatus::fail; });
  const Annotations warned =
      of_findings(verdict, [](const Finding& finding) { return finding.status == FindingStatus::warn; });
  Annotations errors = blindness(verdict);
  Annotations warnings;
  // What does not fail the build is no error; of a build that warnings alone fail, they are.
  append(verdict.exit_code == ExitCode::pass ? warnings : errors, failed);
  append(verdict.outcome == Outcome::fail && failed.empty() && !verdict.advisory ? errors : warnings, warned);
  append(warnings, of_trust(verdict, TrustStatus::warn, "heapgate: "));
  return commands("error", std::move(errors)) + commands("warning", std::move(warnings));
}

}  // namespace heapgate
