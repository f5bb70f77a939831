#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "heapgate/heap.hpp"

/// From paths to heaps.
namespace heapgate {

/// The dumps of one process, in the order taken.
struct DumpSet {
  std::string process;             ///< the folder's name in a folder of folders; empty for a single process
  std::string origin;              ///< the folder the dumps were found in; empty if they were named singly
  std::vector<std::string> paths;  ///< in the order taken
  /// Of `paths`, those that are not to be opened, and why: what has a dump's name in a folder, but is no
  /// file.
  std::map<std::string, std::string> refused{};
};

/// What the command line's paths stand for.
struct Inputs {
  std::vector<DumpSet> sets;       ///< at least one
  std::vector<std::string> notes;  ///< what was skipped and why, for the diagnostics
};

/// Files stand for themselves, a folder for the dumps in it in natural order (2 before 10), a single folder
/// of folders for one set a process. Throws UsageError if fewer than three dumps are named and none of the
/// paths is a folder. Looks into files only to tell whether a folder's .json is a dump.
[[nodiscard]] Inputs resolve_inputs(const std::vector<std::string>& paths);

/// The longest line that is read unless told otherwise. Ruby's longest is that of an Array: some 20 bytes for
/// each of its references.
inline constexpr std::uint64_t kMaxLine = std::uint64_t{256} << 20;

/// Reads one dump (plain, gzip, zstd or xz by its first bytes). Never throws for what the file holds: what
/// could not be read is in the ledger. Memory grows with the number of objects, not with the file. Heaps that
/// are to be compared share their `kinds`; null: its own.
[[nodiscard]] Heap read_dump(const std::string& path, std::shared_ptr<Kinds> kinds = nullptr);

/// The meta file beside the dump at `path`: PATH.meta, else the same without the compression's suffix. None
/// if there is none or it says nothing that is known. Never waits: what is no regular file is not read, and
/// `problem`, if asked for, says so.
[[nodiscard]] std::optional<Meta> read_meta(const std::string& path, std::string* problem = nullptr);

/// Where read_meta() looks, in its order.
[[nodiscard]] std::vector<std::string> meta_paths(const std::string& path);

/// The heaps of one process, in the order taken; they share their kinds.
struct Process {
  std::string name;    ///< as DumpSet::process
  std::string origin;  ///< as DumpSet::origin
  std::vector<Heap> heaps;
};

/// How far read_dumps is, for another thread to look at.
struct ReadProgress {
  std::atomic<std::uint64_t> bytes{0};  ///< taken from the files
  std::atomic<std::uint64_t> total{0};  ///< what the files have, as far as that is known
};

/// Reads all dumps on up to `threads` threads (0: one a core), a large file on several; the order of the
/// result is the order of `sets`. A dump with a line of more than `max_line` bytes is read up to that.
[[nodiscard]] std::vector<Process> read_dumps(const std::vector<DumpSet>& sets, unsigned threads,
                                              ReadProgress* progress = nullptr,
                                              std::uint64_t max_line = kMaxLine);

/// The class of objects of this kind, for people and rules: the class record's name, for a singleton class
/// its object's class, else a text in parentheses that is the same in every run. IMEMO: its kind; of a
/// singleton class itself and of a module's inclusion a text in parentheses, too.
[[nodiscard]] std::string class_name(const Heap& heap, const Kind& kind);

}  // namespace heapgate
