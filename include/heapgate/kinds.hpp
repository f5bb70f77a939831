#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "heapgate/objects.hpp"
#include "heapgate/types.hpp"

namespace heapgate {

/// Index of a text in Kinds. `none` is the absent text, which is not the empty one.
enum class StringId : std::uint32_t { none = 0 };

/// What objects have in common, as dumps write it: of the class the address, which may be another class in
/// another dump. `imemo` is set on IMEMO, whose class is ignored (garbage up to Ruby 3.1, an owner in 4.x),
/// and on the CLASS of a single object or class: "singleton".
struct Kind {
  StringId type = StringId::none;
  StringId imemo = StringId::none;
  Address klass = kNoAddress;
  StringId file = StringId::none;
  StringId method = StringId::none;
  std::optional<std::int64_t> line;

  friend bool operator==(const Kind&, const Kind&) = default;
};

/// The kinds and texts of dumps that are to be compared: each once, so that an id means the same in all of
/// them. Ids count up in the order of first appearance. It only grows; not for several threads at once.
class Kinds {
 public:
  Kinds() { texts_.emplace_back(); }
  Kinds(const Kinds&) = delete;
  Kinds& operator=(const Kinds&) = delete;

  StringId intern(std::optional<std::string_view> text);
  KindId intern(const Kind& kind);

  [[nodiscard]] std::size_t size() const { return kinds_.size(); }
  [[nodiscard]] const Kind& kind(KindId id) const { return kinds_[static_cast<std::size_t>(id)]; }
  /// Of type, IMEMO kind, file and line, not of class and method; the same in every run.
  [[nodiscard]] std::uint64_t hash(KindId id) const { return hashes_[static_cast<std::size_t>(id)]; }
  /// How many texts there are, with that of StringId::none, which is empty.
  [[nodiscard]] std::size_t texts() const { return texts_.size(); }
  [[nodiscard]] std::string_view text(StringId id) const { return texts_[static_cast<std::size_t>(id)]; }

 private:
  struct KindHash {
    std::size_t operator()(const Kind& kind) const;
  };
  struct TextHash {
    std::size_t operator()(std::string_view text) const;
  };

  [[nodiscard]] std::uint64_t stable_hash(StringId id) const;

  std::vector<Kind> kinds_;  // by KindId
  std::vector<std::uint64_t> hashes_;
  std::deque<std::string> texts_;  // by StringId; a deque, because text_ids_ looks into them
  std::unordered_map<Kind, KindId, KindHash> kind_ids_;
  std::unordered_map<std::string_view, StringId, TextHash> text_ids_;
};

}  // namespace heapgate
