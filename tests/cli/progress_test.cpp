#include "cli/progress.hpp"

#include <gtest/gtest.h>

namespace heapgate {
namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;

TEST(ProgressText, TellsHowFarAndHowFast) {
  EXPECT_EQ(progress_text(512 * kMiB, 1024 * kMiB, 2),
            "reading [===============               ] 512.0 MiB of 1.0 GiB, 256.0 MiB/s");
  EXPECT_EQ(progress_text(0, kMiB, 0), "reading [                              ] 0 B of 1.0 MiB, 0 B/s");
}

TEST(ProgressText, IsFullWhenAFileHasGrown) {
  EXPECT_EQ(progress_text(2 * kMiB, kMiB, 1),
            "reading [==============================] 2.0 MiB of 1.0 MiB, 2.0 MiB/s");
}

TEST(ProgressText, HasNoBarWithoutATotal) {
  EXPECT_EQ(progress_text(3 * kMiB, 0, 2), "reading 3.0 MiB, 1.5 MiB/s");
}

}  // namespace
}  // namespace heapgate
