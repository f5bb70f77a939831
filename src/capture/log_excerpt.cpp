#include "log_excerpt.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>
#include <vector>

namespace heapgate {
namespace {

constexpr std::size_t kWhole = 30;  // lines
constexpr std::size_t kFirst = 6;
constexpr std::size_t kBeforeBacktrace = 3;
constexpr std::size_t kOfBacktrace = 4;
constexpr std::size_t kLast = 12;
constexpr std::size_t kBacktrace = 3;      // frames that make one
constexpr std::size_t kLongestLine = 500;  // bytes
constexpr std::streamoff kHalf = 128 << 10;

// "path:12:in `method'", behind "from " or not.
bool is_frame(const std::string& line) {
  const std::size_t at = line.find(":in ");
  return at != std::string::npos && at > 0 && std::isdigit(static_cast<unsigned char>(line[at - 1])) != 0;
}

// Where the last backtrace begins; lines.size() if there is none.
std::size_t last_backtrace(const std::vector<std::string>& lines) {
  std::size_t frames = 0;
  for (std::size_t i = lines.size(); i > 0; --i) {
    if (is_frame(lines[i - 1])) {
      ++frames;
    } else if (frames >= kBacktrace) {
      return i;
    } else {
      frames = 0;
    }
  }
  return frames >= kBacktrace ? 0 : lines.size();
}

std::vector<bool> chosen(const std::vector<std::string>& lines) {
  const std::size_t count = lines.size();
  std::vector<bool> shown(count, count <= kWhole);
  if (count <= kWhole) return shown;
  const auto show = [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < std::min(end, count); ++i) shown[i] = true;
  };
  show(0, kFirst);
  show(count - kLast, count);
  const std::size_t head = last_backtrace(lines);
  if (head < count) show(head - std::min(head, kBeforeBacktrace), head + kOfBacktrace);
  return shown;
}

}  // namespace

std::string log_excerpt(const std::string& log) {
  std::istringstream text(log);
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) {
    if (line.size() > kLongestLine) line = line.substr(0, kLongestLine) + " …";
    if (!line.empty()) lines.push_back(std::move(line));
  }
  const std::vector<bool> shown = chosen(lines);
  std::string excerpt;
  std::size_t left_out = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!shown[i]) {
      ++left_out;
      continue;
    }
    if (left_out > 0) excerpt += "\n  | … (" + std::to_string(left_out) + " lines left out)";
    left_out = 0;
    excerpt += "\n  | " + lines[i];
  }
  return excerpt;
}

std::string read_log(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const std::streamoff size = file.tellg();
  if (size <= 0) return {};
  const auto part = [&file](std::streamoff from, std::streamoff count) {
    std::string text(static_cast<std::size_t>(count), '\0');
    file.seekg(from);
    file.read(text.data(), count);
    text.resize(static_cast<std::size_t>(file.gcount()));
    return text;
  };
  if (size <= 2 * kHalf) return part(0, size);
  return part(0, kHalf) + "\n… (" + std::to_string(size - 2 * kHalf) + " bytes left out)\n" +
         part(size - kHalf, kHalf);
}

}  // namespace heapgate
