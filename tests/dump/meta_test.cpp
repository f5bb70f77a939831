#include "dump/meta.hpp"

#include <gtest/gtest.h>

#include <string>

namespace heapgate {
namespace {

TEST(Meta, IsWrittenAsItIsRead) {
  for (const char* text : {"pid=1 gc_count=31 ruby=ruby 3.1.7p261 [x86_64-linux]\n", "pid=1\n",
                           "gc_count=31 ruby=ruby 4.0.0\n"}) {
    const auto meta = parse_meta(text);
    ASSERT_TRUE(meta) << text;
    EXPECT_EQ(format_meta(*meta), text);
  }
}

TEST(Meta, IsWrittenWithNothingElse) {
  EXPECT_EQ(format_meta(*parse_meta("token=s3cret pid=12\ngc_count=3 \nruby=3.4\nenv=s3cret\n")),
            "pid=12 gc_count=3 ruby=3.4\n");
}

}  // namespace
}  // namespace heapgate
