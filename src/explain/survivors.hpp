#pragma once

#include <vector>

#include "diff/group_index.hpp"
#include "heapgate/process.hpp"
#include "node_index.hpp"

namespace heapgate {

inline constexpr std::uint32_t kNoLeak = 0xFFFFFFFF;

/// The objects of a process's last dump: which leak, and which were there in earlier dumps.
struct Survivors {
  std::vector<std::vector<bool>> same;  ///< by dump but the last, by node: that dump has the same object
  std::vector<std::uint32_t> leak;      ///< by node: index into the leaking groups, kNoLeak if it is of none
  std::vector<std::uint32_t> watched;   ///< the same by KindId of the last dump, old objects too
  std::vector<KindGroups> groups;       ///< by dump, the last one too
  std::size_t group_count = 0;
  std::size_t leaking = 0;  ///< of the watched groups the first ones, which leak by themselves

  [[nodiscard]] bool leaks(Node node) const { return leak[node] != kNoLeak && leak[node] < leaking; }

  /// There before the leak began.
  [[nodiscard]] bool is_old(Node node) const { return same.front()[node]; }
  /// The first dump that has it.
  [[nodiscard]] std::size_t first_dump(Node node) const {
    std::size_t dump = 0;
    while (dump < same.size() && !same[dump][node]) ++dump;
    return dump;
  }
  /// In every dump but perhaps the first.
  [[nodiscard]] bool is_kept(Node node) const {
    for (std::size_t i = 1; i < same.size(); ++i) {
      if (!same[i][node]) return false;
    }
    return true;
  }
};

/// `watched` are the keys of the groups to tell of, the first `leaking` of which leak by themselves.
[[nodiscard]] Survivors find_survivors(const Process& process, const std::vector<GroupKey>& watched,
                                       std::size_t leaking, unsigned threads);

}  // namespace heapgate
