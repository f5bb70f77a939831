#include "heapgate/verdict.hpp"

#include <gtest/gtest.h>

#include "heap_text.hpp"

namespace heapgate {
namespace {

// Three dumps of a server that ran in `folder`, with one String of FILE.
std::vector<Process> captured_in(const std::string& folder, const std::string& file) {
  const std::string root = R"({"type":"ROOT", "root":"vm", "references":[]})"
                           "\n";
  std::vector<Process> processes(1);
  for (int dump = 1; dump <= 3; ++dump) {
    const std::string number = std::to_string(dump);
    Heap heap = test::heap_of(root + R"({"address":"0x80)" + number + R"(0", "type":"STRING", "file":")" +
                              file + R"(", "line":1, "generation":)" + number + R"(, "memsize":40})" + "\n");
    heap.ledger.meta = Meta{{}, {}, {}, {}, folder};
    processes[0].heaps.push_back(std::move(heap));
  }
  return processes;
}

std::string path_seen(const std::vector<Process>& processes, const Rulebook& rulebook) {
  const Verdict verdict = reach_verdict(processes, rulebook);
  return verdict.groups.empty() ? "no groups" : verdict.groups.front().path;
}

Rulebook rules_with(std::vector<std::string> roots, std::string repository) {
  Rulebook rulebook;
  rulebook.roots = std::move(roots);
  rulebook.repository = std::move(repository);
  // Heaps of one object are no healthy ones.
  for (const std::string_view check : overridable_checks())
    rulebook.trust[std::string(check)] = TrustStatus::warn;
  return rulebook;
}

TEST(Verdict, SeesPathsRelativeToWhereTheCapturedServerRan) {
  const auto processes = captured_in("/srv/repo/shop", "/srv/repo/shop/lib/cart.rb");
  EXPECT_EQ(path_seen(processes, rules_with({}, "/srv/repo")), "lib/cart.rb");
}

TEST(Verdict, PrefersTheRulesRootsToWhereTheServerRan) {
  const auto processes = captured_in("/srv/repo/shop", "/srv/repo/shop/lib/cart.rb");
  EXPECT_EQ(path_seen(processes, rules_with({"/srv"}, "/")), "repo/shop/lib/cart.rb");
}

TEST(Verdict, FallsBackOnTheRepository) {
  const auto processes = captured_in("", "/srv/repo/shop/lib/cart.rb");
  EXPECT_EQ(path_seen(processes, rules_with({}, "/srv/repo")), "shop/lib/cart.rb");
}

TEST(Verdict, TakesADaemonsRootFolderForNothing) {
  const auto processes = captured_in("/", "/srv/repo/shop/lib/cart.rb");
  EXPECT_EQ(path_seen(processes, rules_with({}, "/srv/repo")), "shop/lib/cart.rb");
}

}  // namespace
}  // namespace heapgate
