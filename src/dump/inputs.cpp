#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <string_view>
#include <system_error>

#include "dump/source/compression.hpp"
#include "dump/source/dump_name.hpp"
#include "dump_probe.hpp"
#include "heapgate/dump_set.hpp"
#include "heapgate/error.hpp"
#include "heapgate/inputs.hpp"
#include "util/natural_order.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMinDumps = 3;

struct Folder {
  std::vector<fs::path> dumps;                 // natural order
  std::vector<fs::path> folders;               // natural order
  std::map<std::string, std::string> refused;  // of `dumps`: why they are not to be opened
};

// Why what has a dump's name in a folder cannot be one: opening a FIFO would wait for ever. Empty if it can.
std::string why_refused(const fs::directory_entry& entry) {
  std::error_code error;
  const fs::file_status status = entry.status(error);
  switch (status.type()) {
    case fs::file_type::regular:
    case fs::file_type::not_found: return {};  // a broken link: opening it says so
    case fs::file_type::directory: return "it has a dump's name, but is a folder";
    case fs::file_type::fifo: return "it has a dump's name, but is a FIFO";
    default: return "it is named like a dump, but is not a file";
  }
}

bool natural_path_less(const fs::path& a, const fs::path& b) {
  return natural_less(a.filename().native(), b.filename().native());
}

Folder list_folder(const fs::path& path, std::vector<std::string>& notes) {
  Folder folder;
  std::error_code error;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    std::error_code ignored;
    if (has_dump_name(name)) {
      if (const std::string why = why_refused(*entry); !why.empty()) {
        folder.dumps.push_back(entry->path());
        folder.refused[entry->path().string()] = why;
      } else if (without_compression(name).ends_with(".json") && !may_be_dump(entry->path().string())) {
        notes.push_back(entry->path().string() + ": skipped: it is JSON, but no heap dump");
      } else {
        folder.dumps.push_back(entry->path());
      }
    } else if (entry->is_directory(ignored) && !name.starts_with('.')) {
      folder.folders.push_back(entry->path());
    }
  }
  if (error) notes.push_back(path.string() + ": cannot be listed: " + error.message());
  std::sort(folder.dumps.begin(), folder.dumps.end(), natural_path_less);
  std::sort(folder.folders.begin(), folder.folders.end(), natural_path_less);
  std::sort(notes.begin(), notes.end());
  return folder;
}

void append(std::vector<std::string>& paths, const std::vector<fs::path>& more) {
  for (const fs::path& path : more) paths.push_back(path.string());
}

// One set a process, if `folder` holds folders of dumps and no dumps itself.
std::vector<DumpSet> process_sets(const Folder& folder, std::vector<std::string>& notes) {
  std::vector<DumpSet> sets;
  if (!folder.dumps.empty()) return sets;
  for (const fs::path& path : folder.folders) {
    const Folder inner = list_folder(path, notes);
    if (inner.dumps.empty()) {
      notes.push_back(path.string() + ": skipped: a folder without dumps");
      continue;
    }
    DumpSet& set = sets.emplace_back(DumpSet{path.filename().string(), path.string(), {}, inner.refused});
    append(set.paths, inner.dumps);
  }
  return sets;
}

bool is_folder(const std::string& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

bool is_missing(const std::string& path) {
  std::error_code ignored;
  return !fs::exists(path, ignored);
}

}  // namespace

Inputs resolve_inputs(const std::vector<std::string>& paths) {
  Inputs inputs;
  const bool any_folder = std::any_of(paths.begin(), paths.end(), is_folder);
  // A single path that is not there was meant as a folder: reading it says so.
  const bool lost_folder = paths.size() == 1 && is_missing(paths.front());
  if (paths.size() < kMinDumps && !any_folder && !lost_folder) {
    throw UsageError("three dumps are needed to tell a leak, " + std::to_string(paths.size()) +
                     (paths.size() == 1 ? " is named" : " are named"));
  }
  DumpSet named;
  for (const std::string& path : paths) {
    if (!is_folder(path)) {
      named.paths.push_back(path);
      continue;
    }
    const Folder folder = list_folder(path, inputs.notes);
    if (paths.size() == 1) {
      named.origin = path;
      inputs.sets = process_sets(folder, inputs.notes);
    }
    append(named.paths, folder.dumps);
    named.refused.insert(folder.refused.begin(), folder.refused.end());
  }
  if (inputs.sets.empty()) inputs.sets.push_back(std::move(named));
  return inputs;
}

}  // namespace heapgate
