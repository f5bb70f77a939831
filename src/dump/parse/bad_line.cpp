#include "bad_line.hpp"

#include <algorithm>
#include <array>

#include "json_text.hpp"
#include "line_rescuer.hpp"

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
    {"a key has a value of the wrong type", R"("singleton":0})"},
    {"an address is not hexadecimal", R"("class":"redacted"})"},
    {"a string is not valid JSON", R"("type":"\!"})"},
    {"the references are not valid JSON", R"("references":["0x0" "0x0"]})"},
    {"the line number is not an integer", R"("line":"redacted"})"},
    {"the generation is not an integer", R"("generation":"redacted"})"},
    {"the generation is out of range", R"("generation":4294967295})"},
    {"the memsize is not an integer", R"("memsize":"redacted"})"},
}};

std::string_view rest_for(std::string_view reason) {
  const auto* found = std::find_if(kPlaceholders.begin(), kPlaceholders.end(),
                                   [&](const Placeholder& each) { return each.reason == reason; });
  return found != kPlaceholders.end() ? found->rest : kPlaceholders.front().rest;
}

bool is_text_field(std::string_view field) {
  return field == "type" || field == "file" || field == "method" || field == "name" ||
         field == "real_class_name" || field == "imemo_type";
}

// Behind `"field":`, what breaks the line there and makes it refused for the reason; empty if nothing is
// known to.
std::string broken_value(std::string_view reason, std::string_view field) {
  if (reason == "not valid JSON") return "\"redacted}";
  if (reason == "not a JSON object") return "\"redacted\"";
  if (reason == "not valid UTF-8") return "\"redacted\xFF\"}";
  if (reason == "a string is not valid JSON") return R"("\!"})";
  if (reason == "a key is there twice" && is_text_field(field))
    return R"("redacted", ")" + std::string(field) + R"(":"redacted"})";
  return {};
}

// Of a line whose address cannot be read, and whose reason is that or comes before it.
std::string_view without_address(std::string_view reason) {
  if (reason == "not valid UTF-8") return "\"address\":\"0xredacted\xFF\"}";
  if (reason == "not a JSON object") return R"("address":"0xredacted")";
  if (reason == "an address is not hexadecimal") return R"("address":"0xredacted"})";
  return R"("address":"0xredacted})";
}

}  // namespace

LineStart line_start(std::string_view line) {
  const bool begins = begins_record(line);
  const bool has_address = line.starts_with(R"({"address")");
  return {peek_address(line), begins && has_address, begins && !has_address};
}

void append_placeholder(const LineStart& start, std::string_view reason, std::string_view field,
                        std::string& out) {
  out += '{';
  if (!start.address && start.begins_address && field.empty()) {
    out += without_address(reason);
    return;
  }
  if (!start.address && start.begins_address) out += R"("address":"0xredacted", )";
  if (start.address) {
    out += R"("address":)";
    append_json(*start.address, out);
    out += ", ";
  }
  std::string value;
  if (start.begins_type) {
    value = broken_value(reason, field = "type");
    if (value.empty() && !rest_for(reason).starts_with("\"type\"")) out += R"("type":"redacted", )";
  } else if (start.begins_address && !field.empty()) {
    value = broken_value(reason, field);
  }
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
