#include "sarif_fingerprint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>

namespace heapgate {
namespace {

std::int64_t line_of(const Finding& finding, const Verdict& verdict) {
  return finding.groups.empty() ? 0 : verdict.groups[finding.groups.front()].group.key.line.value_or(0);
}

std::string identity(const Finding& finding, const Verdict& verdict) {
  std::string subject = finding.subject;
  const std::string line = fmt::format(":{}", line_of(finding, verdict));
  if (subject.ends_with(line)) subject.resize(subject.size() - line.size());
  return fmt::format("{}\n{}\n{}\n{}", finding.rule, to_string(finding.measure), to_string(finding.unit),
                     subject);
}

// FNV-1a of 64 bits.
std::uint64_t hash_of(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

}  // namespace

std::vector<std::string> fingerprints(const std::vector<const Finding*>& findings, const Verdict& verdict) {
  std::vector<std::size_t> by_line(findings.size());
  std::iota(by_line.begin(), by_line.end(), std::size_t{0});
  std::stable_sort(by_line.begin(), by_line.end(), [&](std::size_t a, std::size_t b) {
    return line_of(*findings[a], verdict) < line_of(*findings[b], verdict);
  });
  std::vector<std::string> result(findings.size());
  std::map<std::string, std::size_t> seen;
  for (const std::size_t i : by_line) {
    const std::string text = identity(*findings[i], verdict);
    result[i] = fmt::format("{:016x}:{}", hash_of(text), ++seen[text]);
  }
  return result;
}

}  // namespace heapgate
