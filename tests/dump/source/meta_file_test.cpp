#include "heapgate/meta_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>

#include "heap_text.hpp"

namespace heapgate {
namespace {

TEST(Meta, ReadsWhatACaptureWrites) {
  const auto meta = parse_meta(
      "pid=29734 gc_count=49 ruby=ruby 3.1.7p261 [x86_64-linux]\nown=/tmp/heapgate-a "
      "b/hook.rb\ncwd=/srv/shop\n");
  ASSERT_TRUE(meta);
  EXPECT_EQ(meta->pid, 29734U);
  EXPECT_EQ(meta->gc_count, 49U);
  EXPECT_EQ(meta->ruby, "ruby 3.1.7p261 [x86_64-linux]");
  EXPECT_EQ(meta->own, "/tmp/heapgate-a b/hook.rb");
  EXPECT_EQ(meta->working_folder, "/srv/shop");
}

TEST(Meta, TakesAKeyOnlyWhereAWordBegins) {
  const auto meta = parse_meta("ruby=ruby 3.1 grown=no\nunknown=1\n");
  ASSERT_TRUE(meta);
  EXPECT_EQ(meta->ruby, "ruby 3.1 grown=no");
  EXPECT_EQ(meta->own, "");
  EXPECT_FALSE(meta->pid);
}

TEST(Meta, ReadsWhatTheDumpCannotSay) {
  const auto meta = parse_meta(
      "pid=7\ncommand=puma 6.6 (tcp://0.0.0.0:80) pid=8 "
      "rss=1\nfork=threads\ntime=1764320482\ntotal_allocated_objects=900\n"
      "total_freed_objects=800\nheap_live_slots=100\nheap_allocated_pages=3\nrss=4096\npeak_rss=8192\n"
      "threads=6\nended=11,12\n");
  ASSERT_TRUE(meta);
  EXPECT_EQ(meta->pid, 7U);
  EXPECT_EQ(meta->command, "puma 6.6 (tcp://0.0.0.0:80) pid=8 rss=1");
  EXPECT_EQ(meta->fork, "threads");
  EXPECT_EQ(meta->time, 1'764'320'482U);
  EXPECT_EQ(meta->allocated_objects, 900U);
  EXPECT_EQ(meta->freed_objects, 800U);
  EXPECT_EQ(meta->live_slots, 100U);
  EXPECT_EQ(meta->heap_pages, 3U);
  EXPECT_EQ(meta->rss, 4096U);
  EXPECT_EQ(meta->peak_rss, 8192U);
  EXPECT_EQ(meta->threads, 6U);
  EXPECT_EQ(meta->ended, (std::vector<std::uint64_t>{11, 12}));
}

TEST(Meta, NoValueBeginsALineOfItsOwn) {
  Meta meta{.pid = 1};
  meta.command = "ruby -e 1\nrss=5\r";
  EXPECT_EQ(format_meta(meta), "pid=1\ncommand=ruby -e 1 rss=5 \n");
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
        "pid=1 ruby=ruby 3.1\nown=/tmp/heapgate-a b/hook.rb\ncwd=/srv/shop\n",
        "pid=1\ncommand=puma -w 2\nfork=plain\ntime=5\ntotal_allocated_objects=9\ntotal_freed_objects=8\n"
        "heap_live_slots=1\nheap_allocated_pages=3\nrss=4096\npeak_rss=8192\nthreads=6\nended=11,12\n"}) {
    const auto meta = parse_meta(text);
    ASSERT_TRUE(meta) << text;
    EXPECT_EQ(format_meta(*meta), text);
  }
}

TEST(Meta, IsWrittenWithNothingElse) {
  EXPECT_EQ(format_meta(*parse_meta("token=s3cret pid=12\ngc_count=3 \nruby=3.4\nenv=s3cret\n")),
            "pid=12 gc_count=3 ruby=3.4\n");
}

// A file of the program would be out of every budget.
TEST(Meta, TakesForTheCapturesOwnOnlyWhatACaptureBrings) {
  const auto own = [](const std::string& file) { return parse_meta("pid=1\nown=" + file + "\n")->own; };
  for (const std::string file : {"/tmp/heapgate-kX91ab/hook.rb", "/srv/shop/lib/heapgate_endpoint.rb"})
    EXPECT_EQ(own(file), file);
  for (const std::string file :
       {"/srv/shop/app/cart.rb", "app/hook.rb", "/srv/heapgate/cart.rb", "hook.rb", ""})
    EXPECT_EQ(own(file), "") << file;
}

TEST(Meta, TheEndpointHasASecondFile) {
  Meta meta;
  EXPECT_TRUE(own_files(meta).empty());
  meta.own = "/tmp/heapgate-kX91ab/hook.rb";
  EXPECT_EQ(own_files(meta), std::vector<std::string>{meta.own});
  meta.own = "/srv/shop/lib/heapgate_endpoint.rb";
  EXPECT_EQ(own_files(meta), (std::vector<std::string>{meta.own, "/srv/shop/lib/heapgate_names.rb"}));
}

TEST(Meta, DoesNotWaitForAFifo) {
  const test::TempFolder folder;
  ASSERT_EQ(mkfifo(folder.path("1.json.meta").c_str(), 0600), 0);
  std::string problem;
  EXPECT_FALSE(read_meta(folder.path("1.json"), &problem));
  EXPECT_EQ(problem, "its meta file " + folder.path("1.json.meta") + " is not a regular file");
}

}  // namespace
}  // namespace heapgate
