#include <fmt/format.h>

#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <utility>

#include "compression.hpp"
#include "heapgate/names.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::pair<std::string_view, NameKind>, 5> kKinds{
    {{"constant", NameKind::constant},
     {"class_variable", NameKind::class_variable},
     {"instance_variable", NameKind::instance_variable},
     {"global", NameKind::global},
     {"local", NameKind::local}}};
constexpr std::string_view kThread = "thread";
constexpr std::string_view kFailed = "failed";

// Up to the next tab, which goes too.
std::string_view take_field(std::string_view& line) {
  const std::size_t end = line.find('\t');
  const std::string_view field = line.substr(0, end);
  line = end == std::string_view::npos ? std::string_view() : line.substr(end + 1);
  return field;
}

std::optional<Address> address_of(std::string_view text) {
  if (!text.starts_with("0x")) return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), value, 16);
  if (error != std::errc{} || end != text.data() + text.size() || value == 0) return std::nullopt;
  return static_cast<Address>(value);
}

void take_line(std::string_view line, Names& names) {
  const std::string_view first = take_field(line);
  if (first == kFailed) names.failure = line;
  const auto address = address_of(first);
  if (!address) return;
  const std::string_view kind = take_field(line);
  if (kind == kThread) {
    const std::string_view name = take_field(line);
    const std::string_view status = take_field(line);
    names.threads.push_back(
        {*address, std::string(name), std::string(status), std::string(take_field(line))});
  }
  for (const auto& [word, known] : kKinds) {
    if (word == kind) names.objects.push_back({*address, known, std::string(take_field(line))});
  }
}

}  // namespace

const char* to_string(NameKind kind) {
  for (const auto& [word, known] : kKinds) {
    if (known == kind) return word.data();
  }
  return "";
}

Names parse_names(std::string_view text) {
  Names names;
  if (!text.starts_with(kNamesHeader)) return names;
  text.remove_prefix(kNamesHeader.size());
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) break;  // cut
    take_line(text.substr(0, end), names);
    text.remove_prefix(end + 1);
  }
  return names;
}

std::string format_names(const Names& names) {
  std::string text(kNamesHeader);
  for (const ThreadNote& thread : names.threads) {
    text += fmt::format("{:#x}\t{}\t{}\t{}\t{}\n", static_cast<std::uint64_t>(thread.address), kThread,
                        thread.name, thread.status, thread.site);
  }
  for (const NamedObject& object : names.objects) {
    text += fmt::format("{:#x}\t{}\t{}\n", static_cast<std::uint64_t>(object.address), to_string(object.kind),
                        object.name);
  }
  return text + (names.failure.empty() ? "end\n" : fmt::format("{}\t{}\n", kFailed, names.failure));
}

std::vector<std::string> names_paths(const std::string& path) {
  std::vector<std::string> paths{path + ".names"};
  const std::string_view plain = without_compression(path);
  if (plain != path) paths.push_back(std::string(plain) + ".names");
  return paths;
}

Names read_names(const std::string& path) {
  for (const std::string& file : names_paths(path)) {
    std::error_code error;
    if (!fs::is_regular_file(file, error)) continue;
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return parse_names(text.str());
  }
  return {};
}

}  // namespace heapgate
