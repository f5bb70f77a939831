#include "heapgate/redact.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string_view>
#include <system_error>

#include "byte_source.hpp"
#include "dump_writer.hpp"
#include "files/aside_file.hpp"
#include "files/created_folders.hpp"
#include "heapgate/error.hpp"
#include "line_reader.hpp"
#include "line_redactor.hpp"
#include "line_text.hpp"
#include "meta.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kChunk = std::size_t{1} << 20;

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw Error(ExitCode::inconclusive, path + ": " + what);
}

// A dump that is written but not yet in place.
class RedactedDump {
 public:
  explicit RedactedDump(const Redaction& job) : job_(job), writer_(job.out, compression_of(job.out)) {
    copy_lines();
    writer_.complete();
    if (auto meta = read_meta(job_.dump)) {
      meta->command.clear();  // it may hold a password
      meta_ = std::make_unique<AsideFile>(meta_path());
      meta_->write(format_meta(*meta));
    }
  }

  void put_in_place() {
    writer_.finish();
    if (meta_) return meta_->commit();
    // One that an earlier run left would now speak of another dump.
    std::error_code ignored;
    fs::remove(meta_path(), ignored);
  }

 private:
  [[nodiscard]] std::string meta_path() const { return job_.out + ".meta"; }

  void copy_lines() {
    const auto source = open_source(job_.dump);
    LineReader reader(*source, kChunk, RecordParser::kPadding);
    LineRedactor redactor;
    std::string_view line;
    std::string text;
    while (reader.next(line)) {
      if (reader.lines() == 1) line = without_byte_order_mark(line);
      redactor.redact(line, reader.ended_in_newline(), text);
      if (text.size() < kChunk) continue;
      writer_.write(text);
      text.clear();
    }
    redactor.finish(text);
    writer_.write(text);
    if (!source->error().empty()) refuse(job_.dump, source->error());
    if (reader.lines() == 0) refuse(job_.dump, "the file is empty");
    if (redactor.saw_record()) return;
    refuse(job_.dump, fmt::format("no heap dump: none of its {} lines is a record", reader.lines()));
  }

  const Redaction& job_;
  DumpWriter writer_;
  std::unique_ptr<AsideFile> meta_;  // none if the dump has none
};

}  // namespace

void redact(const RedactionPlan& plan) {
  CreatedFolders folders;
  std::vector<std::unique_ptr<RedactedDump>> dumps;
  for (const Redaction& job : plan.jobs) {
    if (!plan.folder.empty()) folders.create(fs::path(job.out).parent_path());
    dumps.push_back(std::make_unique<RedactedDump>(job));
  }
  for (const auto& dump : dumps) dump->put_in_place();
  folders.keep();
}

}  // namespace heapgate
