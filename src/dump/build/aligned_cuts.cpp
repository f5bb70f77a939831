#include "aligned_cuts.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "dump/parse/record_parser.hpp"
#include "util/parallel.hpp"

namespace heapgate {
namespace {

constexpr std::uint64_t kChunk = std::uint64_t{1} << 19;
constexpr std::uint64_t kSpacing = std::uint64_t{1} << 18;  // of the samples
constexpr unsigned kPageShift = 14;

struct Sample {
  std::uint64_t offset = 0;
  std::uint64_t page = 0;
};

/// A place in each file.
using Anchor = std::vector<std::uint64_t>;

// The page of the first line that begins behind `offset`, unless that takes long to find.
std::optional<std::uint64_t> page_at(const PlainFile& file, std::uint64_t offset) {
  std::array<char, 2048> buffer;  // NOLINT(*-member-init): filled by peek()
  const std::string_view text = file.peek(offset, buffer);
  const std::size_t newline = text.find('\n');
  if (newline == std::string_view::npos) return std::nullopt;
  const auto address = peek_address(text.substr(newline + 1));
  if (!address) return std::nullopt;
  return static_cast<std::uint64_t>(*address) >> kPageShift;
}

std::vector<Sample> samples_of(const PlainFile& file) {
  std::vector<Sample> samples;
  for (std::uint64_t offset = kSpacing; offset < file.size(); offset += kSpacing) {
    if (const auto page = page_at(file, offset)) samples.push_back({offset, *page});
  }
  return samples;
}

/// Where the samples of a file saw a page first.
std::unordered_map<std::uint64_t, std::uint64_t> offsets_by_page(const std::vector<Sample>& samples) {
  std::unordered_map<std::uint64_t, std::uint64_t> offsets;
  for (const Sample& sample : samples) offsets.emplace(sample.page, sample.offset);
  return offsets;
}

// Whether the anchor lies behind the last one, in each file by about as much: a page that went and came again
// somewhere else is none.
bool follows(const Anchor& last, const Anchor& anchor) {
  const std::uint64_t step = anchor.front() - last.front();
  for (std::size_t i = 0; i < anchor.size(); ++i) {
    if (anchor[i] <= last[i] || anchor[i] - last[i] > 4 * step + 8 * kChunk) return false;
  }
  return true;
}

/// Places where the files are at the same page, at least a chunk apart.
std::vector<Anchor> anchors_of(const std::vector<std::unique_ptr<PlainFile>>& files, unsigned threads) {
  std::vector<std::vector<Sample>> samples(files.size());
  in_parallel(files.size(), threads, [&](std::size_t i) { samples[i] = samples_of(*files[i]); });
  std::vector<std::unordered_map<std::uint64_t, std::uint64_t>> others;
  for (std::size_t i = 1; i < files.size(); ++i) others.push_back(offsets_by_page(samples[i]));
  std::vector<Anchor> anchors{Anchor(files.size(), 0)};
  for (const Sample& sample : samples.front()) {
    if (sample.offset - anchors.back().front() < kChunk) continue;
    Anchor anchor{sample.offset};
    for (const auto& offsets : others) {
      if (const auto found = offsets.find(sample.page); found != offsets.end())
        anchor.push_back(found->second);
    }
    if (anchor.size() == files.size() && follows(anchors.back(), anchor))
      anchors.push_back(std::move(anchor));
  }
  return anchors;
}

}  // namespace

std::vector<Cuts> aligned_cuts(const std::vector<std::unique_ptr<PlainFile>>& files, unsigned threads) {
  std::vector<Anchor> anchors = files.size() > 1 ? anchors_of(files, threads) : std::vector<Anchor>{{0}};
  Anchor ends;
  for (const auto& file : files) ends.push_back(file->size());
  std::vector<Cuts> cuts(files.size());
  for (std::size_t i = 0; i < anchors.size(); ++i) {
    const Anchor& begin = anchors[i];
    const Anchor& end = i + 1 < anchors.size() ? anchors[i + 1] : ends;
    std::uint64_t longest = 0;
    for (std::size_t f = 0; f < files.size(); ++f)
      longest = std::max(longest, end[f] - std::min(begin[f], end[f]));
    // Where there is no anchor for long, in proportion.
    const std::uint64_t parts = std::max<std::uint64_t>(1, longest / (2 * kChunk));
    for (std::size_t f = 0; f < files.size(); ++f) {
      const std::uint64_t size = end[f] - std::min(begin[f], end[f]);
      for (std::uint64_t part = 0; part < parts; ++part) cuts[f].push_back(begin[f] + size / parts * part);
    }
  }
  return cuts;
}

}  // namespace heapgate
