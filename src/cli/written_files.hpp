#pragma once

#include <string>
#include <vector>

#include "judging.hpp"

namespace heapgate {

/// A file of a run, and what it is in messages: "the dump".
struct NamedFile {
  std::string path;
  std::string what;
};

/// What judging reads: dumps, their meta files, rule files, and a baseline that is there.
[[nodiscard]] std::vector<NamedFile> files_read(const Judging& judging);

/// Throws UsageError if a file that is to be written is one that is read, or another that is to be written,
/// by whatever name or link. Devices and FIFOs take any number of texts.
void check_written(const std::vector<NamedFile>& written, const std::vector<NamedFile>& read);

}  // namespace heapgate
