#include "trust/pair_signals.hpp"

#include <gtest/gtest.h>

#include "heaps.hpp"

namespace heapgate {
namespace {

using test::DumpText;

TEST(PairSignals, OfTheSameHeapAreQuiet) {
  const DumpText text = DumpText().klass(0, "Cart").object(1, 0).object(2, 8);
  const PairSignals signals = pair_signals(text.heap(), text.heap());
  EXPECT_EQ(signals.classes_named, 1U);
  EXPECT_EQ(signals.classes_found, 1U);
  EXPECT_EQ(signals.contradictions, 0U);
  EXPECT_EQ(signals.oldest, 1U);
  EXPECT_EQ(signals.oldest_missing, 0U);
  EXPECT_EQ(signals.untraced_new, 0U);
  EXPECT_EQ(signals.old_objects, 1U);
  EXPECT_EQ(signals.old_missing, 0U);
}

TEST(PairSignals, AClassIsFoundAtItsAddressByItsName) {
  const Heap x = DumpText().klass(0, "A").klass(1, "B").klass(2, "C").klass(3, "D").heap();
  const Heap y = DumpText().klass(0, "A").klass(1, "Z").object(2, 1).heap();
  const PairSignals signals = pair_signals(x, y);
  EXPECT_EQ(signals.classes_named, 4U);
  EXPECT_EQ(signals.classes_found, 1U);
}

TEST(PairSignals, ContradictionsHaveTheSameAddressAndGenerationButAnotherSite) {
  const Heap x =
      DumpText().object(1, 3).object(2, 3).object(3, 3).object(4, 3).object(5, 9).object(6, 9).heap();
  const Heap y = DumpText()
                     .object(1, 3)
                     .object(2, 3, "lib.rb:1")
                     .object(3, 3, "app.rb:1", "STRING")
                     .object(4, 4, "lib.rb:1")
                     .object(5, 9, "lib.rb:1")
                     .object(6, 9)
                     .heap();
  // Slot 3 has another type at the same site. Slot 4 was used again by a later object; slot 5 is of X's last
  // generation, which a forked child may have.
  EXPECT_EQ(pair_signals(x, y).contradictions, 1U);
  EXPECT_EQ(pair_signals(x, y).stale_sites, 1U);
}

TEST(PairSignals, CountsUntracedObjectsAtNewAddresses) {
  const Heap x = DumpText().object(1, -1).object(2, 3).heap();
  const Heap y = DumpText().object(1, -1).object(2, -1).object(3, -1).object(4, -1).heap();
  const PairSignals signals = pair_signals(x, y);
  EXPECT_EQ(signals.untraced_new, 2U);
  EXPECT_EQ(signals.trace_lost, 1U);
}

TEST(PairSignals, OldObjectsOfYMustBeInX) {
  const Heap x = DumpText().object(1, 10).object(2, 3).heap();
  const Heap y = DumpText().object(2, 3).object(3, 7).object(4, 8).object(5, 12).object(6, -1).heap();
  // Old is below generation 10 - 2: slots 2 and 3; slot 3 is missing in X.
  const PairSignals signals = pair_signals(x, y);
  EXPECT_EQ(signals.old_objects, 2U);
  EXPECT_EQ(signals.old_missing, 1U);
}

TEST(PairSignals, TheOldestQuarterOfGenerationsIsCountedFromTheFirstOne) {
  const Heap x = DumpText().object(1, 100).object(2, 103).object(3, 105).object(4, 106).object(5, 120).heap();
  const Heap y = DumpText().object(1, 100).object(3, 105).heap();
  const PairSignals signals = pair_signals(x, y);
  EXPECT_EQ(signals.oldest, 3U);
  EXPECT_EQ(signals.oldest_missing, 1U);
}

TEST(PairSignals, SmallGenerationsDoNotWrap) {
  const Heap x = DumpText().object(1, 1).heap();
  const Heap y = DumpText().object(2, 0).heap();
  EXPECT_EQ(pair_signals(x, y).old_objects, 0U);
}

}  // namespace
}  // namespace heapgate
