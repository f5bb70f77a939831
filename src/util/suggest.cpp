#include "suggest.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>
#include <vector>

namespace heapgate {
namespace {

char lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

// Levenshtein's distance with swapped neighbours as one step, the case of letters ignored.
std::size_t distance(std::string_view a, std::string_view b) {
  const auto same = [&](std::size_t i, std::size_t j) { return lower(a[i]) == lower(b[j]); };
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::vector<std::size_t> next(b.size() + 1, i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      next[j + 1] = std::min({next[j] + 1, row[j + 1] + 1, row[j] + (same(i, j) ? 0U : 1U)});
      const bool swapped = i > 0 && j > 0 && same(i, j - 1) && same(i - 1, j);
      if (swapped) next[j + 1] = std::min(next[j + 1], before[j - 1] + 1);
    }
    before = std::exchange(row, std::move(next));
  }
  return row[b.size()];
}

// A third of the letters may be wrong, or the end of the word missing or too much: "warning" for "warn".
bool is_near(std::string_view wrong, std::string_view candidate, std::size_t far) {
  constexpr std::size_t kMinStem = 3;
  const std::size_t longest = std::max(wrong.size(), candidate.size());
  const bool stem = std::min(wrong.size(), candidate.size()) >= kMinStem &&
                    (wrong.starts_with(candidate) || candidate.starts_with(wrong));
  return stem || far <= std::max<std::size_t>(1, longest / 3);
}

}  // namespace

std::string suggestion(std::string_view wrong, std::span<const std::string_view> known) {
  std::string_view nearest;
  std::size_t least = std::string_view::npos;
  for (const std::string_view candidate : known) {
    const std::size_t far = distance(wrong, candidate);
    if (far < least && is_near(wrong, candidate, far)) {
      least = far;
      nearest = candidate;
    }
  }
  if (!nearest.empty()) return "; did you mean '" + std::string(nearest) + "'?";
  std::string text = "; known are ";
  for (std::size_t i = 0; i < known.size(); ++i) text.append(i == 0 ? "" : ", ").append(known[i]);
  return text;
}

}  // namespace heapgate
