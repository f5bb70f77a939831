#include "dump_probe.hpp"

#include <simdjson.h>

#include <vector>

#include "dump/parse/line_reader.hpp"
#include "dump/parse/record_parser.hpp"
#include "dump/source/byte_source.hpp"

namespace heapgate {
namespace {

constexpr std::size_t kProbeBlock = std::size_t{1} << 16;
// A JSON document of several lines is looked at as a whole up to this size.
constexpr std::size_t kMaxDocument = std::size_t{64} << 20;

bool is_json(std::string_view text) {
  simdjson::dom::parser parser;
  return parser.parse(text.data(), text.size()).error() == simdjson::SUCCESS;
}

std::string read_whole(const std::string& path) {
  const auto source = open_source(path);
  std::string text;
  std::vector<char> buffer(kProbeBlock);
  while (text.size() < kMaxDocument) {
    const std::size_t size = source->read(buffer);
    if (size == 0) break;
    text.append(buffer.data(), size);
  }
  return text;
}

}  // namespace

bool may_be_dump(const std::string& path) {
  const auto source = open_source(path);
  LineReader reader(*source, kProbeBlock, RecordParser::kPadding);
  std::string_view line;
  if (!reader.next(line)) return true;
  RecordParser parser;
  Record record;
  if (!parser.parse(line, record)) return record.address.has_value() || record.type == "ROOT";
  return !is_json(line) && !is_json(read_whole(path));
}

}  // namespace heapgate
