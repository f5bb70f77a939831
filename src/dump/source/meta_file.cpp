#include "heapgate/meta_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <string_view>

#include "compression.hpp"

namespace heapgate {
namespace {

// More than any capture writes; a file of that name may be anything.
constexpr std::size_t kMaxMeta = 65'536;

struct NumberKey {
  std::string_view name;
  std::optional<std::uint64_t> Meta::*field;
};

// The names are those of GC.stat where it has them. In the order of the first line.
constexpr std::array<NumberKey, 3> kFirstLine{
    {{"pid", &Meta::pid}, {"gc_count", &Meta::gc_count}, {"iterations", &Meta::iterations}}};
constexpr std::array<NumberKey, 8> kMeasures{{{"time", &Meta::time},
                                              {"total_allocated_objects", &Meta::allocated_objects},
                                              {"total_freed_objects", &Meta::freed_objects},
                                              {"heap_live_slots", &Meta::live_slots},
                                              {"heap_allocated_pages", &Meta::heap_pages},
                                              {"rss", &Meta::rss},
                                              {"peak_rss", &Meta::peak_rss},
                                              {"threads", &Meta::threads}}};

struct TextKey {
  std::string_view name;
  std::string Meta::*field;
};

// They take the rest of their line.
constexpr std::array<TextKey, 5> kTexts{{{"ruby", &Meta::ruby},
                                         {"own", &Meta::own},
                                         {"cwd", &Meta::working_folder},
                                         {"command", &Meta::command},
                                         {"fork", &Meta::fork}}};

// Empty if there is none. A FIFO would make reading wait for ever.
std::string read_start(const std::string& path, std::string* problem) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return {};
  struct stat status {};
  std::string text;
  if (::fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
    text.resize(kMaxMeta);
    const ssize_t size = ::read(fd, text.data(), text.size());
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  } else if (problem != nullptr) {
    *problem = "its meta file " + path + " is not a regular file";
  }
  ::close(fd);
  return text;
}

std::optional<std::uint64_t> number_of(std::string_view digits) {
  std::uint64_t value = 0;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), value).ec != std::errc{}) {
    return std::nullopt;
  }
  return value;
}

std::vector<std::uint64_t> numbers_of(std::string_view list) {
  std::vector<std::uint64_t> numbers;
  while (const auto number = number_of(list)) {
    numbers.push_back(*number);
    const std::size_t comma = list.find(',');
    if (comma == std::string_view::npos) break;
    list.remove_prefix(comma + 1);
  }
  return numbers;
}

// The first of a key's values counts.
void take_number(Meta& meta, std::string_view name, std::string_view value) {
  const auto take = [&](const NumberKey& key) {
    if (key.name == name && !(meta.*key.field)) meta.*key.field = number_of(value);
  };
  for (const NumberKey& key : kFirstLine) take(key);
  for (const NumberKey& key : kMeasures) take(key);
  if (name == "ended" && meta.ended.empty()) meta.ended = numbers_of(value);
}

std::string Meta::*text_field(std::string_view name) {
  for (const TextKey& key : kTexts) {
    if (key.name == name) return key.field;
  }
  return nullptr;
}

// Words of `key=value`; what is not known is skipped.
void take_line(Meta& meta, std::string_view line) {
  while (!line.empty()) {
    const std::size_t end = line.find(' ');
    const std::string_view word = line.substr(0, end);
    const std::size_t equals = word.find('=');
    if (equals != std::string_view::npos) {
      const std::string_view name = word.substr(0, equals);
      if (const auto field = text_field(name)) {
        if ((meta.*field).empty()) meta.*field = line.substr(equals + 1);
        return;
      }
      take_number(meta, name, word.substr(equals + 1));
    }
    if (end == std::string_view::npos) return;
    line.remove_prefix(end + 1);
  }
}

// What takes dumps in a server: the hook that `heapgate capture` loads, or examples/rack-endpoint.
bool is_captures(std::string_view file) {
  const std::size_t slash = file.rfind('/');
  if (slash == std::string_view::npos) return false;
  const std::string_view name = file.substr(slash + 1);
  if (name == "heapgate_endpoint.rb") return true;
  const std::string_view folder = file.substr(0, slash);
  return name == "hook.rb" && folder.substr(folder.rfind('/') + 1).starts_with("heapgate-");
}

// A line break in a value would begin a line of its own.
void add_line(std::string& text, std::string_view key, std::string_view value) {
  if (value.empty()) return;
  text.append(key).append("=");
  for (const char c : value) text += c == '\n' || c == '\r' ? ' ' : c;
  text += '\n';
}

}  // namespace

std::optional<Meta> parse_meta(const std::string& text) {
  Meta meta;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = rest.find_first_of("\r\n");
    take_line(meta, rest.substr(0, end));
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  if (!meta.pid && !meta.gc_count && meta.ruby.empty()) return std::nullopt;
  // A file of the program would be left out of every budget.
  if (!is_captures(meta.own)) meta.own.clear();
  return meta;
}

std::vector<std::string> own_files(const Meta& meta) {
  if (meta.own.empty()) return {};
  std::vector<std::string> files{meta.own};
  constexpr std::string_view kEndpoint = "/heapgate_endpoint.rb";
  if (meta.own.ends_with(kEndpoint))
    files.push_back(meta.own.substr(0, meta.own.size() - kEndpoint.size()) + "/heapgate_names.rb");
  return files;
}

// All that a Meta has: what is missing here would be lost from redacted dumps.
std::string format_meta(const Meta& meta) {
  std::string first;
  for (const NumberKey& key : kFirstLine) {
    if (meta.*key.field) first += " " + std::string(key.name) + "=" + std::to_string(*(meta.*key.field));
  }
  if (!meta.ruby.empty()) first += " ruby=" + meta.ruby;
  std::string text = first.empty() ? first : first.substr(1) + "\n";
  for (const TextKey& key : kTexts) {
    if (key.field != &Meta::ruby) add_line(text, key.name, meta.*key.field);
  }
  for (const NumberKey& key : kMeasures) {
    if (meta.*key.field) add_line(text, key.name, std::to_string(*(meta.*key.field)));
  }
  std::string ended;
  for (const std::uint64_t pid : meta.ended) ended += (ended.empty() ? "" : ",") + std::to_string(pid);
  add_line(text, "ended", ended);
  return text;
}

std::vector<std::string> meta_paths(const std::string& path) {
  std::vector<std::string> paths{path + ".meta"};
  const std::string_view plain = without_compression(path);
  if (plain != path) paths.push_back(std::string(plain) + ".meta");
  return paths;
}

std::optional<Meta> read_meta(const std::string& path, std::string* problem) {
  for (const std::string& file : meta_paths(path)) {
    if (auto meta = parse_meta(read_start(file, problem))) return meta;
  }
  return std::nullopt;
}

}  // namespace heapgate
