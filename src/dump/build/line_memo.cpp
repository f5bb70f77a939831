#include "line_memo.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "dump/parse/scan.hpp"

namespace heapgate {

void LineMemo::start(std::size_t dumps) {
  dumps_left_ = dumps - 1;
  sought_ = found_ = 0;
  for (Lines* lines : {&before_, &now_}) {
    lines->lines.clear();
    lines->pages.clear();
  }
  texts_.clear();
  references_.clear();
  next_ = next_page_ = 0;
  missing_ = 0;
}

void LineMemo::next_dump() {
  --dumps_left_;
  std::swap(before_, now_);
  now_.lines.clear();
  now_.pages.clear();
  next_ = next_page_ = 0;
  missing_ = 0;
}

inline bool LineMemo::is_at(const ObjectLine& line, const char* at, const char* end) const {
  const std::string_view known = text(line);
  return known.size() <= static_cast<std::size_t>(end - at) &&
         std::memcmp(at, known.data(), known.size()) == 0;
}

// Goes to the first line of the dump before that has this address or, in its page, a higher one. False if
// there is no such page soon.
bool LineMemo::go_to(Address address) {
  const std::uint64_t wanted = page(address);
  const std::vector<Page>& pages = before_.pages;
  if (next_page_ == 0 || pages[next_page_ - 1].number != wanted) {
    if (missing_ == wanted) return false;
    std::size_t at = next_page_;
    const std::size_t stop = std::min(pages.size(), at + kPagesAhead);
    while (at < stop && pages[at].number != wanted) ++at;
    if (at == stop) {
      missing_ = wanted;
      return false;
    }
    next_ = pages[at].first;
    next_page_ = at + 1;
  }
  const std::size_t end = next_page_ < pages.size() ? pages[next_page_].first : before_.lines.size();
  while (next_ < end && before_.lines[next_].address < address) ++next_;
  return next_ < end;
}

// By its address, since objects came or went.
const ObjectLine* LineMemo::search(const char* at, const char* end) {
  constexpr char kHead[] = R"({"address":"0x)";  // NOLINT(modernize-avoid-c-arrays): a literal
  if (!starts_with<sizeof kHead - 1>(at, kHead)) return nullptr;
  const Address address{read_hex(at + sizeof kHead - 1).value};
  if (!go_to(address) || before_.lines[next_].address != address) return nullptr;
  const ObjectLine& candidate = before_.lines[next_++];
  return is_at(candidate, at, end) ? &candidate : nullptr;
}

const ObjectLine* LineMemo::find(const char* at, const char* end) {
  ++sought_;
  const ObjectLine* line = nullptr;
  if (next_ < before_.lines.size() && is_at(before_.lines[next_], at, end)) {
    line = &before_.lines[next_++];
    if (next_page_ < before_.pages.size() && before_.pages[next_page_].first < next_) ++next_page_;
  } else {
    line = search(at, end);
  }
  if (line != nullptr) ++found_;
  return line;
}

void LineMemo::remember(const ObjectLine& line) {
  const std::uint64_t number = page(line.address);
  if (now_.pages.empty() || now_.pages.back().number != number)
    now_.pages.push_back({number, now_.lines.size()});
  now_.lines.push_back(line);
}

void LineMemo::remember(ObjectLine line, std::string_view text, std::span<const Address> references) {
  if (text.size() > kMaxLine || texts_.size() + text.size() > kMaxText) return;
  line.text = static_cast<std::uint32_t>(texts_.size());
  line.text_size = static_cast<std::uint16_t>(text.size());
  line.references = static_cast<std::uint32_t>(references_.size());
  // Each takes more than a byte of the line.
  line.reference_count = static_cast<std::uint16_t>(references.size());
  texts_.insert(texts_.end(), text.begin(), text.end());
  references_.insert(references_.end(), references.begin(), references.end());
  remember(line);
}

}  // namespace heapgate
