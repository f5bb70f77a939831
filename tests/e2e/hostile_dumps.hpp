#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "heap_text.hpp"

/// Three sound dumps of a program whose names are chosen by somebody who means ill.
namespace heapgate::test {

/// Names that a shell, XML, JSON, Markdown, HTML, a terminal or GitHub's runner could take for their own.
inline std::vector<std::string> hostile_names() {
  return {"::set-output name=x::y",
          "::error file=a.rb,line=1::planted",
          "##[add-path]/evil",
          "\xC2\xA0::stop-commands::planted",
          "$(touch planted)",
          "`touch planted`",
          "'; touch planted; '",
          "two\nlines\r::error::planted",
          "]]><testcase name=\"planted\"/>",
          "<script>alert(1)</script>",
          "<img src=x onerror=alert(1)>",
          "[click](javascript:alert(1))",
          "![i](https://evil.example/i.png)",
          "| a | b |\n|---|---|",
          "```\n# heading",
          "@everyone #1 :100:",
          "\x1b[31mred\x1b]0;title\x07",
          std::string("nul\0inside", 10),
          "c1 \xC2\x9B"
          "2J del \x7F",
          "right \xE2\x80\xAEto left",
          "%0A::error::planted%25",
          "\", \"planted\": \"x",
          std::string(300'000, 'L')};
}

class HostileDumps {
 public:
  static constexpr int kLeaked = 22;

  /// The same, with an Array below a root for each name, which holds what leaks of its class.
  [[nodiscard]] std::string held_text(int number) const {
    std::string roots;
    std::string arrays;
    for (std::size_t i = 0; i < hostile_names().size(); ++i) {
      std::string references;
      for (int round = 1; round < number; ++round) {
        for (int slot = 0; slot < kLeaked; ++slot)
          references += (references.empty() ? "" : ",") +
                        object_address(1'000 * round + 40 * static_cast<int>(i) + slot);
      }
      roots += (roots.empty() ? "" : ",") + array_address(i);
      arrays += "{\"address\":" + array_address(i) + ", \"type\":\"ARRAY\", \"class\":\"0x8\", \"length\":" +
                std::to_string((number - 1) * kLeaked) + ", \"references\":[" + references +
                "], \"generation\":1, \"memsize\":40}\n";
    }
    return "{\"type\":\"ROOT\", \"root\":\"vm\", \"references\":[" + roots + "]}\n" + arrays + text(number);
  }
  /// A names file by which the variable of each Array is named so.
  [[nodiscard]] std::string names() const {
    std::string text = "heapgate-names 1\n";
    const std::vector<std::string> names = hostile_names();
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string address = array_address(i);
      text += address.substr(1, address.size() - 2) + "\tconstant\t" + names[i] + "\n";
    }
    return text + "end\n";
  }

  /// The dump with this number, from 1 on: each class leaks from a file of the same name.
  [[nodiscard]] std::string text(int number) const {
    std::string text = "{\"type\":\"ROOT\", \"root\":\"vm\"}\n";
    const std::vector<std::string> names = hostile_names();
    for (std::size_t i = 0; i < names.size(); ++i) text += class_record(i, nlohmann::json(names[i]).dump());
    // Ruby up to 3.3 writes the name as it is: the line is bad, and the class has no name.
    text += class_record(names.size(), "\"caf\xE9 \xED\xA0\x80\"");
    for (int slot = 0; slot < 40; ++slot) text += object(slot, 0, "\"app.rb\"", 10);
    for (int round = 1; round < number; ++round) {
      for (std::size_t i = 0; i <= names.size(); ++i) {
        const std::string file = i < names.size() ? nlohmann::json("/srv/" + names[i]).dump() : "\"app.rb\"";
        const int first = 1'000 * round + 40 * static_cast<int>(i);
        for (int slot = 0; slot < kLeaked; ++slot) text += object(first + slot, i, file, 10 * round + 5);
      }
    }
    return text + object(500, 0, "\"app.rb\"", 10 * number);
  }

 private:
  static std::string address(std::size_t number) {
    std::string digits;
    for (; number > 0; number /= 16) digits.insert(digits.begin(), "0123456789abcdef"[number % 16]);
    return "\"0x" + digits + "\"";
  }
  static std::string class_address(std::size_t index) { return address(0x7f1000000000 + index * 40); }
  static std::string array_address(std::size_t index) { return address(0x7f3000000000 + index * 40); }
  static std::string object_address(int slot) {
    return address(0x7f2000000000 + static_cast<std::size_t>(slot) * 40);
  }
  static std::string class_record(std::size_t index, const std::string& name) {
    return "{\"address\":" + class_address(index) +
           ", \"type\":\"CLASS\", \"class\":\"0x8\", \"name\":" + name + "}\n";
  }
  static std::string object(int slot, std::size_t index, const std::string& file, int generation) {
    return "{\"address\":" + object_address(slot) +
           ", \"type\":\"OBJECT\", \"class\":" + class_address(index) + ", \"file\":" + file +
           ", \"line\":7, \"method\":\"m\", \"generation\":" + std::to_string(generation) +
           ", \"memsize\":40}\n";
  }
};

}  // namespace heapgate::test
