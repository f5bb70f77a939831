#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "kind_memo.hpp"

namespace heapgate {

/// What one object's line says, as far as a heap keeps it.
struct ObjectLine {
  Address address{};
  Bytes memsize = 0;
  std::uint64_t contents = 0;  ///< see Objects::Iterator::contents
  std::uint64_t hash = 0;      ///< the object's share of Heap::content_hash
  Generation generation = Generation::untraced;
  KindId kind{};
  KindMemo::Index kind_index{};
  std::uint32_t text = 0;  // where LineMemo has the line and its references
  std::uint32_t references = 0;
  std::uint16_t text_size = 0;
  std::uint16_t reference_count = 0;
};

/// The objects' lines of a stretch of one dump, to know them again in the next dump of the same process: most
/// objects stay as they were, and the same bytes say the same. Whatever it does not know again has to be
/// parsed, so that it need not be told all lines, nor in any order; they are found where pages come in the
/// same order.
class LineMemo {
 public:
  /// Forgets all; the lines that follow are of the first dump of `dumps`.
  void start(std::size_t dumps);
  /// The lines that follow are of the next dump.
  void next_dump();
  /// Whether there is a dump before to find lines of, and one behind to remember them for.
  [[nodiscard]] bool can_find() const { return !before_.lines.empty(); }
  [[nodiscard]] bool remembers() const { return dumps_left_ > 0; }

  /// Finds the line at `at` among those of the dump before. `end` is behind the text that can be read. Null
  /// if it is not known; valid until the next dump.
  const ObjectLine* find(const char* at, const char* end);
  [[nodiscard]] std::string_view text(const ObjectLine& line) const {
    return {texts_.data() + line.text, line.text_size};
  }
  [[nodiscard]] std::span<const Address> references(const ObjectLine& line) const {
    return std::span(references_).subspan(line.references, line.reference_count);
  }

  /// Whether at least one in four of the lines since start() that could be known was.
  [[nodiscard]] bool is_worth_it() const { return 4 * found_ >= sought_; }

  /// Remembers what find() gave, or a line whose text, with its '\n', and references are given.
  void remember(const ObjectLine& line);
  void remember(ObjectLine line, std::string_view text, std::span<const Address> references);

 private:
  // More is not remembered.
  static constexpr std::size_t kMaxLine = std::size_t{1} << 14;
  static_assert(kMaxLine <= std::numeric_limits<decltype(ObjectLine::text_size)>::max());
  static constexpr std::size_t kMaxText = std::size_t{1} << 23;
  static constexpr unsigned kPageShift = 14;
  // How far a page is looked for: one that moved must not cost all pages between, nor lines in no order much
  // time.
  static constexpr std::size_t kPagesAhead = 64;

  struct Page {
    std::uint64_t number = 0;
    std::size_t first = 0;  // of its lines
  };
  // Those of one dump, in its order.
  struct Lines {
    std::vector<ObjectLine> lines;
    std::vector<Page> pages;
  };

  static std::uint64_t page(Address address) { return static_cast<std::uint64_t>(address) >> kPageShift; }
  [[nodiscard]] bool is_at(const ObjectLine& line, const char* at, const char* end) const;
  const ObjectLine* search(const char* at, const char* end);
  bool go_to(Address address);

  std::size_t dumps_left_ = 0;
  std::size_t sought_ = 0;
  std::size_t found_ = 0;
  Lines before_;
  Lines now_;
  std::vector<char> texts_;
  std::vector<Address> references_;
  // These only go forward.
  std::size_t next_ = 0;       // in before_.lines: the line that is likely to come
  std::size_t next_page_ = 0;  // in before_.pages: behind that of next_
  std::uint64_t missing_ = 0;  // the page that was looked for in vain last
};

}  // namespace heapgate
