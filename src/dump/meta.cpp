#include "meta.hpp"

#include <array>
#include <charconv>
#include <fstream>
#include <string_view>

#include "compression.hpp"

namespace heapgate {
namespace {

// More than any capture writes; a file of that name may be anything.
constexpr std::size_t kMaxMeta = 4096;

std::string read_start(const std::string& path) {
  std::array<char, kMaxMeta> buffer{};
  std::ifstream file(path, std::ios::binary);
  file.read(buffer.data(), buffer.size());
  return {buffer.data(), static_cast<std::size_t>(file.gcount())};
}

// The text behind `key`, at the start of the text or behind a blank.
std::optional<std::string_view> value_of(std::string_view text, std::string_view key) {
  for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    if (at == 0 || text[at - 1] == ' ' || text[at - 1] == '\n') return text.substr(at + key.size());
  }
  return std::nullopt;
}

std::optional<std::uint64_t> number_of(std::string_view text, std::string_view key) {
  const auto digits = value_of(text, key);
  std::uint64_t value = 0;
  if (!digits || std::from_chars(digits->data(), digits->data() + digits->size(), value).ec != std::errc{}) {
    return std::nullopt;
  }
  return value;
}

std::string line_behind(std::string_view text, std::string_view key) {
  const auto rest = value_of(text, key);
  return rest ? std::string(rest->substr(0, rest->find_first_of("\r\n"))) : std::string{};
}

}  // namespace

std::optional<Meta> parse_meta(const std::string& text) {
  Meta meta{number_of(text, "pid="),       number_of(text, "gc_count="), {}, {}, {},
            number_of(text, "iterations=")};
  meta.ruby = line_behind(text, "ruby=");
  meta.own = line_behind(text, "own=");
  meta.working_folder = line_behind(text, "cwd=");
  if (!meta.pid && !meta.gc_count && meta.ruby.empty()) return std::nullopt;
  return meta;
}

// All that a Meta has: what is missing here would be lost from redacted dumps.
std::string format_meta(const Meta& meta) {
  std::string first;
  if (meta.pid) first += " pid=" + std::to_string(*meta.pid);
  if (meta.gc_count) first += " gc_count=" + std::to_string(*meta.gc_count);
  if (meta.iterations) first += " iterations=" + std::to_string(*meta.iterations);
  if (!meta.ruby.empty()) first += " ruby=" + meta.ruby;
  std::string text = first.empty() ? first : first.substr(1) + "\n";
  if (!meta.own.empty()) text += "own=" + meta.own + "\n";
  if (!meta.working_folder.empty()) text += "cwd=" + meta.working_folder + "\n";
  return text;
}

std::optional<Meta> read_meta(const std::string& path) {
  if (auto meta = parse_meta(read_start(path + ".meta"))) return meta;
  return parse_meta(read_start(std::string(without_compression(path)) + ".meta"));
}

}  // namespace heapgate
