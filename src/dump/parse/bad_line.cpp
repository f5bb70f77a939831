#include "bad_line.hpp"

#include <algorithm>
#include <array>

#include "json_text.hpp"
#include "line_rescuer.hpp"

namespace heapgate {
namespace {

struct Placeholder {
  LineProblem problem;
  std::string_view rest;  // behind the brace and the address
};

// What RecordParser refuses for each of its reasons.
constexpr std::array<Placeholder, 14> kPlaceholders{{
    {LineProblem::bad_json, R"("redacted"})"},
    {LineProblem::bad_utf8, "\"redacted\":\"\xFF\"}"},
    {LineProblem::no_object, R"("redacted":true)"},
    {LineProblem::key_twice, R"("type":"redacted", "type":"redacted"})"},
    {LineProblem::no_type, R"("redacted":true})"},
    {LineProblem::several_records, R"("type":"redacted"} {})"},
    {LineProblem::wrong_type, R"("singleton":0})"},
    {LineProblem::bad_address, R"("class":"redacted"})"},
    {LineProblem::bad_string, R"("type":"\!"})"},
    {LineProblem::bad_references, R"("references":["0x0" "0x0"]})"},
    {LineProblem::bad_line_number, R"("line":"redacted"})"},
    {LineProblem::bad_generation, R"("generation":"redacted"})"},
    {LineProblem::huge_generation, R"("generation":4294967295})"},
    {LineProblem::bad_memsize, R"("memsize":"redacted"})"},
}};

std::string_view rest_for(LineProblem problem) {
  const auto* found = std::find_if(kPlaceholders.begin(), kPlaceholders.end(),
                                   [&](const Placeholder& each) { return each.problem == problem; });
  return found != kPlaceholders.end() ? found->rest : kPlaceholders.front().rest;
}

bool is_text_field(std::string_view field) {
  return field == "type" || field == "file" || field == "method" || field == "name" ||
         field == "real_class_name" || field == "imemo_type";
}

// Behind `"field":`, what breaks the line there and makes it refused for the reason; empty if nothing is
// known to.
std::string broken_value(LineProblem problem, std::string_view field) {
  if (problem == LineProblem::bad_json) return "\"redacted}";
  if (problem == LineProblem::no_object) return "\"redacted\"";
  if (problem == LineProblem::bad_utf8) return "\"redacted\xFF\"}";
  if (problem == LineProblem::bad_string) return R"("\!"})";
  if (problem == LineProblem::key_twice && is_text_field(field))
    return R"("redacted", ")" + std::string(field) + R"(":"redacted"})";
  return {};
}

// Of a line whose address cannot be read, and whose reason is that or comes before it.
std::string_view without_address(LineProblem problem) {
  if (problem == LineProblem::bad_utf8) return "\"address\":\"0xredacted\xFF\"}";
  if (problem == LineProblem::no_object) return R"("address":"0xredacted")";
  if (problem == LineProblem::bad_address) return R"("address":"0xredacted"})";
  return R"("address":"0xredacted})";
}

}  // namespace

LineStart line_start(std::string_view line) {
  const bool begins = begins_record(line);
  const bool has_address = line.starts_with(R"({"address")");
  return {peek_address(line), begins && has_address, begins && !has_address};
}

void append_placeholder(const LineStart& start, LineProblem problem, std::string_view field,
                        std::string& out) {
  out += '{';
  if (!start.address && start.begins_address && field.empty()) {
    out += without_address(problem);
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
    value = broken_value(problem, field = "type");
    if (value.empty() && !rest_for(problem).starts_with("\"type\"")) out += R"("type":"redacted", )";
  } else if (start.begins_address && !field.empty()) {
    value = broken_value(problem, field);
  }
  if (value.empty()) {
    out += rest_for(problem);
  } else {
    out += '"';
    out += field;
    out += "\":";
    out += value;
  }
}

}  // namespace heapgate
