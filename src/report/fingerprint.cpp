#include "fingerprint.hpp"

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

// The texts' hashes; what is alike is numbered by its lines.
std::vector<std::string> prints_of(const std::vector<std::string>& texts,
                                   const std::vector<std::int64_t>& lines) {
  std::vector<std::size_t> by_line(texts.size());
  std::iota(by_line.begin(), by_line.end(), std::size_t{0});
  std::stable_sort(by_line.begin(), by_line.end(),
                   [&](std::size_t a, std::size_t b) { return lines[a] < lines[b]; });
  std::vector<std::string> result(texts.size());
  std::map<std::string, std::size_t> seen;
  for (const std::size_t i : by_line)
    result[i] = fmt::format("{:016x}:{}", hash_of(texts[i]), ++seen[texts[i]]);
  return result;
}

}  // namespace

std::vector<std::string> fingerprints(const Verdict& verdict) {
  std::vector<std::string> texts;
  std::vector<std::int64_t> lines;
  for (const Finding& finding : verdict.findings) {
    texts.push_back(identity(finding, verdict));
    lines.push_back(line_of(finding, verdict));
  }
  return prints_of(texts, lines);
}

std::vector<std::string> leak_fingerprints(const Verdict& verdict) {
  std::vector<std::string> texts;
  std::vector<std::int64_t> lines;
  for (const ExplainedLeak& leak : verdict.explanation->leaks) {
    const PlacedGroup& head = verdict.groups[leak.group];
    texts.push_back(
        fmt::format("leak\n{}\n{}\n{}", head.group.key.class_name, head.group.key.type, head.path()));
    lines.push_back(head.group.key.line.value_or(0));
  }
  return prints_of(texts, lines);
}

}  // namespace heapgate
