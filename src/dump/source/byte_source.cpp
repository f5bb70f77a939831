#include "byte_source.hpp"

#include <archive.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "gzip_check.hpp"

namespace heapgate {
namespace {

constexpr std::uint64_t kChunk = std::uint64_t{4} << 20;

class FileSource : public ByteSource {
 public:
  explicit FileSource(const std::string& path) {
    struct stat status {};
    // Before it is opened, since that can make a device do things.
    if (::stat(path.c_str(), &status) == 0 && (S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode))) {
      error_ = "it is a device, not a dump";
      return;
    }
    fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd_ < 0) {
      error_ = std::strerror(errno);
    } else if (::fstat(fd_, &status) == 0 && S_ISDIR(status.st_mode)) {
      error_ = std::strerror(EISDIR);
    } else {
      peek();
    }
  }
  ~FileSource() override {
    if (fd_ >= 0) ::close(fd_);
  }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  std::size_t read(std::span<char> buffer) override {
    if (!head_.empty()) {
      const std::size_t size = std::min(head_.size(), buffer.size());
      std::memcpy(buffer.data(), head_.data(), size);
      head_.remove_prefix(size);
      return size;
    }
    return read_file(buffer);
  }

  [[nodiscard]] std::uint64_t file_bytes() const override { return file_bytes_; }

  /// The first bytes, which read() gives again.
  [[nodiscard]] std::string_view head() const { return head_; }

 private:
  std::size_t read_file(std::span<char> buffer) {
    while (error_.empty()) {
      const ssize_t size = ::read(fd_, buffer.data(), buffer.size());
      if (size >= 0) {
        file_bytes_ += static_cast<std::uint64_t>(size);
        return static_cast<std::size_t>(size);
      }
      if (errno != EINTR) error_ = std::strerror(errno);
    }
    return 0;
  }

  // A FIFO cannot be rewound, so the bytes that tell the format are kept.
  void peek() {
    std::size_t size = 0;
    while (size < magic_.size()) {
      const std::size_t more = read_file(std::span(magic_).subspan(size));
      if (more == 0) break;
      size += more;
    }
    head_ = {magic_.data(), size};
  }

  int fd_ = -1;
  std::array<char, 6> magic_{};
  std::string_view head_;
  std::uint64_t file_bytes_ = 0;
};

bool is_gzip(std::string_view head) {
  return head.starts_with("\x1f\x8b");
}

class CompressedSource : public ByteSource {
 public:
  explicit CompressedSource(std::unique_ptr<FileSource> file)
      : file_(std::move(file)), archive_(archive_read_new()), block_(std::size_t{1} << 18) {
    if (is_gzip(file_->head())) gzip_.emplace();
    archive_read_support_filter_gzip(archive_);
    archive_read_support_filter_zstd(archive_);
    archive_read_support_filter_xz(archive_);
    archive_read_support_format_raw(archive_);
    archive_entry* entry = nullptr;
    if (archive_read_open(archive_, this, nullptr, feed, nullptr) != ARCHIVE_OK ||
        archive_read_next_header(archive_, &entry) != ARCHIVE_OK) {
      fail();
    } else if (archive_filter_code(archive_, 0) == ARCHIVE_FILTER_NONE) {
      // The first bytes say it is compressed, but it ends within the compressor's header.
      error_ = "cannot decompress: truncated header";
    }
  }
  ~CompressedSource() override { archive_read_free(archive_); }
  CompressedSource(const CompressedSource&) = delete;
  CompressedSource& operator=(const CompressedSource&) = delete;

  std::size_t read(std::span<char> buffer) override {
    if (!error_.empty()) return 0;
    const la_ssize_t size = archive_read_data(archive_, buffer.data(), buffer.size());
    if (size < 0) fail();
    if (size == 0) check_end();
    if (size <= 0) return 0;
    if (gzip_) gzip_->add_text({buffer.data(), static_cast<std::size_t>(size)});
    return static_cast<std::size_t>(size);
  }
  [[nodiscard]] std::uint64_t file_bytes() const override { return file_->file_bytes(); }

 private:
  static la_ssize_t feed(archive* handle, void* self, const void** block) {
    auto& source = *static_cast<CompressedSource*>(self);
    *block = source.block_.data();
    const std::size_t size = source.take_block();
    if (size == 0 && !source.file_->error().empty()) {
      archive_set_error(handle, EIO, "%s", source.file_->error().c_str());
      return -1;
    }
    return static_cast<la_ssize_t>(size);
  }

