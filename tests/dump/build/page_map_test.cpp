#include "dump/build/page_map.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace heapgate {
namespace {

constexpr std::uint64_t kPage = 0x7f0000010000;

TEST(PageMap, CountsDistinctReferencesWithoutARecord) {
  PageMap map;
  map.define(Address{kPage});
  map.define(Address{kPage + 400});
  for (int i = 0; i < 3; ++i) map.reference(Address{kPage + 40});
  map.reference(Address{kPage + 80});
  map.reference(Address{kPage});
  const auto dangling = map.dangling(Address{kPage + 400});
  EXPECT_EQ(dangling.inside, 2U);
  EXPECT_EQ(dangling.ahead, 0U);
}

TEST(PageMap, WhatFollowsTheLastRecordInItsRegionIsAhead) {
  PageMap map;
  map.define(Address{kPage + 400});
  map.reference(Address{kPage + 360});
  map.reference(Address{kPage + 440});
  const auto dangling = map.dangling(Address{kPage + 400});
  EXPECT_EQ(dangling.inside, 1U);
  EXPECT_EQ(dangling.ahead, 1U);
}

TEST(PageMap, ARegionWithoutAnyRecordIsAhead) {
  PageMap map;
  map.define(Address{kPage});
  map.reference(Address{kPage + 0x4000});
  map.reference(Address{kPage + 0x3ff8});
  map.reference(Address{kPage + 0x10000});
  const auto dangling = map.dangling(Address{kPage + 0x3ffc});
  EXPECT_EQ(dangling.ahead, 2U);
  EXPECT_EQ(dangling.inside, 1U);
}

TEST(PageMap, ANullReferenceIsNone) {
  PageMap map;
  for (int page_is_known = 0; page_is_known < 2; ++page_is_known) {
    map.reference(kNoAddress);
    map.announce(std::vector{kNoAddress});
    map.settle();
    EXPECT_EQ(map.dangling(Address{kPage}).ahead, 0U);
    EXPECT_EQ(map.dangling(Address{kPage}).inside, 0U);
    map.define(Address{16});
  }
}

TEST(PageMap, DistinguishesSlotsOfFourBytes) {
  PageMap map;
  map.define(Address{kPage + 4});
  map.define(Address{kPage + 400});
  for (const std::uint64_t offset : {0U, 4U, 8U}) map.reference(Address{kPage + offset});
  EXPECT_EQ(map.dangling(Address{kPage + 400}).inside, 2U);
}

TEST(PageMap, ReadsOnWhereSlotsOfFourBytesEnd) {
  PageMap odd;
  odd.define(Address{kPage + 404});
  for (const std::uint64_t offset : {396U, 400U, 408U, 412U}) odd.reference(Address{kPage + offset});
  EXPECT_EQ(odd.dangling(Address{kPage + 404}).inside, 2U);
  EXPECT_EQ(odd.dangling(Address{kPage + 404}).ahead, 2U);
  PageMap even;
  even.define(Address{kPage + 400});
  for (const std::uint64_t offset : {392U, 396U, 404U, 408U}) even.reference(Address{kPage + offset});
  EXPECT_EQ(even.dangling(Address{kPage + 400}).inside, 2U);
  EXPECT_EQ(even.dangling(Address{kPage + 400}).ahead, 2U);
}

TEST(PageMap, ARecordAtAnOddSlotIsInTheRegionOfTheOthers) {
  PageMap map;
  map.define(Address{kPage + 4});
  map.define(Address{kPage + 0x10000});
  map.reference(Address{kPage + 8});
  EXPECT_EQ(map.dangling(Address{kPage + 0x10000}).inside, 1U);
}

TEST(PageMap, AnnouncedReferencesCountOnceSettled) {
  PageMap map;
  std::vector<Address> references;
  for (std::uint64_t i = 1; i <= 20; ++i) references.push_back(Address{kPage + 40 * i});
  references.push_back(kNoAddress);
  map.announce(references);
  map.announce(references);
  map.define(Address{kPage});
  map.define(Address{kPage + 4000});
  map.settle();
  EXPECT_EQ(map.dangling(Address{kPage + 4000}).inside, 20U);
}

}  // namespace
}  // namespace heapgate
