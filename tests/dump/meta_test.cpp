#include "dump/meta.hpp"

#include <gtest/gtest.h>

#include <string>

#include "heap_text.hpp"

namespace heapgate {
namespace {

TEST(Meta, ReadsWhatACaptureWrites) {
  const auto meta = parse_meta(
      "pid=29734 gc_count=49 ruby=ruby 3.1.7p261 [x86_64-linux]\nown=/tmp/a b/hook.rb\ncwd=/srv/shop\n");
  ASSERT_TRUE(meta);
  EXPECT_EQ(meta->pid, 29734U);
  EXPECT_EQ(meta->gc_count, 49U);
  EXPECT_EQ(meta->ruby, "ruby 3.1.7p261 [x86_64-linux]");
  EXPECT_EQ(meta->own, "/tmp/a b/hook.rb");
  EXPECT_EQ(meta->working_folder, "/srv/shop");
}

TEST(Meta, TakesAKeyOnlyWhereAWordBegins) {
  const auto meta = parse_meta("ruby=ruby 3.1 grown=no\nunknown=1\n");
  ASSERT_TRUE(meta);
  EXPECT_EQ(meta->ruby, "ruby 3.1 grown=no");
  EXPECT_EQ(meta->own, "");
  EXPECT_FALSE(meta->pid);
}

TEST(Meta, IsNoneForAFileThatSaysNothingKnown) {
  EXPECT_FALSE(parse_meta(""));
  EXPECT_FALSE(parse_meta("hello\n"));
}

TEST(Meta, IsFoundBesideACompressedDump) {
  const test::TempFolder folder;
  folder.write("1.json.meta", "pid=7");
  folder.write("2.json.zst.meta", "pid=8");
  EXPECT_EQ(read_meta(folder.path("1.json.zst"))->pid, 7U);
  EXPECT_EQ(read_meta(folder.path("2.json.zst"))->pid, 8U);
  EXPECT_FALSE(read_meta(folder.path("3.json")));
}

TEST(Meta, IsWrittenAsItIsRead) {
  for (const char* text :
       {"pid=1 gc_count=31 ruby=ruby 3.1.7p261 [x86_64-linux]\n", "pid=1\n", "gc_count=31 ruby=ruby 4.0.0\n",
        "pid=1 ruby=ruby 3.1\nown=/tmp/a b/hook.rb\ncwd=/srv/shop\n"}) {
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
