#include "dump/byte_source.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <string>
#include <thread>

#include "compress.hpp"
#include "heap_text.hpp"

namespace heapgate {
namespace {

using test::compress;
using test::TempFolder;

std::string read_all(const std::string& path, std::string& error) {
  const auto source = open_source(path);
  std::string text;
  std::array<char, 1000> buffer{};
  while (const std::size_t size = source->read(buffer)) text.append(buffer.data(), size);
  error = source->error();
  return text;
}

std::string sample() {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "line " + std::to_string(i * 7919) + "\n";
  return text;
}

struct Filter {
  const char* name;
  int code;
};
constexpr std::array<Filter, 3> kFilters{
    {{"gzip", ARCHIVE_FILTER_GZIP}, {"zstd", ARCHIVE_FILTER_ZSTD}, {"xz", ARCHIVE_FILTER_XZ}}};

TEST(ByteSource, ReadsPlainFilesWhateverTheirName) {
  const TempFolder folder;
  std::string error;
  EXPECT_EQ(read_all(folder.write("plain.gz", sample()), error), sample());
  EXPECT_EQ(error, "");
  EXPECT_EQ(read_all(folder.write("short", "ab"), error), "ab");
  EXPECT_EQ(read_all(folder.write("empty", ""), error), "");
  EXPECT_EQ(error, "");
}

TEST(ByteSource, TellsCompressionByTheBytes) {
  const TempFolder folder;
  for (const Filter& filter : kFilters) {
    std::string error;
    EXPECT_EQ(read_all(folder.write("dump.json", compress(sample(), filter.code)), error), sample())
        << filter.name;
    EXPECT_EQ(error, "") << filter.name;
  }
}

TEST(ByteSource, ReadsSeveralMembersInARow) {
  const TempFolder folder;
  for (const int filter : {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_ZSTD}) {
    std::string error;
    const std::string path = folder.write("two", compress("one\n", filter) + compress("two\n", filter));
    EXPECT_EQ(read_all(path, error), "one\ntwo\n");
    EXPECT_EQ(error, "");
  }
}

TEST(ByteSource, SaysThatACompressedFileIsCutWhereverItIs) {
  const TempFolder folder;
  for (const Filter& filter : kFilters) {
    const std::string whole = compress(sample(), filter.code);
    for (std::size_t size = 6; size < whole.size();
         size += size < 64 || whole.size() - size < 64 ? 1U : 97U) {
      std::string error;
      (void)read_all(folder.write("cut", whole.substr(0, size)), error);
      EXPECT_TRUE(error.starts_with("cannot decompress: "))
          << filter.name << " cut at " << size << ": " << error;
    }
  }
}

TEST(ByteSource, SaysWhyAPathCannotBeRead) {
  const TempFolder folder;
  std::string error;
  (void)read_all(folder.path("missing"), error);
  EXPECT_EQ(error, "No such file or directory");
  (void)read_all(folder.path(), error);
  EXPECT_EQ(error, "Is a directory");
}

TEST(ByteSource, ReadsAFifo) {
  const TempFolder folder;
  for (const std::string& text : {sample(), compress(sample(), ARCHIVE_FILTER_ZSTD)}) {
    const std::string path = folder.path("fifo" + std::to_string(text.size()));
    ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
    std::jthread writer([&] { std::ofstream(path, std::ios::binary) << text; });
    std::string error;
    EXPECT_EQ(read_all(path, error), sample());
    EXPECT_EQ(error, "");
  }
}

}  // namespace
}  // namespace heapgate
