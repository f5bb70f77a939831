#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "heapgate/place.hpp"

namespace heapgate {

/// A list of globs and /regexes/ over one property of a group; a group fits if one of them does.
class Matcher {
 public:
  /// What the texts are: in sites and gems `*` stops at `/`, in classes, types and holders it crosses
  /// everything. A holder is no property of a group: see matches_name().
  enum class Subject { class_name, site, gem, type, holder };

  /// Throws UsageError (without a location) if a pattern is not well-formed.
  Matcher(Subject subject, std::vector<std::string> patterns);

  [[nodiscard]] bool matches(const PlacedGroup& group) const;
  /// Of a holder: its class, the name of a variable that refers to it, or of a class or module its own name.
  [[nodiscard]] bool matches_name(std::string_view name) const;
  /// The patterns as written, joined by ", ".
  [[nodiscard]] std::string text() const;

 private:
  struct Compiled;
  Subject subject_;
  std::vector<std::string> patterns_;
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace heapgate
