#include "staging.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <system_error>

#include "dump/source/dump_name.hpp"
#include "dump/source/dump_writer.hpp"
#include "heapgate/error.hpp"
#include "heapgate/meta_file.hpp"
#include "heapgate/names.hpp"
#include "names_splitter.hpp"
#include "proc.hpp"
#include "util/files/aside_file.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;

// Heaps grow a little from dump to dump.
constexpr double kGrowth = 1.1;

// Whatever the umask: dumps hold secrets.
constexpr mode_t kPrivate = 0600;

// One that is there stays as it is.
void make_private(const fs::path& folder) {
  if (::mkdir(folder.c_str(), 0700) == 0 && ::chmod(folder.c_str(), 0700) == 0) return;
  std::error_code error(errno, std::generic_category());
  std::error_code ignored;
  if (fs::is_directory(folder, ignored)) return;
  if (error == std::errc::file_exists) error = std::make_error_code(std::errc::not_a_directory);
  throw OutputError(folder.string() + ": cannot be written: " + error.message());
}

Compression compression(CapturedAs as) {
  switch (as) {
    case CapturedAs::plain: return Compression::none;
    case CapturedAs::gzip: return Compression::gzip;
    case CapturedAs::zstd: return Compression::zstd;
  }
  return Compression::none;
}

const char* suffix(CapturedAs as) {
  switch (as) {
    case CapturedAs::plain: return "";
    case CapturedAs::gzip: return ".gz";
    case CapturedAs::zstd: return ".zst";
  }
  return "";
}

[[noreturn]] void fail(const fs::path& path, const std::error_code& error) {
  throw OutputError(path.string() + ": cannot be written: " + error.message());
}

// The dumps in `out` and in the folders of its processes, each with what lies beside it.
std::vector<fs::path> dumps_in(const fs::path& out) {
  std::vector<fs::path> found;
  std::error_code error;
  fs::recursive_directory_iterator entry(out, error);
  for (const fs::recursive_directory_iterator end; !error && entry != end; entry.increment(error)) {
    std::error_code ignored;
    if (entry.depth() >= 1) entry.disable_recursion_pending();
    if (!entry->is_regular_file(ignored)) continue;
    std::string name = entry->path().filename().string();
    for (const std::string_view suffix : {".meta", ".names"}) {
      if (name.ends_with(suffix)) name.resize(name.size() - suffix.size());
    }
    if (has_dump_name(name)) found.push_back(entry->path());
  }
  return found;
}

// With the folders above it. What was not there before goes again unless something is in it.
void make_folders(const fs::path& out, Guardian& guardian) {
  std::vector<fs::path> missing;
  std::error_code error;
  for (fs::path folder = out; !fs::exists(folder, error) && !error; folder = folder.parent_path())
    missing.push_back(folder);
  fs::create_directories(out.parent_path(), error);
  if (error) fail(out, error);
  make_private(out);
  for (auto folder = missing.rbegin(); folder != missing.rend(); ++folder)
    guardian.remove_empty_folder(folder->string());
}

// And the folders of processes that are empty then.
void remove_dumps(const fs::path& out) {
  std::error_code ignored;
  for (const fs::path& old : dumps_in(out)) {
    fs::remove(old, ignored);
    if (old.parent_path() != out) ::rmdir(old.parent_path().c_str());
  }
}

void write_private(const std::string& path, const std::string& text) {
  AsideFile file(path, kPrivate);
  file.write(text);
  file.commit();
}

void move_into(const fs::path& from, const fs::path& to) {
  std::error_code error;
  make_private(to);
  for (const fs::directory_entry& entry : fs::directory_iterator(from)) {
    const fs::path target = to / entry.path().filename();
    fs::rename(entry.path(), target, error);
    if (error) fail(target, error);
  }
}

}  // namespace

Staging::Staging(const CaptureOptions& options, Guardian& guardian) : options_(options) {
  const fs::path out = fs::absolute(options.out).lexically_normal();
  make_folders(out, guardian);
  if (!options.replace && !dumps_in(out).empty()) {
    throw UsageError(options.out +
                     ": holds dumps already; name another folder, or replace them by --replace");
  }
  folder_ = (out / ".capture-XXXXXX").string();
  if (::mkdtemp(folder_.data()) == nullptr) fail(out, {errno, std::generic_category()});
  guardian.remove_folder(folder_);
}

std::string Staging::folder_of(pid_t pid) const {
  return folder_ + "/" + std::to_string(pid);
}

std::string Staging::name_of(unsigned number) const {
  return std::to_string(number) + ".json" + suffix(options_.compression);
}

