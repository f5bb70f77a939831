#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "heapgate/read_dump.hpp"

/// Dumps made in memory for the tests.
namespace heapgate::test {

/// A folder of its own for each test, removed at its end.
class TempFolder {
 public:
  TempFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "heapgate-test-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  [[nodiscard]] std::string path(const std::string& name) const { return (path_ / name).string(); }
  [[nodiscard]] std::string path() const { return path_.string(); }
  /// Writes a file (with its folders) and gives its path.
  std::string write(const std::string& name, const std::string& text) const {
    const std::filesystem::path file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file.string();
  }

 private:
  std::filesystem::path path_;
};

inline std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The heap of a dump with this text; heaps that are to be compared share their kinds.
inline Heap heap_of(const std::string& text, std::shared_ptr<Kinds> kinds = nullptr) {
  const TempFolder folder;
  return read_dump(folder.write("dump.json", text), std::move(kinds));
}

/// For all dumps of a test program that are compared with one another.
inline std::shared_ptr<Kinds> common_kinds() {
  static const auto kinds = std::make_shared<Kinds>();
  return kinds;
}

}  // namespace heapgate::test
