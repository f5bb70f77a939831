#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "dump_source.hpp"
#include "guardian.hpp"
#include "heapgate/capture.hpp"

namespace heapgate {

/// Where dumps wait, in a hidden folder below the one asked for, until all of them are there.
class Staging {
 public:
  /// Makes the folders. Throws UsageError if `out` holds dumps that are not to be replaced, OutputError.
  Staging(const CaptureOptions& options, Guardian& guardian);

  /// Takes the dump that is thrown away; what it takes on disk is remembered.
  void rehearse(DumpSource& source, const Deadline& deadline);
  /// Throws OutputError if the file system has not the room for all dumps of all processes rehearsed.
  void check_room() const;
  /// Takes dump `number` (from 1).
  void take(DumpSource& source, unsigned number, const Deadline& deadline);
  /// The process has ended, and is left out.
  void drop(pid_t pid);
  /// Leaves out a round of which not all dumps could be taken.
  void drop_round(unsigned number);
  /// Puts all dumps in place: in `out` itself those of a single process, else in a folder a process.
  std::vector<CapturedProcess> commit();

 private:
  struct Written {
    Meta meta;
    std::string names;       ///< the text of its names file; empty if there is none
    std::uint64_t text = 0;  ///< bytes of the dump
    std::uint64_t size = 0;  ///< bytes of the file, which may be compressed
  };

  [[nodiscard]] std::string folder_of(pid_t pid) const;
  [[nodiscard]] std::string name_of(unsigned number) const;
  void write_companions() const;
  Written write_once(DumpSource& source, const std::string& path, const Deadline& deadline) const;
  Written write(DumpSource& source, const std::string& path, const Deadline& deadline) const;

  const CaptureOptions& options_;
  std::string folder_;
  std::map<pid_t, CapturedProcess> processes_;
  std::map<pid_t, std::uint64_t> sizes_;  // on disk, of one dump
  // By the path of the dump.
  std::map<std::string, Meta> metas_;
  std::map<std::string, std::string> names_;
  std::vector<std::uint64_t> ended_;
};

}  // namespace heapgate