  std::size_t take_block() {
    const std::size_t size = file_->read(block_);
    if (gzip_) gzip_->add_compressed({block_.data(), size});
    return size;
  }

  // libarchive stops where the compressed text does, whatever follows it.
  void check_end() {
    bool any_left = false;
    while (take_block() > 0) any_left = true;
    if (!file_->error().empty()) {
      error_ = file_->error();
    } else if (const std::string problem = gzip_ ? gzip_->problem() : ""; !problem.empty()) {
      error_ = "cannot decompress: " + problem;
    } else if (any_left && !gzip_) {
      error_ = "cannot decompress: more follows the end of the compressed text";
    }
  }

  void fail() {
    const char* reason = archive_error_string(archive_);
    error_ = std::string("cannot decompress: ") + (reason != nullptr ? reason : "unknown error");
  }

  std::unique_ptr<FileSource> file_;
  archive* archive_;
  std::vector<char> block_;
  std::optional<GzipCheck> gzip_;
};

bool is_compressed(std::string_view head) {
  using namespace std::string_view_literals;
  return is_gzip(head) || head.starts_with("\x28\xb5\x2f\xfd"sv) || head.starts_with("\xfd\x37zXZ\0"sv);
}

class RangeSource : public ByteSource {
 public:
  RangeSource(int fd, std::uint64_t begin, std::uint64_t end)
      : fd_(fd), begin_(begin), at_(begin), end_(end) {}

  [[nodiscard]] std::uint64_t file_bytes() const override { return at_ - begin_; }

  std::size_t read(std::span<char> buffer) override {
    // Mostly the rest of one line; but that may be long.
    constexpr std::size_t kLargestPiece = std::size_t{1} << 16;
    if (at_ >= end_) piece_ = std::min(2 * piece_, kLargestPiece);
    const std::uint64_t wanted = at_ < end_ ? end_ - at_ : piece_;
    const std::size_t size = std::min<std::uint64_t>(buffer.size(), wanted);
    while (error_.empty()) {
      const ssize_t got = ::pread(fd_, buffer.data(), size, static_cast<off_t>(at_));
      if (got >= 0) {
        at_ += static_cast<std::uint64_t>(got);
        return static_cast<std::size_t>(got);
      }
      if (errno != EINTR) error_ = std::strerror(errno);
    }
    return 0;
  }

 private:
  int fd_;
  std::uint64_t begin_;
  std::uint64_t at_;
  std::uint64_t end_;
  std::size_t piece_ = std::size_t{1} << 11;
};

}  // namespace

ChunkRange chunk_range(const ChunkBegins& begins, std::size_t index) {
  const bool is_last = index + 1 == begins.size();
  return {begins[index], is_last ? std::numeric_limits<std::uint64_t>::max() : begins[index + 1]};
}

ChunkBegins PlainFile::even_chunks() const {
  ChunkBegins begins{0};
  while (size_ - begins.back() > kChunk) begins.push_back(begins.back() + kChunk);
  return begins;
}

std::string_view PlainFile::peek(std::uint64_t offset, std::span<char> buffer) const {
  const ssize_t size = ::pread(fd_, buffer.data(), buffer.size(), static_cast<off_t>(offset));
  return {buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

std::unique_ptr<PlainFile> PlainFile::open(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return nullptr;
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return nullptr;
  std::unique_ptr<PlainFile> file(new PlainFile(fd, static_cast<std::uint64_t>(status.st_size)));
  std::array<char, 6> magic{};
  const ssize_t size = ::pread(fd, magic.data(), magic.size(), 0);
  if (size < 0 || is_compressed({magic.data(), static_cast<std::size_t>(size)})) return nullptr;
  return file;
}

PlainFile::~PlainFile() {
  ::close(fd_);
}

std::unique_ptr<ByteSource> PlainFile::from(std::uint64_t begin, std::uint64_t expected_end) const {
  return std::make_unique<RangeSource>(fd_, begin, expected_end);
}

std::unique_ptr<ByteSource> open_source(const std::string& path) {
  auto file = std::make_unique<FileSource>(path);
  if (!is_compressed(file->head())) return file;
  return std::make_unique<CompressedSource>(std::move(file));
}

}  // namespace heapgate
