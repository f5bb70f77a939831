#include <algorithm>

#include "heapgate/error.hpp"
#include "heapgate/history.hpp"
#include "locked_file.hpp"
#include "run_json.hpp"

namespace heapgate {
namespace {

constexpr off_t kBlock = off_t{64} * 1024;

// Where the line begins that the byte before `end` belongs to.
off_t line_begin(const LockedFile& file, off_t end) {
  while (end > 0) {
    const off_t from = end > kBlock ? end - kBlock : 0;
    const std::size_t newline = file.read(from, end).rfind('\n');
    if (newline != std::string::npos) return from + static_cast<off_t>(newline) + 1;
    end = from;
  }
  return 0;
}

void require_history(const std::string& path, const LockedFile& file, off_t size) {
  std::string first;
  for (off_t at = 0; at < size && first.find('\n') == std::string::npos; at += kBlock)
    first += file.read(at, std::min(size, at + kBlock));
  const std::size_t newline = first.find('\n');
  first.resize(std::min(newline, first.size()));
  if (!begins_history(first, newline != std::string::npos))
    throw UsageError(path + ":1: not a heapgate history");
}

// What goes before the new line so that it stands by itself. A broken last line without its end is cut off:
// with an end it is nobody's torn write.
std::string heal_tail(const std::string& path, const LockedFile& file, std::vector<std::string>& notes) {
  const off_t size = file.size();
  if (size == 0) return "";
  require_history(path, file, size);
  if (file.read(size - 1, size) == "\n") return "";
  const off_t begin = line_begin(file, size);
  const ReadLine last = parse_history_line(file.read(begin, size));
  // A whole run, if of another heapgate.
  if (last.state != LineState::broken) return "\n";
  file.cut(begin);
  notes.push_back(path + ": the last line was broken (an interrupted write, " + std::to_string(size - begin) +
                  " bytes) and is removed");
  return "";
}

}  // namespace

std::vector<std::string> append_history(const std::string& path, const HistoryRun& run) {
  std::vector<std::string> notes;
  const LockedFile file(path);
  const std::string before = heal_tail(path, file, notes);
  file.append(before + history_line(run));
  return notes;
}

}  // namespace heapgate
