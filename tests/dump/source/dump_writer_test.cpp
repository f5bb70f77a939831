#include "dump/source/dump_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <random>
#include <string>

#include "dump/source/byte_source.hpp"
#include "heap_text.hpp"
#include "heapgate/error.hpp"
#include "report/scoped_process.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;
using test::read_file;
using test::TempFolder;
using testing::StartsWith;

struct Case {
  Compression compression;
  const char* suffix;
  std::string magic;  // the first bytes of the file
};

const std::array<Case, 4> kCases{{
    {Compression::none, "", "line"},
    {Compression::gzip, ".gz", std::string("\x1f\x8b\x08\0\0\0\0\0", 8)},  // no name, no time
    {Compression::zstd, ".zst", "\x28\xb5\x2f\xfd"},
    {Compression::xz, ".xz", std::string("\xfd\x37zXZ\0", 6)},
}};

std::string sample() {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += "line " + std::to_string(i * 7919) + "\n";
  return text;
}

// Does not get smaller, so that a full disk is met before the end.
std::string noise(std::size_t size) {
  std::mt19937 random(1);
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>(random());
  return text;
}

void write_dump(const std::string& path, Compression compression, const std::string& text) {
  DumpWriter writer(path, compression);
  constexpr std::size_t kPiece = 10'007;
  for (std::size_t at = 0; at < text.size(); at += kPiece) writer.write(text.substr(at, kPiece));
  writer.finish();
  EXPECT_EQ(writer.bytes_written(), fs::file_size(path));
}

std::string read_back(const std::string& path) {
  const auto source = open_source(path);
  std::string text;
  std::array<char, 65536> buffer{};
  while (const std::size_t size = source->read(buffer)) text.append(buffer.data(), size);
  EXPECT_EQ(source->error(), "");
  return text;
}

template <class Action>
std::string output_error(const Action& action) {
  try {
    action();
  } catch (const OutputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(DumpWriter, WritesWhatTheReaderReads) {
  const TempFolder folder;
  for (const Case& each : kCases) {
    const std::string path = folder.path(std::string("dump.json") + each.suffix);
    write_dump(path, each.compression, sample());
    EXPECT_THAT(read_file(path), StartsWith(each.magic)) << each.suffix;
    EXPECT_TRUE(read_back(path) == sample()) << each.suffix;
  }
}

TEST(DumpWriter, WritesTheSameBytesForTheSameText) {
  const TempFolder folder;
  for (const Case& each : kCases) {
    write_dump(folder.path("one"), each.compression, sample());
    write_dump(folder.path("another name"), each.compression, sample());
    EXPECT_TRUE(read_file(folder.path("one")) == read_file(folder.path("another name"))) << each.suffix;
  }
}

TEST(DumpWriter, ShowsNothingUntilItIsFinished) {
  for (const Case& each : kCases) {
    const TempFolder folder;
    const std::string old = folder.write("old", "an earlier dump");
    {
      DumpWriter replacing(old, each.compression);
      DumpWriter writer(folder.path("new"), each.compression);
      for (DumpWriter* each_writer : {&replacing, &writer}) each_writer->write(noise(1'000'000));
      // xz keeps a whole block until its end.
      if (each.compression != Compression::xz) {
        EXPECT_GT(writer.bytes_written(), 0U) << each.suffix;
      }
      EXPECT_FALSE(fs::exists(folder.path("new")));
    }
    EXPECT_FALSE(fs::exists(folder.path("new")));
    EXPECT_EQ(read_file(old), "an earlier dump");
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator{}), 1);
  }
}

TEST(DumpWriter, SaysThatTheDiskIsFullAndLeavesNothing) {
  for (const Case& each : kCases) {
    const TempFolder folder;
    const std::string path = folder.path("dump");
    const std::string text = noise(3'000'000);
    const test::ScopedFileLimit limit(1'000'000);
    EXPECT_EQ(output_error([&] { write_dump(path, each.compression, text); }),
              path + ": cannot be written: File too large")
        << each.suffix;
    EXPECT_TRUE(fs::is_empty(folder.path())) << each.suffix;
  }
}

// What is met only when the last buffers are written.
TEST(DumpWriter, SaysThatTheDiskIsFullAtTheEnd) {
  for (const Case& each : kCases) {
    if (each.compression == Compression::none) continue;
    const TempFolder folder;
    const std::string path = folder.path("dump");
    DumpWriter writer(path, each.compression);
    writer.write(noise(20'000));
    const test::ScopedFileLimit limit(10'000);
    EXPECT_EQ(output_error([&] { writer.finish(); }), path + ": cannot be written: File too large")
        << each.suffix;
    EXPECT_FALSE(fs::exists(path)) << each.suffix;
  }
}

TEST(DumpWriter, SaysWhyAPathCannotBeWritten) {
  const TempFolder folder;
  const auto open = [](const std::string& path) {
    return output_error([&] { const DumpWriter writer(path, Compression::zstd); });
  };
  const std::string missing = folder.path("missing/dump.json");
  EXPECT_EQ(open(missing), missing + ": cannot be written: No such file or directory");
  EXPECT_EQ(open(folder.path()), folder.path() + ": cannot be written: Is a directory");
}

TEST(Compression, IsToldByTheSuffix) {
  for (const Case& each : kCases) {
    const std::string path = std::string("a.b/dump.json") + each.suffix;
    EXPECT_EQ(compression_of(path), each.compression);
    EXPECT_EQ(without_compression(path), "a.b/dump.json");
  }
  EXPECT_EQ(compression_of("dump.gz.json"), Compression::none);
}

}  // namespace
}  // namespace heapgate
