#include "dump/source/byte_source.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <random>
#include <string>
#include <thread>

#include "compress.hpp"
#include "dump/source/dump_writer.hpp"
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

// zstd's command line gives a checksum; libarchive does not, and so DumpWriter adds one.
TEST(ByteSource, SeesEveryFlippedBitOfACompressedFile) {
  const TempFolder folder;
  std::mt19937 random(1);
  for (const auto& [compression, magic] :
       {std::pair(Compression::gzip, 2U), std::pair(Compression::zstd, 4U), std::pair(Compression::xz, 6U)}) {
    DumpWriter writer(folder.path("whole"), compression);
    writer.write(sample());
    writer.finish();
    const std::string whole = test::read_file(folder.path("whole"));
    for (int i = 0; i < 1500; ++i) {
      const std::size_t bit = random() % (8 * whole.size());
      std::string flipped = whole;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
      std::string error;
      const std::string text = read_all(folder.write("flipped", flipped), error);
      // Without its magic number it is no compressed file, and no dump.
      const bool is_raw = bit / 8 < magic && text == flipped;
      EXPECT_TRUE(!error.empty() || text == sample() || is_raw) << magic << " " << bit;
    }
  }
}

TEST(ByteSource, RefusesWhatFollowsTheCompressedText) {
  const TempFolder folder;
  for (const Filter& filter : kFilters) {
    for (const std::string more : {"more", "\n"}) {
      std::string error;
      (void)read_all(folder.write("dump", compress(sample(), filter.code) + more), error);
      EXPECT_NE(error, "") << filter.name;
    }
  }
}

TEST(ByteSource, TakesGzipOfSeveralMembers) {
  const TempFolder folder;
  const std::string one = compress(sample(), ARCHIVE_FILTER_GZIP);
  std::string error;
  EXPECT_EQ(read_all(folder.write("dump", one + one + compress("", ARCHIVE_FILTER_GZIP)), error),
            sample() + sample());
  EXPECT_EQ(error, "");
}

TEST(ByteSource, RefusesDevices) {
  std::string error;
  EXPECT_EQ(read_all("/dev/zero", error), "");
  EXPECT_EQ(error, "it is a device, not a dump");
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
