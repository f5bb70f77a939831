#include "record_file.hpp"

#include <filesystem>
#include <limits>
#include <utility>

#include "record_reader.hpp"

namespace heapgate {
namespace {

class Visitor final : public RecordSink {
 public:
  explicit Visitor(const RecordFile::Visit& visit) : visit_(visit) {}

  void add(std::span<const Record> records) override {
    for (const Record& record : records) visit_(record);
  }
  void add_bad_line(std::uint64_t, std::string_view, LineProblem) override {}
  void add_rescued(const Record& record, std::string_view, std::uint64_t) override { visit_(record); }
  void add_unread(std::string_view, std::uint64_t) override {}

 private:
  const RecordFile::Visit& visit_;
};

constexpr std::uint64_t kAny = std::numeric_limits<std::uint64_t>::max();

}  // namespace

RecordFile::RecordFile(std::string path, ChunkBegins begins) : path_(std::move(path)) {
  std::error_code error;
  can_be_read_ = std::filesystem::is_regular_file(path_, error);
  if (!can_be_read_) return;
  file_ = PlainFile::open(path_);
  if (file_) chunk_begins_ = begins.empty() ? file_->even_chunks() : std::move(begins);
}

void RecordFile::read(std::size_t chunk, const Visit& visit) const {
  Visitor sink(visit);
  RecordReader reader(nullptr, kAny);  // what was read once, however long its lines are
  if (file_) {
    const auto [begin, end] = chunk_range(chunk_begins_, chunk);
    (void)reader.read(*file_, begin, end, sink);
    return;
  }
  const auto source = open_source(path_);
  reader.open(*source);
  bool more = true;
  (void)reader.read_on(*source, kAny, sink, more);
}

}  // namespace heapgate
