#include <fmt/format.h>

#include <algorithm>

#include "checks.hpp"

namespace heapgate {
namespace {

// As the meta files count: an idle puma allocates 28 objects in an interval, for the capture, and one more a
// second; with a single request 120, with ten 1,000.
constexpr std::uint64_t kFewAllocated = 100;
constexpr std::uint64_t kFewAllocatedASecond = 2;
constexpr std::uint64_t kLongestLoad = 86'400;  // seconds

// An endpoint is asked for the dump by a request, which costs 870.
constexpr std::uint64_t kFewAllocatedByEndpoint = 1'000;

// The same as dumps show it, where the meta files do not count: what is new in the later one. 5 in a foreman
// that was dumped instead of its server; 20 and more in small programs whose load leaves nothing behind.
constexpr std::uint64_t kFewNew = 10;

// Ruby itself has more. What is smaller is no whole process, and does not tell how busy one was.
constexpr std::size_t kLeastOfAProcess = 5'000;

// Items, or bytes: objects that stay may be filled by a load that leaves no new one.
constexpr std::uint64_t kFilled = 64;

// Whether as many objects of a kind hold another amount than before.
bool filled_in_place(const Pair& pair) {
  const Heap& x = pair.x;
  const Heap& y = pair.y;
  const std::size_t kinds = std::min(x.kind_contents.size(), y.kind_contents.size());
  for (std::size_t i = 0; i < kinds; ++i) {
    if (x.kind_tallies[i].objects != y.kind_tallies[i].objects) continue;
    const auto [less, more] = std::minmax(x.kind_contents[i], y.kind_contents[i]);
    if (more - less > kFilled) return true;
  }
  return false;
}

std::optional<std::uint64_t> allocated(const Pair& pair) {
  const auto& x = pair.x.ledger.meta;
  const auto& y = pair.y.ledger.meta;
  if (!x || !y || !x->allocated_objects || !y->allocated_objects) return std::nullopt;
  // It counts since the process began, and never falls.
  return *y->allocated_objects - std::min(*x->allocated_objects, *y->allocated_objects);
}

// What a server allocates that only waits. Both dumps have meta files.
std::uint64_t idle_allocates(const Pair& pair) {
  const Meta& x = *pair.x.ledger.meta;
  const Meta& y = *pair.y.ledger.meta;
  const bool by_endpoint = y.own.ends_with("heapgate_endpoint.rb");
  // Clocks are set back, and a meta file may be anything.
  const std::uint64_t seconds =
      x.time && y.time ? std::min<std::uint64_t>(*y.time - std::min(*x.time, *y.time), kLongestLoad) : 0;
  return (by_endpoint ? kFewAllocatedByEndpoint : kFewAllocated) + seconds * kFewAllocatedASecond;
}

Problem no_load(std::uint64_t objects, const char* what) {
  return {TrustStatus::fail,
          fmt::format(
              "no load: {} object{} {} between them; the load reached nothing, or another process: dump the "
              "one that serves, load every worker, and see that the load's requests are answered",
              objects, objects == 1 ? " was" : "s were", what)};
}

}  // namespace

MaybeProblem check_load(const Pair& pair) {
  // The same dump twice is another problem.
  if (pair.x.content_hash == pair.y.content_hash && pair.x.objects.size() == pair.y.objects.size())
    return std::nullopt;
  if (const auto objects = allocated(pair)) {
    if (*objects > idle_allocates(pair)) return std::nullopt;
    return no_load(*objects, "allocated");
  }
  if (pair.signals.came > kFewNew || pair.y.objects.size() < kLeastOfAProcess || filled_in_place(pair)) {
    return std::nullopt;
  }
  return no_load(pair.signals.came, "new");
}

}  // namespace heapgate
