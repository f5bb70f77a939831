#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "heapgate/error.hpp"
#include "heapgate/history.hpp"
#include "run_json.hpp"

namespace heapgate {
namespace {

std::ifstream open(const std::string& path) {
  std::error_code ignored;
  errno = std::filesystem::is_directory(path, ignored) ? EISDIR : 0;
  if (errno == 0) {
    std::ifstream file(path, std::ios::binary);
    if (file) return file;
  }
  throw UsageError(path + ": cannot be read: " + std::strerror(errno));
}

}  // namespace

History read_history(const std::string& path) {
  History history;
  history.path = path;
  std::ifstream file = open(path);
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    ReadLine read = parse_history_line(line);
    if (read.state == LineState::run) {
      history.runs.push_back(std::move(read.run));
      history.lines.push_back(std::move(line));
      continue;
    }
    if (number == 1 && !begins_history(line, !file.eof()))
      throw UsageError(path + ":1: not a heapgate history");
    const bool is_torn = file.eof() && read.state == LineState::broken;
    const std::string what = is_torn ? "the last line is broken (an interrupted write)" : read.problem;
    history.notes.push_back(path + ":" + std::to_string(number) + ": " + what + ", passed over");
    if (read.state == LineState::other_schema && !history.other_schema_note)
      history.other_schema_note = history.notes.back();
  }
  if (file.bad()) throw UsageError(path + ": cannot be read: " + std::strerror(EIO));
  return history;
}

void check_history(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return;
  std::ifstream file = open(path);
  std::string first;
  std::getline(file, first);
  if (!begins_history(first, !file.eof())) throw UsageError(path + ":1: not a heapgate history");
}

}  // namespace heapgate
