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

TEST(NamesSplitter, ADumpMayBeEmpty) {
  EXPECT_EQ(split(kHeader + "end\n", 5), std::pair(std::string(), kHeader + "end\n"));
}

}  // namespace
}  // namespace heapgate
