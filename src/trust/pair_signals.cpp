#include "pair_signals.hpp"

#include <algorithm>

namespace heapgate {
namespace {

std::uint32_t number(Generation generation) {
  return static_cast<std::uint32_t>(generation);
}

std::uint32_t last_generation(const Heap& heap) {
  return heap.largest_generation ? number(*heap.largest_generation) : 0;
}

class PairPass {
 public:
  PairPass(const Heap& x, const Heap& y) : x_(x), y_(y) { set_bounds(); }

  PairSignals run();

 private:
  void set_bounds();
  void count_settled(const Object& a, bool stayed);
  void only_in_x(const Object& a);
  void only_in_y(const Object& b);
  void in_both(const Object& a, const Object& b);
  void count_classes();

  [[nodiscard]] bool same_kind(const Object& a, const Object& b) const {
    return x_.kind_hashes[static_cast<std::size_t>(a.kind)] ==
           y_.kind_hashes[static_cast<std::size_t>(b.kind)];
  }
  [[nodiscard]] bool same_site(const Object& a, const Object& b) const {
    const Kind& x = x_.kind(a.kind);
    const Kind& y = y_.kind(b.kind);
    return x.line == y.line && x_.text(x.file) == y_.text(y.file);
  }
  [[nodiscard]] bool same_class(const Object& a, const Object& b) const {
    return x_.kind(a.kind).klass == y_.kind(b.kind).klass;
  }
  [[nodiscard]] bool same_type(const Object& a, const Object& b) const {
    return x_.text(x_.kind(a.kind).type) == y_.text(y_.kind(b.kind).type);
  }
  [[nodiscard]] bool is_oldest(const Object& a) const { return number(a.generation) <= oldest_bound_; }
  [[nodiscard]] bool is_old(const Object& b) const { return number(b.generation) < old_bound_; }

  const Heap& x_;
  const Heap& y_;
  PairSignals signals_;
  std::uint32_t common_last_ = 0;   // the smaller of both last generations
  std::uint32_t oldest_bound_ = 0;  // of X's oldest quarter of generations
  std::uint32_t old_bound_ = 0;
};

void PairPass::set_bounds() {
  const std::uint32_t last = last_generation(x_);
  common_last_ = std::min(last, last_generation(y_));
  const std::uint32_t first = x_.smallest_generation ? number(*x_.smallest_generation) : last;
  oldest_bound_ = first + (last - first) / 4;
  old_bound_ = last > 2 ? last - 2 : 0;
}

void PairPass::count_settled(const Object& a, bool stayed) {
  if (a.generation != Generation::untraced && !is_oldest(a)) return;
  ++signals_.settled;
  if (!stayed) ++signals_.settled_gone;
}

void PairPass::only_in_x(const Object& a) {
  count_settled(a, false);
  if (a.generation == Generation::untraced || !is_oldest(a)) return;
  ++signals_.oldest;
  ++signals_.oldest_missing;
}

void PairPass::only_in_y(const Object& b) {
  if (b.generation == Generation::untraced) {
    ++signals_.untraced_new;
  } else if (is_old(b)) {
    ++signals_.old_objects;
    ++signals_.old_missing;
  }
}

void PairPass::in_both(const Object& a, const Object& b) {
  const bool a_traced = a.generation != Generation::untraced;
  const bool b_traced = b.generation != Generation::untraced;
  const bool same = a.generation == b.generation && same_kind(a, b);
  const bool same_object = same && same_class(a, b);
  if (a_traced && a.generation == b.generation && !same && number(a.generation) < common_last_) {
    ++(same_site(a, b) ? signals_.stale_sites : signals_.contradictions);
  }
  count_settled(a, same_type(a, b) && same_class(a, b));
  if (a_traced && is_oldest(a)) {
    ++signals_.oldest;
    if (!same_object) ++signals_.oldest_missing;
  }
  if (a_traced && !b_traced && same_type(a, b) && same_class(a, b)) ++signals_.trace_lost;
  if (b_traced && is_old(b)) {
    ++signals_.old_objects;
    if (!same_object) ++signals_.old_missing;
  }
}

void PairPass::count_classes() {
  auto other = y_.classes.begin();
  for (const ClassRecord& record : x_.classes) {
    if (x_.text(record.name).empty()) continue;
    ++signals_.classes_named;
    while (other != y_.classes.end() && other->address < record.address) ++other;
    if (other == y_.classes.end() || other->address != record.address) continue;
    if (x_.text(record.name) == y_.text(other->name)) ++signals_.classes_found;
  }
}

PairSignals PairPass::run() {
  auto a = x_.objects.begin();
  auto b = y_.objects.begin();
  while (a != x_.objects.end() || b != y_.objects.end()) {
    if (b == y_.objects.end() || (a != x_.objects.end() && a.address() < b.address())) {
      only_in_x(*a++);
    } else if (a == x_.objects.end() || b.address() < a.address()) {
      only_in_y(*b++);
    } else {
      in_both(*a++, *b++);
    }
  }
  count_classes();
  return signals_;
}

}  // namespace

PairSignals pair_signals(const Heap& x, const Heap& y) {
  return PairPass(x, y).run();
}

}  // namespace heapgate
