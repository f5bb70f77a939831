#include <algorithm>
#include <numeric>
#include <set>

#include "heapgate/error.hpp"
#include "heapgate/history.hpp"
#include "locked_file.hpp"
#include "util/files/aside_file.hpp"

namespace heapgate {
namespace {

struct Entry {
  std::int64_t time;
  std::string id;
  std::string line;
};

// A line of another heapgate would be lost by a rewrite.
History read_whole(const std::string& path) {
  History history = read_history(path);
  if (history.other_schema_note)
    throw UsageError(*history.other_schema_note + " when reading, but a rewrite would lose it");
  return history;
}

// Gives how many of the file's runs were not there yet.
std::size_t take(History history, std::vector<Entry>& entries, std::set<std::string>& seen,
                 Rewritten& result) {
  result.notes.insert(result.notes.end(), history.notes.begin(), history.notes.end());
  std::size_t fresh = 0;
  for (std::size_t i = 0; i < history.runs.size(); ++i) {
    HistoryRun& run = history.runs[i];
    if (!seen.insert(run.id).second) {
      ++result.duplicates;
      continue;
    }
    entries.push_back({run.time, std::move(run.id), std::move(history.lines[i])});
    ++fresh;
  }
  return fresh;
}

// By time, of one time by id: the same whatever the order of the files.
void put_in_order(std::vector<Entry>& entries) {
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::pair(a.time, std::string_view(a.id)) < std::pair(b.time, std::string_view(b.id));
  });
}

void drop(std::vector<Entry>& entries, const Keep& keep) {
  if (keep.since) std::erase_if(entries, [&](const Entry& entry) { return entry.time < *keep.since; });
  if (keep.newest && entries.size() > *keep.newest)
    entries.erase(entries.begin(), entries.end() - static_cast<std::ptrdiff_t>(*keep.newest));
}

}  // namespace

Rewritten rewrite_history(const std::string& path, const std::vector<std::string>& others, const Keep& keep) {
  std::vector<History> read;
  for (const std::string& other : others) read.push_back(read_whole(other));
  check_history(path);
  Rewritten result;
  const LockedFile lock(path);
  std::vector<Entry> entries;
  std::set<std::string> seen;
  take(read_whole(path), entries, seen, result);
  for (History& other : read) result.added += take(std::move(other), entries, seen, result);
  put_in_order(entries);
  const std::size_t all = entries.size();
  drop(entries, keep);
  result.runs = entries.size();
  result.dropped = all - entries.size();
  AsideFile file(path);
  for (const Entry& entry : entries) file.write(entry.line + "\n");
  file.commit();
  return result;
}

}  // namespace heapgate
