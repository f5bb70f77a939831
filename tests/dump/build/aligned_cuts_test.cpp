#include "dump/build/aligned_cuts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "heap_text.hpp"

namespace heapgate {
namespace {

using test::TempFolder;

// A page of 100 objects, in about 140 KB.
std::string page(std::uint64_t number) {
  std::string text;
  for (std::uint64_t i = 0; i < 100; ++i) {
    char address[32];
    std::snprintf(address, sizeof address, "0x%llx", static_cast<unsigned long long>(number << 14 | i * 40));
    text += R"({"address":")" + std::string(address) + R"(", "type":"STRING", "value":")" +
            std::string(1350, 'x') + "\"}\n";
  }
  return text;
}

std::string pages(const std::vector<std::uint64_t>& numbers) {
  std::string text;
  for (const std::uint64_t number : numbers) text += page(number);
  return text;
}

std::vector<std::uint64_t> range(std::uint64_t begin, std::uint64_t end) {
  std::vector<std::uint64_t> numbers;
  for (std::uint64_t i = begin; i < end; ++i) numbers.push_back(i);
  return numbers;
}

std::vector<Cuts> cuts_of(const std::vector<std::string>& texts) {
  const TempFolder folder;
  std::vector<std::unique_ptr<PlainFile>> files;
  for (std::size_t i = 0; i < texts.size(); ++i)
    files.push_back(PlainFile::open(folder.write(std::to_string(i), texts[i])));
  return aligned_cuts(files, 2);
}

// The page that a text has at an offset, or behind it.
std::uint64_t page_at(const std::string& text, std::uint64_t offset) {
  const std::size_t at = text.find("0x", offset);
  return std::stoull(text.substr(at, 20), nullptr, 16) >> 14;
}

void expect_sound(const std::vector<Cuts>& cuts, const std::vector<std::string>& texts) {
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    ASSERT_EQ(cuts[i].size(), cuts.front().size());
    EXPECT_EQ(cuts[i].front(), 0U);
    EXPECT_TRUE(std::is_sorted(cuts[i].begin(), cuts[i].end()));
    EXPECT_LE(cuts[i].back(), texts[i].size());
  }
}

// How many of the cuts are at the same page, or the next one, in both texts.
double share_at_same_page(const std::vector<Cuts>& cuts, const std::vector<std::string>& texts) {
  double same = 0;
  for (std::size_t i = 1; i < cuts[0].size(); ++i) {
    const std::uint64_t a = page_at(texts[0], cuts[0][i]);
    const std::uint64_t b = page_at(texts[1], cuts[1][i]);
    if (a == b || a + 1 == b || b + 1 == a) ++same;
  }
  return same / static_cast<double>(cuts[0].size() - 1);
}

TEST(AlignedCuts, AreAtTheSamePagesWherePagesCameAndWent) {
  std::vector<std::uint64_t> before = range(1000, 1120);
  std::reverse(before.begin(), before.begin() + 60);  // Ruby's order is not that of the addresses
  std::vector<std::uint64_t> after = before;
  const std::vector<std::uint64_t> fresh = range(5000, 5010);
  after.insert(after.begin() + 40, fresh.begin(), fresh.end());
  after.erase(after.begin() + 90, after.begin() + 95);
  const std::vector<std::string> texts{pages(before), pages(after)};
  const std::vector<Cuts> cuts = cuts_of(texts);
  expect_sound(cuts, texts);
  ASSERT_GE(cuts[0].size(), 8U);
  EXPECT_GE(share_at_same_page(cuts, texts), 0.75);
}

TEST(AlignedCuts, AreInProportionWhereNoPageIsTheSame) {
  const std::vector<std::string> texts{pages(range(1000, 1030)), pages(range(2000, 2060))};
  const std::vector<Cuts> cuts = cuts_of(texts);
  expect_sound(cuts, texts);
  ASSERT_GE(cuts[0].size(), 4U);
  EXPECT_NEAR(static_cast<double>(cuts[1][1]), 2 * static_cast<double>(cuts[0][1]), 5000);
}

TEST(AlignedCuts, DoNotFollowPagesThatCameAgainFarAway) {
  std::vector<std::uint64_t> after = range(1000, 1100);
  std::rotate(after.begin() + 10, after.begin() + 14, after.end());
  const std::vector<std::string> texts{pages(range(1000, 1100)), pages(after)};
  const std::vector<Cuts> cuts = cuts_of(texts);
  expect_sound(cuts, texts);
  EXPECT_GE(share_at_same_page(cuts, texts), 0.75);
}

TEST(AlignedCuts, OfEmptyAndOfSmallFilesAreOneChunk) {
  const std::vector<std::string> texts{"", page(1000), "no dump\n"};
  const std::vector<Cuts> cuts = cuts_of(texts);
  expect_sound(cuts, texts);
  EXPECT_EQ(cuts[0].size(), 1U);
}

}  // namespace
}  // namespace heapgate