Staging::Written Staging::write_once(DumpSource& source, const std::string& path,
                                     const Deadline& deadline) const {
  Written result;
  DumpWriter writer(path, compression(options_.compression), kPrivate);
  NamesSplitter splitter([&](std::string_view bytes) {
    writer.write(bytes);
    result.text += bytes.size();
  });
  result.meta = source.dump([&](std::string_view bytes) { splitter.write(bytes); }, deadline);
  splitter.finish();
  if (!splitter.are_names_whole())
    throw DumpFailed(process_label(source.pid()) + ": the dump and its names came mixed up, or cut");
  result.names = splitter.names();
  writer.finish();
  result.size = writer.bytes_written();
  return result;
}

Staging::Written Staging::write(DumpSource& source, const std::string& path, const Deadline& deadline) const {
  try {
    return write_once(source, path, deadline);
  } catch (const DumpFailed& error) {
    if (!source.fall_back()) throw;
    if (options_.progress) options_.progress(std::string(error.what()) + "; again, by Ruby's own fork");
  }
  fs::remove(path);
  return write_once(source, path, deadline);
}

void Staging::rehearse(DumpSource& source, const Deadline& deadline) {
  const std::string path = folder_ + "/rehearsal.json" + suffix(options_.compression);
  const Written written = write(source, path, deadline);
  fs::remove(path);
  const pid_t pid = source.pid();
  // Told once: the dumps to keep would fail alike.
  if (const std::string failure = parse_names(written.names).failure; !failure.empty() && options_.note)
    options_.note(process_label(pid) +
                  ": not all names of constants and variables could be listed: " + failure);
  sizes_[pid] = written.size;
  processes_[pid] = {pid, written.meta.command, written.meta.ruby, {}, 0};
}

void Staging::check_room() const {
  std::uint64_t needed = 0;
  for (const auto& [pid, size] : sizes_) needed += size;
  needed = static_cast<std::uint64_t>(static_cast<double>(needed) * kGrowth) * options_.rounds;
  struct statvfs status {};
  if (::statvfs(folder_.c_str(), &status) != 0) return;
  const std::uint64_t room = std::uint64_t{status.f_bavail} * status.f_frsize;
  if (room >= needed) return;
  constexpr std::uint64_t kMiB = 1 << 20;
  throw OutputError(
      fmt::format("{}: not enough room: {} dumps need about {} MiB, {} MiB are free; --compress zst "
                  "takes far less",
                  options_.out, options_.rounds * sizes_.size(), needed / kMiB + 1, room / kMiB));
}

void Staging::take(DumpSource& source, unsigned number, const Deadline& deadline) {
  const pid_t pid = source.pid();
  make_private(folder_of(pid));
  const std::string name = name_of(number);
  const std::string path = folder_of(pid) + "/" + name;
  const std::time_t asked = std::time(nullptr);
  Written written = write(source, path, deadline);
  written.meta.time = static_cast<std::uint64_t>(asked);
  if (number > 1) written.meta.iterations = options_.iterations;
  metas_[path] = std::move(written.meta);
  if (!written.names.empty()) names_[path] = std::move(written.names);
  CapturedProcess& process = processes_[pid];
  process.dumps.push_back(name);
  process.bytes += written.text;
}

void Staging::drop(pid_t pid) {
  // One that ended before its first dump, as a helper does, took no part in what is compared.
  if (!processes_[pid].dumps.empty()) ended_.push_back(static_cast<std::uint64_t>(pid));
  processes_.erase(pid);
  sizes_.erase(pid);
  const auto is_its_own = [&](const auto& entry) { return entry.first.starts_with(folder_of(pid) + "/"); };
  std::erase_if(metas_, is_its_own);
  std::erase_if(names_, is_its_own);
  std::error_code ignored;
  fs::remove_all(folder_of(pid), ignored);
}

void Staging::drop_round(unsigned number) {
  const std::string name = name_of(number);
  for (auto& [pid, process] : processes_) {
    std::erase(process.dumps, name);
    metas_.erase(folder_of(pid) + "/" + name);
    names_.erase(folder_of(pid) + "/" + name);
    std::error_code ignored;
    fs::remove(folder_of(pid) + "/" + name, ignored);
  }
}

// At the end, since a worker may have ended behind the last dump of another one.
void Staging::write_companions() const {
  for (const auto& [path, meta] : metas_) {
    Meta complete = meta;
    complete.ended = ended_;
    write_private(path + ".meta", format_meta(complete));
  }
  for (const auto& [path, names] : names_) write_private(path + ".names", names);
}

std::vector<CapturedProcess> Staging::commit() {
  write_companions();
  if (options_.replace) remove_dumps(options_.out);
  std::vector<CapturedProcess> result;
  for (auto& [pid, process] : processes_) {
    fs::path to(options_.out);
    if (processes_.size() > 1) to /= std::to_string(pid);
    move_into(folder_of(pid), to);
    for (std::string& name : process.dumps) name = (to / name).string();
    result.push_back(std::move(process));
  }
  return result;
}

}  // namespace heapgate
