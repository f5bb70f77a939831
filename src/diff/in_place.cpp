#include "in_place.hpp"

#include <algorithm>

namespace heapgate {
namespace {

std::uint64_t amount(const Movement& moved) {
  return moved.course == Course::levels_off ? 0 : moved.smallest;
}

void add_all(std::vector<Tally>& to, const std::vector<Tally>& from) {
  to.resize(std::max(to.size(), from.size()));
  for (std::size_t i = 0; i < from.size(); ++i) to[i].add(from[i]);
}

void raise(Grown& grown, std::uint64_t items, Bytes bytes, std::uint64_t objects) {
  if (items == 0 && bytes == 0) return;
  grown.items = std::max(grown.items, items);
  grown.bytes = std::max(grown.bytes, bytes);
  grown.objects = std::max(grown.objects, objects);
}

bool is_text(const Group& group) {
  return group.key.type == "STRING";
}

bool keeps_its_number(const Group& group) {
  return std::all_of(group.live.begin(), group.live.end(), [&](const Tally& live) {
    return live.objects > 0 && live.objects == group.live.front().objects;
  });
}

std::uint64_t if_steady(std::span<const std::uint64_t> values, std::span<const std::uint64_t> iterations) {
  const Movement moved = movement(values, iterations);
  return moved.course == Course::steady ? moved.smallest : 0;
}

// As if_steady(), and no growth is a quarter larger than another.
std::uint64_t if_very_steady(std::span<const std::uint64_t> values,
                             std::span<const std::uint64_t> iterations) {
  constexpr double kEven = 1.25;
  double smallest = 0;
  double largest = 0;
  for (std::size_t i = 0; i + 1 < values.size(); ++i) {
    const double rate = (static_cast<double>(values[i + 1]) - static_cast<double>(values[i])) /
                        (iterations.empty() ? 1 : static_cast<double>(iterations[i]));
    smallest = i == 0 ? rate : std::min(smallest, rate);
    largest = std::max(largest, rate);
  }
  return largest <= kEven * smallest ? if_steady(values, iterations) : 0;
}

std::vector<std::uint64_t> live_objects(const Group& group) {
  std::vector<std::uint64_t> result;
  for (const Tally& live : group.live) result.push_back(live.objects);
  return result;
}

std::vector<std::uint64_t> live_bytes(const Group& group) {
  std::vector<std::uint64_t> result;
  for (const Tally& live : group.live) result.push_back(live.bytes);
  return result;
}

// As many objects as before, that hold more.
void add_larger(Group& group, const Holding& holding, std::span<const std::uint64_t> iterations) {
  const std::vector<std::uint64_t> bytes = live_bytes(group);
  const std::uint64_t items = holding.replaced > 0 ? if_steady(holding.contents, iterations) : 0;
  raise(group.grown, items, if_steady(bytes, iterations), group.live.front().objects);
  if (group.grown == Grown{} || !group.contents.empty()) return;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    group.contents.push_back({holding.contents.empty() ? 0 : holding.contents[i], bytes[i]});
}

// More objects than before, none of which stays.
void add_more(Group& group, const Holding& holding, std::span<const std::uint64_t> iterations) {
  const std::uint64_t more = if_very_steady(live_objects(group), iterations);
  const std::uint64_t stayed = std::min(more, group.kept.objects);
  if (more == 0 || holding.replaced < more || 2 * stayed >= more) return;
  const std::uint64_t items = is_text(group) ? if_steady(holding.contents, iterations) : more - stayed;
  raise(group.grown, items, if_steady(live_bytes(group), iterations), more);
}

}  // namespace

void InPlace::add(std::span<const std::uint64_t> held, std::span<const Bytes> memsizes,
                  std::span<const std::uint64_t> iterations) {
  const Movement items = movement(held, iterations);
  const Movement bytes = movement(memsizes, iterations);
  level = checked_add(level, items.level);
  if (amount(items) == 0 && amount(bytes) == 0) return;
  ++grown.objects;
  grown.items = checked_add(grown.items, amount(items));
  grown.bytes = checked_add(grown.bytes, amount(bytes));
  contents.resize(held.size());
  for (std::size_t i = 0; i < held.size(); ++i) contents[i].add({held[i], memsizes[i]});
}

void InPlace::add(const InPlace& other) {
  grown.objects += other.grown.objects;
  grown.items = checked_add(grown.items, other.grown.items);
  grown.bytes = checked_add(grown.bytes, other.grown.bytes);
  level = checked_add(level, other.level);
  add_all(contents, other.contents);
}

void add_replaced(Group& group, const Holding& holding, std::span<const std::uint64_t> iterations) {
  if (keeps_its_number(group)) {
    add_larger(group, holding, iterations);
  } else {
    add_more(group, holding, iterations);
  }
  if (is_text(group)) group.grown.bytes = std::max(group.grown.bytes, group.grown.items);
}

}  // namespace heapgate
