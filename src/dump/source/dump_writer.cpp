#include "dump_writer.hpp"

#include <archive.h>
#include <archive_entry.h>

#include "heapgate/error.hpp"

namespace heapgate {
namespace {

constexpr int kBlock = 1 << 18;  // bytes written at once

struct FreeEntry {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

int add_filter(archive* writer, Compression compression) {
  switch (compression) {
    case Compression::gzip: return archive_write_add_filter_gzip(writer);
    case Compression::zstd: return archive_write_add_filter_zstd(writer);
    case Compression::xz: return archive_write_add_filter_xz(writer);
    case Compression::none: break;
  }
  return archive_write_add_filter_none(writer);
}

// gzip would write the time into its header; zstd's fast level costs a redaction the least.
int set_options(archive* writer, Compression compression) {
  switch (compression) {
    case Compression::gzip: return archive_write_set_filter_option(writer, "gzip", "timestamp", nullptr);
    case Compression::zstd: return archive_write_set_filter_option(writer, "zstd", "compression-level", "1");
    default: return ARCHIVE_OK;
  }
}

}  // namespace

void DumpWriter::FreeArchive::operator()(archive* writer) const {
  archive_write_free(writer);
}

ssize_t DumpWriter::write_to(archive* /*writer*/, void* target, const void* bytes, std::size_t size) {
  auto& to = *static_cast<Target*>(target);
  if (to.given_up || to.error != 0) return static_cast<ssize_t>(size);
  std::string_view text(static_cast<const char*>(bytes), size);
  if (to.checksum) text = to.checksum->flagged(text);
  to.error = write_all(to.descriptor, text);
  return static_cast<ssize_t>(size);
}

DumpWriter::DumpWriter(const std::string& path, Compression compression, std::optional<mode_t> mode)
    : path_(path), file_(path, mode) {
  if (compression == Compression::none) return;
  archive_.reset(archive_write_new());
  archive* writer = archive_.get();
  check(add_filter(writer, compression));
  check(set_options(writer, compression));
  check(archive_write_set_format_raw(writer));
  check(archive_write_set_bytes_per_block(writer, kBlock));
  check(archive_write_set_bytes_in_last_block(writer, 1));
  target_.descriptor = file_.descriptor();
  if (compression == Compression::zstd) target_.checksum.emplace();
  check(archive_write_open(writer, &target_, nullptr, &DumpWriter::write_to, nullptr));
  const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  check(archive_write_header(writer, entry.get()));
}

DumpWriter::~DumpWriter() {
  target_.given_up = true;
}

void DumpWriter::check(long result) {
  if (target_.error != 0) file_.fail(target_.error);
  if (result >= ARCHIVE_OK) return;
  const char* text = archive_error_string(archive_.get());
  const std::string reason = text != nullptr ? text : "unknown error";
  // The compressor is broken, so that it must not be asked for the rest.
  archive_write_fail(archive_.get());
  throw OutputError(path_ + ": cannot be written: " + reason);
}

void DumpWriter::write(std::string_view bytes) {
  if (!archive_) {
    file_.write(bytes);
    bytes_written_ += bytes.size();
    return;
  }
  if (target_.checksum) target_.checksum->add_text(bytes);
  check(archive_write_data(archive_.get(), bytes.data(), bytes.size()));
  bytes_written_ = static_cast<std::uint64_t>(archive_filter_bytes(archive_.get(), -1));
}

void DumpWriter::complete() {
  if (!archive_) return;
  check(archive_write_close(archive_.get()));
  bytes_written_ = static_cast<std::uint64_t>(archive_filter_bytes(archive_.get(), -1));
  archive_.reset();
  if (!target_.checksum) return;
  const std::string trailer = target_.checksum->trailer();
  file_.write(trailer);
  bytes_written_ += trailer.size();
}

void DumpWriter::finish() {
  complete();
  file_.commit();
}

}  // namespace heapgate
