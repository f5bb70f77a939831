#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "heap_text.hpp"
#include "heapgate/dump_set.hpp"
#include "heapgate/process.hpp"
#include "heapgate/read_dump.hpp"

/// Dumps of a few objects, line by line.
namespace heapgate::test {

/// An object of app.rb:`line` (0: without a site); `generation` 1 is of the first dump's time.
struct DumpObject {
  int number = 0;  ///< its address
  std::string type;
  int line = 0;
  int generation = 1;
  std::vector<int> references{};
  int contents = 0;      ///< `length` or `size`
  int class_number = 0;  ///< of the class record; 0: none
};

class DumpLines {
 public:
  DumpLines& root(const std::string& category, const std::vector<int>& references) {
    text_ += R"({"type":"ROOT", "root":")" + category + R"(", "references":[)" + list(references) + "]}\n";
    return *this;
  }
  DumpLines& klass(int number, const std::string& name, const std::vector<int>& references = {}) {
    text_ += R"({"address":")" + address(number) + R"(", "type":"CLASS", "name":")" + name +
             R"(", "references":[)" + list(references) + "]}\n";
    return *this;
  }
  DumpLines& add(const DumpObject& object) {
    text_ += R"({"address":")" + address(object.number) + R"(", "type":")" + object.type + '"';
    if (object.class_number != 0) text_ += R"(, "class":")" + address(object.class_number) + '"';
    if (object.type == "ARRAY") text_ += R"(, "length":)" + std::to_string(object.contents);
    if (object.type == "HASH") text_ += R"(, "size":)" + std::to_string(object.contents);
    text_ += R"(, "references":[)" + list(object.references) + ']';
    if (object.line != 0) text_ += R"(, "file":"app.rb", "line":)" + std::to_string(object.line);
    text_ +=
        R"(, "generation":)" + std::to_string(object.generation) + R"(, "memsize":40, "flags":{}})" + "\n";
    return *this;
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  static std::string address(int number) {
    char text[32];
    std::snprintf(text, sizeof text, "0x%x", 0x10000 + 40 * number);
    return text;
  }
  static std::string list(const std::vector<int>& numbers) {
    std::string text;
    for (const int number : numbers) text += (text.empty() ? "\"" : ", \"") + address(number) + "\"";
    return text;
  }

  std::string text_;
};

/// Reads the dumps of one process from `folder`, where they stay to be read again.
inline std::vector<Process> read_again(const TempFolder& folder, const std::vector<DumpLines>& dumps) {
  std::vector<DumpSet> sets(1);
  for (const DumpLines& dump : dumps)
    sets[0].paths.push_back(folder.write(std::to_string(sets[0].paths.size()) + ".json", dump.text()));
  return read_dumps(sets, 2);
}

}  // namespace heapgate::test
