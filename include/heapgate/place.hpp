#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heapgate/diff.hpp"

/// Where a group was allocated, in the words of people and rules.
namespace heapgate {

/// A gem as its path names it.
struct Gem {
  std::string name;
  std::string version;  ///< empty if the path does not tell
  std::string path;     ///< within the gem
};

/// What all groups of one file have in common.
struct FilePlace {
  std::string path;  ///< relative to the first root that fits; "(unknown site)" if the dump names no file
  std::optional<Gem> gem;
};

/// What the rules' `allow` takes out of a group's measures: never more than they are.
struct Allowed {
  Tally leaked;
  Tally kept;
  Tally transient;
  std::int64_t growth_objects = 0;
  std::int64_t growth_bytes = 0;
  Grown grown;
  bool all = false;  ///< of what it leaks, also together with others
};

/// How much of a group is below what each `held_by` of the rules names.
struct HeldShare {
  std::uint64_t objects = 0;               ///< in the last dump and not in the first
  std::vector<std::uint64_t> below;        ///< of these, by HeldBy::index
  std::uint64_t grown = 0;                 ///< by how much objects of the first dump grew until the last
  std::vector<std::uint64_t> grown_below;  ///< of that, by HeldBy::index
};

/// A group with its site as rules and reports (but JSON) see it.
struct PlacedGroup {
  Group group;
  std::shared_ptr<const FilePlace> file;  ///< never null
  Allowed allowed{};
  std::shared_ptr<const HeldShare> held{};  ///< null if the references tell nothing of the group
  /// Its contents grew by objects that leak themselves, as the references tell: it is their holder.
  bool holds_leak = false;

  [[nodiscard]] const std::string& path() const { return file->path; }
  [[nodiscard]] const std::optional<Gem>& gem() const { return file->gem; }
  /// What leaks beyond what the rules allow.
  [[nodiscard]] Tally not_allowed() const { return group.leaked - allowed.leaked; }
  /// path:line, or path if the line is unknown.
  [[nodiscard]] std::string site() const;
  /// "Cart app.rb:14", "IMEMO ment app.rb:3", "String puma 5.6.5 lib/puma/client.rb:81".
  [[nodiscard]] std::string subject() const;
  /// The path names a file, not (eval), <internal:…> or nothing.
  [[nodiscard]] bool is_file() const;
  /// For people: of a gem "puma 5.6.5 lib/puma/client.rb:81", else the site.
  [[nodiscard]] std::string short_site() const;
};

/// `file` relative to the first of `roots` (absolute) it lies below, else as it is; lexically.
[[nodiscard]] std::string relative_path(std::string_view file, const std::vector<std::string>& roots);

/// The gem whose files lie at `file`: RubyGems, Bundler's git gems, Debian's vendor_ruby.
[[nodiscard]] std::optional<Gem> gem_of(std::string_view file);

/// The groups with their places, in the same order.
[[nodiscard]] std::vector<PlacedGroup> place(std::vector<Group> groups,
                                             const std::vector<std::string>& roots);

}  // namespace heapgate
