#include "record_file.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

#include "broken_lines.hpp"
#include "chunk_blocks.hpp"
#include "dump/source/block_reader.hpp"
#include "dump/source/line_text.hpp"
#include "fast_parser.hpp"
#include "record_parser.hpp"
#include "scan.hpp"

namespace heapgate {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 16;
constexpr std::size_t kPadding = std::max(RecordParser::kPadding, FastParser::kPadding);

/// Gives the records of whole lines.
class Lines {
 public:
  explicit Lines(const RecordFile::Visit& visit) : visit_(visit) {}

  void read(std::string_view block, bool at_file_start) {
    const char* at = block.data();
    const char* end = at + block.size();
    // The fast parser needs a line's end to stop at.
    const char* fast_end = at + (block.rfind('\n') + 1);
    for (bool first = at_file_start; at != end; first = false) {
      const char* stop = at < fast_end ? fast_parser_.parse(at, record_) : nullptr;
      if (stop != nullptr && !is_text(record_.type, "ROOT")) {
        broken_.close();
        visit_(record_, {});
        at = stop + 1;
      } else {
        at = read_slowly(at, end, first);
      }
    }
  }

 private:
  void read_broken(std::string_view line) {
    if (begins_record(line)) broken_.close();
    if (is_blank(line) && !broken_.is_open()) return;
    if (broken_.add(line, record_) == Rescue::rescued) visit_(record_, {});
  }

  const char* read_slowly(const char* at, const char* end, bool at_file_start) {
    const void* newline = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
    const char* stop = newline != nullptr ? static_cast<const char*>(newline) : end;
    std::string_view line(at, static_cast<std::size_t>(stop - at));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (at_file_start) line = without_byte_order_mark(line);
    if (is_blank(line) || parser_.parse(line, record_, &others_) != nullptr) {
      read_broken(line);
    } else {
      broken_.close();
      visit_(record_, root());
    }
    return newline != nullptr ? stop + 1 : end;
  }

  [[nodiscard]] std::string_view root() const {
    if (record_.type != "ROOT") return {};
    for (const OtherField& field : others_) {
      if (field.key != "root") continue;
      const std::string_view token = field.token.substr(field.token.starts_with('"') ? 1 : 0);
      return token.substr(0, token.find('"'));
    }
    return "unknown";
  }

  const RecordFile::Visit& visit_;
  FastParser fast_parser_;
  RecordParser parser_;
  BrokenLines broken_;
  Record record_;
  std::vector<OtherField> others_;
};

void read_all(ByteSource& source, const RecordFile::Visit& visit) {
  BlockReader blocks(kBlock, kPadding);
  blocks.open(source);
  Lines lines(visit);
  std::string_view block;
  for (bool first = true; blocks.next(block); first = false) lines.read(block, first);
}

}  // namespace

RecordFile::RecordFile(std::string path, Cuts cuts) : path_(std::move(path)) {
  std::error_code error;
  can_be_read_ = std::filesystem::is_regular_file(path_, error);
  if (!can_be_read_) return;
  file_ = PlainFile::open(path_);
  if (file_) cuts_ = cuts.empty() ? file_->even_cuts() : std::move(cuts);
}

void RecordFile::read(std::size_t chunk, const Visit& visit) const {
  if (!file_) return read_all(*open_source(path_), visit);
  const auto [begin, end] = chunk_range(cuts_, chunk);
  const auto source = file_->from(ChunkBlocks::start(begin), std::min(end, file_->size()));
  BlockReader reader(kBlock, kPadding);
  reader.open(*source);
  ChunkBlocks blocks(reader, begin, end);
  Lines lines(visit);
  std::string_view block;
  for (bool first = begin == 0; blocks.next(block); first = false) lines.read(block, first);
}

}  // namespace heapgate
