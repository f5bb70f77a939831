#pragma once

#include <string>
#include <vector>

#include "heap_text.hpp"
#include "trust/checks.hpp"

/// Small dumps for the trust checks.
namespace heapgate::test {

inline std::string hex(std::uint64_t value) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string digits;
  for (; value != 0; value /= 16) digits.insert(digits.begin(), kDigits[value % 16]);
  return "0x" + digits;
}

/// A dump that is written record by record; the addresses are slots of 40 bytes.
class DumpText {
 public:
  static constexpr std::uint64_t kBase = 0x7f0000000000;

  DumpText& root(const std::vector<int>& references = {}) {
    text_ += R"({"type":"ROOT", "root":"vm")" + list(references) + "}\n";
    return *this;
  }
  /// generation < 0: untraced.
  DumpText& object(int slot, int generation, const std::string& site = "app.rb:1",
                   const std::string& type = "OBJECT", const std::vector<int>& references = {}) {
    text_ += R"({"address":")" + address(slot) + R"(", "type":")" + type + R"(", "class":"0x8")" +
             list(references);
    if (generation >= 0) {
      const std::size_t colon = site.rfind(':');
      text_ += R"(, "file":")" + site.substr(0, colon) + R"(", "line":)" + site.substr(colon + 1) +
               R"(, "generation":)" + std::to_string(generation);
    }
    text_ += R"(, "memsize":40})"
             "\n";
    return *this;
  }
  DumpText& klass(int slot, const std::string& name) {
    text_ +=
        R"({"address":")" + address(slot) + R"(", "type":"CLASS", "class":"0x8", "name":")" + name + "\"}\n";
    return *this;
  }
  DumpText& raw(const std::string& line) {
    text_ += line;
    return *this;
  }

  [[nodiscard]] Heap heap(const std::string& path = "dump.json") const {
    Heap heap = heap_of(text_, common_kinds());
    heap.ledger.path = path;
    return heap;
  }
  static std::string address(int slot) { return hex(kBase + static_cast<std::uint64_t>(slot) * 40); }

 private:
  static std::string list(const std::vector<int>& references) {
    if (references.empty()) return "";
    std::string text = R"(, "references":[)";
    for (std::size_t i = 0; i < references.size(); ++i) {
      text += (i == 0 ? "\"" : ", \"") + address(references[i]) + "\"";
    }
    return text + "]";
  }

  std::string text_;
};

}  // namespace heapgate::test
