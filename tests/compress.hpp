#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <stdexcept>
#include <string>

namespace heapgate::test {

/// `text` compressed; `filter` is ARCHIVE_FILTER_GZIP, _ZSTD or _XZ.
inline std::string compress(const std::string& text, int filter) {
  std::string buffer(text.size() + 65536, '\0');
  std::size_t used = 0;
  archive* writer = archive_write_new();
  archive_write_add_filter(writer, filter);
  archive_write_set_format_raw(writer);
  archive_write_set_bytes_in_last_block(writer, 1);
  archive_entry* entry = archive_entry_new();
  archive_entry_set_filetype(entry, AE_IFREG);
  const bool done = archive_write_open_memory(writer, buffer.data(), buffer.size(), &used) == ARCHIVE_OK &&
                    archive_write_header(writer, entry) == ARCHIVE_OK &&
                    archive_write_data(writer, text.data(), text.size()) >= 0 &&
                    archive_write_close(writer) == ARCHIVE_OK;
  archive_entry_free(entry);
  archive_write_free(writer);
  if (!done) throw std::runtime_error("cannot compress");
  buffer.resize(used);
  return buffer;
}

}  // namespace heapgate::test
