#pragma once

#include <cstdint>
#include <vector>

#include "reach.hpp"

namespace heapgate {

/// Whether one of some objects is on the way to another: on that to the container that grows and holds it,
/// or, if none does, on that from a GC root.
class Below {
 public:
  /// `named`: by node, whether it is one of those. All must outlive this.
  Below(const std::vector<bool>& named, const Reach& reach, const Attachments& attachments);

  /// The object itself is not on the way to it.
  [[nodiscard]] bool has(Node node);

 private:
  enum class Answer : std::uint8_t { unknown, no, yes };
  // A node, on the way that its container shows or on the shortest.
  struct Step {
    Node node = kNoNode;
    bool hangs = false;
  };

  [[nodiscard]] Step step(Node node) const;
  [[nodiscard]] Step next(const Step& at) const;
  [[nodiscard]] Answer& answer(const Step& at) { return answers_[at.hangs ? 1 : 0][at.node]; }

  const std::vector<bool>& named_;
  const Reach& reach_;
  const Attachments& hanging_;
  std::vector<Answer> answers_[2];  // NOLINT(modernize-avoid-c-arrays): one a kind of way, by node
};

}  // namespace heapgate
