// A dump that is cut anywhere never turns a leaking set green.

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "heap_text.hpp"
#include "heapgate/read_dump.hpp"
#include "heapgate/verdict.hpp"

namespace heapgate {
namespace {

using test::TempFolder;

std::string inflated(const std::string& path) {
  const TempFolder folder;
  const std::string plain = folder.path("plain");
  if (std::system(("zstd -dcq '" + path + "' >'" + plain + "'").c_str()) != 0) ADD_FAILURE() << path;
  return test::read_file(plain);
}

std::vector<std::size_t> line_ends(const std::string& text) {
  std::vector<std::size_t> ends;
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1))
    ends.push_back(at + 1);
  return ends;
}

class CutTest : public testing::TestWithParam<int> {
 protected:
  CutTest() {
    const std::string folder = std::string(HEAPGATE_TEST_DATA) + "/native-3.1/leaky/";
    for (const char* name : {"1.json.zst", "2.json.zst", "3.json.zst"}) {
      process_.heaps.push_back(read_dump(folder + name, test::common_kinds()));
    }
    text_ = inflated(folder + std::to_string(GetParam()) + ".json.zst");
  }

  // The verdict on the set with this dump cut behind `size` bytes.
  Outcome outcome_of_cut(std::size_t size) {
    const std::string path = folder_.write("cut.json", text_.substr(0, size));
    Heap& heap = process_.heaps[static_cast<std::size_t>(GetParam()) - 1];
    Heap whole = std::exchange(heap, read_dump(path, test::common_kinds()));
    const Rulebook rules = load_rulebook(std::nullopt, {"/", ""});
    std::vector<Process> processes;
    processes.push_back(std::move(process_));
    const Outcome outcome = reach_verdict(processes, rules).outcome;
    process_ = std::move(processes.front());
    process_.heaps[static_cast<std::size_t>(GetParam()) - 1] = std::move(whole);
    return outcome;
  }

  // Long runs try every line.
  static bool is_long() { return std::getenv("HEAPGATE_LONG_TESTS") != nullptr; }

  TempFolder folder_;
  Process process_;
  std::string text_;
};

TEST_P(CutTest, AtALineEndNeverPasses) {
  const std::vector<std::size_t> ends = line_ends(text_);
  ASSERT_EQ(outcome_of_cut(text_.size()), Outcome::fail);
  const std::size_t tail = ends.size() - 60;
  for (std::size_t i = 0; i + 1 < ends.size(); i += is_long() || i >= tail ? 1U : 97U) {
    EXPECT_NE(outcome_of_cut(ends[i]), Outcome::pass) << "cut behind line " << i + 1;
  }
}

TEST_P(CutTest, AtARandomByteNeverPasses) {
  std::mt19937_64 random(static_cast<std::uint64_t>(GetParam()));
  for (int i = 0; i < (is_long() ? 1000 : 50); ++i) {
    const auto size = std::uniform_int_distribution<std::size_t>(0, text_.size() - 1)(random);
    EXPECT_NE(outcome_of_cut(size), Outcome::pass) << "cut behind byte " << size;
  }
}

INSTANTIATE_TEST_SUITE_P(EachDump, CutTest, testing::Values(1, 2, 3));

}  // namespace
}  // namespace heapgate
