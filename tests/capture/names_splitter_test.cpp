#include "capture/names_splitter.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "heapgate/names.hpp"

namespace heapgate {
namespace {

const std::string kHeader(kNamesHeader);

// The dump and the names of a stream that comes in pieces of a size.
std::pair<std::string, std::string> split(const std::string& stream, std::size_t size) {
  std::string dump;
  NamesSplitter splitter([&](std::string_view bytes) { dump += bytes; });
  for (std::size_t at = 0; at < stream.size(); at += size)
    splitter.write(std::string_view(stream).substr(at, size));
  splitter.finish();
  return {dump, splitter.names()};
}

TEST(NamesSplitter, TellsTheDumpFromItsNamesWhateverThePieces) {
  const std::string dump =
      "{\"type\":\"ROOT\"}\n{\"file\":\"heapgate-names 1\"}\nheapgate-names \nheapgate-nam\n\n";
  const std::string names = kHeader + "0x7f\tglobal\t$a\nheapgate-names 1\nend\n";
  for (std::size_t size = 1; size <= dump.size() + names.size(); ++size) {
    const auto [first, second] = split(dump + names, size);
    EXPECT_EQ(first, dump) << size;
    EXPECT_EQ(second, names) << size;
  }
}

TEST(NamesSplitter, WithoutNamesAllIsTheDump) {
  for (const std::string dump :
       {"", "{}\n{}\n", "{}\nheapgate-names 1", "heapgate", "{} heapgate-names 1\n{}\n"}) {
    for (std::size_t size = 1; size <= dump.size(); ++size) {
      const auto [first, second] = split(dump, size);
      EXPECT_EQ(first, dump) << size;
      EXPECT_EQ(second, "") << size;
    }
  }
}

bool are_whole(const std::string& stream) {
  NamesSplitter splitter([](std::string_view) {});
  splitter.write(stream);
  splitter.finish();
  return splitter.are_names_whole();
}

TEST(NamesSplitter, NamesEndWithALineThatSaysSo) {
  EXPECT_TRUE(are_whole("{}\n"));
  EXPECT_TRUE(are_whole("{}\n" + kHeader + "end\n"));
  EXPECT_TRUE(are_whole("{}\n" + kHeader + "0x7f\tglobal\t$a\nfailed\tIOError\n"));
  for (const std::string names : {"", "0x7f\tglobal\t$a\n", "end", "0x7f\tglobal\tend\n"})
    EXPECT_FALSE(are_whole("{}\n" + kHeader + names)) << names;
  // The end of the dump came behind its names.
  EXPECT_FALSE(are_whole("{}\n" + kHeader + "end\n{\"address\":\"0x7f\"}\n"));
}

TEST(NamesSplitter, ADumpMayBeEmpty) {
  EXPECT_EQ(split(kHeader + "end\n", 5), std::pair(std::string(), kHeader + "end\n"));
}

}  // namespace
}  // namespace heapgate
