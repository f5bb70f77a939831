#include "pair_signals.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "util/parallel.hpp"

namespace heapgate {
namespace {

std::uint32_t last_generation(const Heap& heap) {
  return heap.largest_generation ? number(*heap.largest_generation) : 0;
}

class PairPass {
 public:
  PairPass(const Heap& x, const Heap& y) : x_(x), y_(y), kinds_(*x.kinds) { set_bounds(); }

  PairSignals run(Objects::Stretch x, Objects::Stretch y);

 private:
  void set_bounds();
  void count_settled(const Object& a, bool stayed);
  void only_in_x(const Object& a);
  void only_in_y(const Object& b);
  void in_both(const Object& a, const Object& b);
  void stayed(const Object& a);

  [[nodiscard]] bool same_kind(const Object& a, const Object& b) const {
    return kinds_.hash(a.kind) == kinds_.hash(b.kind);
  }
  [[nodiscard]] bool same_site(const Object& a, const Object& b) const {
    const Kind& x = kinds_.kind(a.kind);
    const Kind& y = kinds_.kind(b.kind);
    return x.line == y.line && x.file == y.file;
  }
  [[nodiscard]] bool same_class(const Object& a, const Object& b) const {
    return kinds_.kind(a.kind).klass == kinds_.kind(b.kind).klass;
  }
  [[nodiscard]] bool same_type(const Object& a, const Object& b) const {
    return kinds_.kind(a.kind).type == kinds_.kind(b.kind).type;
  }
  [[nodiscard]] bool is_oldest(const Object& a) const { return number(a.generation) <= oldest_bound_; }
  [[nodiscard]] bool is_old(const Object& b) const { return number(b.generation) < old_bound_; }

  const Heap& x_;
  const Heap& y_;
  const Kinds& kinds_;  // of both
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
  ++signals_.came;
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
  if (!same_object) ++signals_.came;
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

// As in_both() of the same object, which nearly all are.
void PairPass::stayed(const Object& a) {
  if (a.generation == Generation::untraced) {
    ++signals_.settled;
    return;
  }
  if (is_oldest(a)) {
    ++signals_.settled;
    ++signals_.oldest;
  }
  if (is_old(a)) ++signals_.old_objects;
}

PairSignals PairPass::run(Objects::Stretch x, Objects::Stretch y) {
  auto& a = x.begin;
  auto& b = y.begin;
  while (a != x.end && b != y.end) {
    const Address in_x = a.address();
    const Address in_y = b.address();
    if (in_x < in_y) {
      only_in_x(*a++);
    } else if (in_y < in_x) {
      only_in_y(*b++);
    } else {
      if (a.generation() == b.generation() && a.kind() == b.kind()) {
        stayed(*a);
      } else {
        in_both(*a, *b);
      }
      ++a;
      ++b;
    }
  }
  while (a != x.end) only_in_x(*a++);
  while (b != y.end) only_in_y(*b++);
  return signals_;
}

void count_classes(const Heap& x, const Heap& y, PairSignals& signals) {
  auto other = y.classes.begin();
  for (const ClassRecord& record : x.classes) {
    if (x.text(record.name).empty()) continue;
    ++signals.classes_named;
    while (other != y.classes.end() && other->address < record.address) ++other;
    if (other == y.classes.end() || other->address != record.address) continue;
    if (x.text(record.name) == y.text(other->name)) ++signals.classes_found;
  }
}

}  // namespace

void PairSignals::add(const PairSignals& other) {
  classes_named += other.classes_named;
  classes_found += other.classes_found;
  contradictions += other.contradictions;
  stale_sites += other.stale_sites;
  oldest += other.oldest;
  oldest_missing += other.oldest_missing;
  settled += other.settled;
  settled_gone += other.settled_gone;
  untraced_new += other.untraced_new;
  trace_lost += other.trace_lost;
  old_objects += other.old_objects;
  old_missing += other.old_missing;
  came += other.came;
}

PairSignals pair_signals(const Heap& x, const Heap& y, unsigned threads) {
  if (x.kinds != y.kinds) throw std::invalid_argument("the heaps of a pair must share their kinds");
  const std::vector<Address> points = x.objects.split_points(threads);
  std::vector<PairSignals> shares(points.size() + 1);
  in_parallel(shares.size(), threads, [&](std::size_t share) {
    shares[share] = PairPass(x, y).run(x.objects.stretch(points, share), y.objects.stretch(points, share));
  });
  PairSignals sum;
  for (const PairSignals& share : shares) sum.add(share);
  count_classes(x, y, sum);
  return sum;
}

}  // namespace heapgate
