#include "bad_line.hpp"

#include <algorithm>
#include <array>

#include "json_text.hpp"

namespace heapgate {
namespace {

struct Placeholder {
  std::string_view reason;
  std::string_view rest;  // behind the brace and the address
};

// What RecordParser refuses for each of its reasons.
constexpr std::array<Placeholder, 14> kPlaceholders{{
    {"not valid JSON", R"("redacted"})"},
    {"not valid UTF-8", "\"redacted\":\"\xFF\"}"},
    {"not a JSON object", R"("redacted":true)"},
    {"a key is there twice", R"("type":"redacted", "type":"redacted"})"},
    {"no dump record: it has no type", R"("redacted":true})"},
    {"more than one record in the line", R"("type":"redacted"} {})"},
    {"a key has a value of the wrong type", R"("type":0})"},
    {"an address is not hexadecimal", R"("class":"redacted"})"},
    {"a string is not valid JSON", R"("type":"\!"})"},
    {"the references are not valid JSON", R"("references":["0x0" "0x0"]})"},
    {"the line number is no integer", R"("line":"redacted"})"},
    {"the generation is no integer", R"("generation":"redacted"})"},
    {"the generation is out of range", R"("generation":4294967295})"},
    {"the memsize is no integer", R"("memsize":"redacted"})"},
}};

std::string_view rest_for(std::string_view reason) {
  const auto* found = std::find_if(kPlaceholders.begin(), kPlaceholders.end(),
                                   [&](const Placeholder& each) { return each.reason == reason; });
  return found != kPlaceholders.end() ? found->rest : kPlaceholders.front().rest;
}

// Values that are refused for the reasons that a broken field of any name has.
std::string_view value_for(std::string_view reason) {
  if (reason == "not valid JSON") return R"("redacted" "redacted"})";
  if (reason == "not a JSON object") return R"("redacted")";
  if (reason == "not valid UTF-8") return "\"redacted\xFF\"}";
  if (reason == "a string is not valid JSON") return R"("\!"})";
  return {};
}

}  // namespace

void append_placeholder(std::optional<Address> address, std::string_view reason, std::string_view field,
                        std::string& out) {
  out += '{';
  if (address) {
    out += R"("address":)";
    append_json(*address, out);
    out += ", ";
  }
  const std::string_view value = address && !field.empty() ? value_for(reason) : std::string_view{};
  if (value.empty()) {
    out += rest_for(reason);
  } else {
    out += '"';
    out += field;
    out += "\":";
    out += value;
  }
}

}  // namespace heapgate
