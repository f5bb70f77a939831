// All dumps of a process, read by several threads, give the heaps that each gives alone.

#include <gtest/gtest.h>

#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "chunked_heap.hpp"
#include "dump/source/byte_source.hpp"
#include "heap_text.hpp"
#include "heapgate/dump_set.hpp"
#include "heapgate/read_dump.hpp"

namespace heapgate {
namespace {

using test::same_heap;
using test::TempFolder;

/// The lines of a dump, page by page.
using Dump = std::vector<std::vector<std::string>>;

class Server {
 public:
  explicit Server(unsigned seed) : random_(seed) {}

  Dump start(std::size_t pages) {
    Dump dump;
    for (std::size_t i = 0; i < pages; ++i) dump.push_back(page());
    return dump;
  }
  /// As time goes by.
  void serve(Dump& dump) {
    for (std::size_t i = 0; i < dump.size(); ++i) {
      if (below(40) == 0) dump[i] = page();
      if (below(40) == 0) dump.insert(dump.begin() + static_cast<std::ptrdiff_t>(i), page());
      if (below(40) == 0) dump[i].clear();
      for (int change = 0; change < 3 && !dump[i].empty(); ++change) change_line(dump[i]);
    }
  }
  std::string text(const Dump& dump) {
    std::string text = R"({"type":"ROOT", "root":"vm", "references":["0x10000"]})"
                       "\n";
    for (const auto& page : dump) {
      for (const std::string& line : page) text += line;
    }
    if (below(3) == 0) text.resize(text.size() - below(300));
    return text;
  }

 private:
  std::uint64_t below(std::uint64_t end) {
    return std::uniform_int_distribution<std::uint64_t>(0, end - 1)(random_);
  }
  std::vector<std::string> page() {
    const std::uint64_t number = 0x7f000000 + below(5000);
    std::vector<std::string> lines;
    for (std::uint64_t offset = 0; offset < 40 * 100; offset += 40 * (1 + below(3)))
      lines.push_back(line(number << 14 | offset));
    return lines;
  }
  static std::string hex(std::uint64_t number) {
    char text[32];
    std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(number));
    return text;
  }
  std::string line(std::uint64_t address) {
    std::string text = R"({"address":")" + hex(address) + R"(", "type":")";
    switch (below(12)) {
      case 0: return text + R"(CLASS", "name":"C)" + std::to_string(below(9)) + "\", \"memsize\":500}\n";
      case 1: return text + "STRING\", \"value\":\"" + std::string(below(900), 'x') + "\"}\n";
      case 2: return text + "SHAPE\"}\n";
      case 3: return text + "DATA\", \"memsize\":" + std::to_string(4294967290 + below(10)) + "}\n";
      case 4: return text + R"(STRING", "value":"\u00e9", "memsize":40, "wb_protected":true})" + "\r\n";
      default: break;
    }
    text += R"(OBJECT", "class":")" + hex(8 * below(5)) + R"(", "references":[)";
    for (std::uint64_t i = below(4); i > 0; --i)
      text += "\"" + hex((0x7f000000 + below(6000)) << 14 | below(100) * 40) + (i > 1 ? "\", " : "\"");
    text += R"(], "file":"/srv/shop/lib/)" + std::string(below(60), 'y') + R"(.rb", "line":)" +
            std::to_string(below(30));
    return text + R"(, "method":"m", "generation":)" + std::to_string(below(9)) + ", \"memsize\":40}\n";
  }
  void change_line(std::vector<std::string>& page) {
    const auto at = page.begin() + static_cast<std::ptrdiff_t>(below(page.size()));
    switch (below(6)) {
      case 0: page.erase(at); break;
      case 1: page.insert(at, *at); break;
      case 2: page.insert(at, below(2) == 0 ? "garbage\n" : "\n"); break;
      case 3: at->back() = ' '; break;  // two lines become one
      default: *at = line(std::stoull(at->substr(std::min<std::size_t>(at->size(), 12)) + "0", nullptr, 0));
    }
  }

  std::mt19937 random_;
};

void expect_as_alone(const std::vector<std::string>& paths) {
  std::vector<Heap> alone;
  const auto kinds = std::make_shared<Kinds>();
  for (const std::string& path : paths) alone.push_back(read_dump(path, kinds));
  DumpSet set;
  set.paths = paths;
  for (const unsigned threads : {1U, 3U}) {
    const auto processes = read_dumps({set}, threads);
    for (std::size_t i = 0; i < paths.size(); ++i)
      ASSERT_TRUE(same_heap(alone[i], processes[0].heaps[i])) << "dump " << i + 1 << ", threads " << threads;
  }
}

TEST(ReadDumps, GivesTheHeapsThatTheDumpsGiveAlone) {
  for (unsigned round = 0; round < 8; ++round) {
    const TempFolder folder;
    Server server(round);
    Dump dump = server.start(round % 4 == 3 ? 800 : 3 + 10 * round);  // some 60 lines of 200 bytes a page
    std::vector<std::string> paths;
    for (int number = 1; number <= 6; ++number) {
      paths.push_back(folder.write(std::to_string(number), server.text(dump)));
      server.serve(dump);
    }
    expect_as_alone(paths);
    if (HasFatalFailure()) FAIL() << "round " << round;
  }
}

TEST(ReadDumps, OfDumpsThatHaveNothingInCommonToo) {
  const TempFolder folder;
  std::vector<std::string> paths;
  for (unsigned seed = 0; seed < 3; ++seed) {
    Server server(100 + seed);
    paths.push_back(folder.write(std::to_string(seed), server.text(server.start(500))));
  }
  expect_as_alone(paths);
}

TEST(ReadDumps, OfTheSameFileThreeTimes) {
  const TempFolder folder;
  Server server(200);
  const std::string path = folder.write("1", server.text(server.start(400)));
  expect_as_alone({path, path, path});
}

// As plain files, which the sets of tests/data are not.
std::vector<std::string> unpacked(const std::filesystem::path& set, const TempFolder& folder) {
  std::vector<std::string> paths;
  for (int number = 1;; ++number) {
    const std::string name = std::to_string(number) + ".json";
    if (!std::filesystem::exists(set / (name + ".zst"))) return paths;
    const auto source = open_source(set / (name + ".zst"));
    std::string text;
    std::vector<char> block(1 << 16);
    while (const std::size_t size = source->read(block)) text.append(block.data(), size);
    paths.push_back(folder.write(name, text));
  }
}

TEST(ReadDumps, OfEverySetOfRealDumps) {
  int sets = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(HEAPGATE_TEST_DATA)) {
    if (entry.path().filename() != "1.json.zst") continue;
    SCOPED_TRACE(entry.path().string());
    const TempFolder folder;
    expect_as_alone(unpacked(entry.path().parent_path(), folder));
    ++sets;
  }
  EXPECT_GT(sets, 10);
}

}  // namespace
}  // namespace heapgate
