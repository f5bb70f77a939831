#include "heapgate/redact.hpp"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "dump/parse/line_reader.hpp"
#include "dump/source/byte_source.hpp"
#include "dump/source/dump_writer.hpp"
#include "dump/source/line_text.hpp"
#include "heapgate/error.hpp"
#include "heapgate/meta_file.hpp"
#include "heapgate/names.hpp"
#include "line_redactor.hpp"
#include "util/files/aside_file.hpp"
#include "util/files/created_folders.hpp"
#include "util/files/staged_folder.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlock = std::size_t{1} << 20;

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw Error(ExitCode::inconclusive, path + ": " + what);
}

// A dump that is written but not yet in place.
class RedactedDump {
 public:
  RedactedDump(Redaction job, std::uint64_t max_line)
      : job_(std::move(job)), writer_(job_.out, compression_of(job_.out)) {
    copy_lines(max_line);
    writer_.complete();
    if (auto meta = read_meta(job_.dump)) {
      meta->command.clear();  // it may hold a password
      write_beside(meta_path(), format_meta(*meta));
    }
    const Names names = read_names(job_.dump);
    if (!names.objects.empty() || !names.threads.empty()) write_beside(names_path(), format_names(names));
  }

  void put_in_place() {
    writer_.finish();
    for (const std::string& path : {meta_path(), names_path()}) {
      // One that an earlier run left would now speak of another dump.
      std::error_code ignored;
      if (!beside_.contains(path)) fs::remove(path, ignored);
    }
    for (const auto& [path, file] : beside_) file->commit();
  }

 private:
  [[nodiscard]] std::string meta_path() const { return job_.out + ".meta"; }
  [[nodiscard]] std::string names_path() const { return job_.out + ".names"; }

  void write_beside(const std::string& path, const std::string& text) {
    beside_[path] = std::make_unique<AsideFile>(path);
    beside_[path]->write(text);
  }

  void copy_lines(std::uint64_t max_line) {
    const auto source = open_source(job_.dump);
    LineReader reader(*source, kBlock, RecordParser::kPadding, max_line);
    LineRedactor redactor;
    std::string_view line;
    std::string text;
    while (reader.next(line)) {
      if (reader.lines() == 1) line = without_byte_order_mark(line);
      redactor.redact(line, reader.ended_in_newline(), text);
      if (text.size() < kBlock) continue;
      writer_.write(text);
      text.clear();
    }
    redactor.finish(text);
    writer_.write(text);
    if (!reader.error().empty()) refuse(job_.dump, reader.error());
    if (reader.lines() == 0) refuse(job_.dump, "the file is empty");
    if (redactor.saw_record()) return;
    refuse(job_.dump, fmt::format("no heap dump: none of its {} lines is a record", reader.lines()));
  }

  Redaction job_;
  DumpWriter writer_;
  std::map<std::string, std::unique_ptr<AsideFile>>
      beside_;  // the files that the dump has beside it, by path
};

// Errors name the file as it was asked for.
void redact_into(const fs::path& stage, const RedactionPlan& plan, const Redaction& job) {
  try {
    RedactedDump(job, plan.max_line).put_in_place();
  } catch (const OutputError& error) {
    std::string what = error.what();
    if (what.starts_with(stage.string())) what.replace(0, stage.string().size(), plan.folder);
    throw OutputError(what);
  }
}

// All dumps of a folder, in another that is put in its place when they are whole.
void redact_folder(const RedactionPlan& plan) {
  CreatedFolders folders;
  folders.create(fs::absolute(plan.folder).lexically_normal().parent_path());
  StagedFolder stage(plan.folder);
  std::set<fs::path> beside;  // what an earlier run left of them would speak of another dump
  for (const Redaction& job : plan.jobs) {
    const fs::path name = fs::path(job.out).lexically_relative(plan.folder);
    const fs::path out = stage.path() / name;
    std::error_code error;
    fs::create_directories(out.parent_path(), error);
    if (error) throw OutputError(out.parent_path().string() + ": cannot be made: " + error.message());
    redact_into(stage.path(), plan, {job.dump, out.string()});
    beside.insert({name.string() + ".meta", name.string() + ".names"});
  }
  stage.commit([&](const fs::path& name) { return !beside.contains(name); });
  folders.keep();
}

}  // namespace

void redact(const RedactionPlan& plan) {
  if (!plan.folder.empty()) return redact_folder(plan);
  for (const Redaction& job : plan.jobs) RedactedDump(job, plan.max_line).put_in_place();
}

}  // namespace heapgate
