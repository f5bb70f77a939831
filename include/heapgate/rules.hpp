#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "heapgate/diff.hpp"
#include "heapgate/place.hpp"
#include "heapgate/trust.hpp"

/// Budgets: from YAML to a rulebook, and from a rulebook and groups to findings.
namespace heapgate {

enum class Measure { leaked, kept, growth, transient };
enum class Severity { error, warn, off };
enum class Each { sum, group, class_name, site, gem };

[[nodiscard]] const char* to_string(Measure measure);

/// A list of globs and /regexes/ over one property of a group; a group fits if one of them does.
class Matcher {
 public:
  /// What the texts are: in sites and gems `*` stops at `/`, in classes and types it crosses everything.
  enum class Subject { class_name, site, gem, type };

  /// Throws UsageError (without a location) if a pattern is not well-formed.
  Matcher(Subject subject, std::vector<std::string> patterns);

  [[nodiscard]] bool matches(const PlacedGroup& group) const;
  /// The patterns as written, joined by ", ".
  [[nodiscard]] std::string text() const;

 private:
  struct Compiled;
  Subject subject_;
  std::vector<std::string> patterns_;
  std::shared_ptr<const Compiled> compiled_;
};

/// Where in a rule file something stands; 1-based.
struct RuleSource {
  std::string path;
  int line = 0;
  int column = 0;
};

/// One rule. Limits are inclusive: a measure equal to the limit holds.
struct Budget {
  std::string id;
  std::vector<Matcher> matchers;  ///< all must match
  std::string subject;            ///< what a budget without `each` sums, for reports
  Each each = Each::sum;
  Measure measure = Measure::leaked;
  Severity severity = Severity::error;
  std::optional<std::uint64_t> max;  ///< objects
  std::optional<Bytes> max_bytes;
  bool needs_sites = false;  ///< it matches or splits by site or gem
  RuleSource source;
};

struct Rulebook {
  std::string path;                ///< the rule file; "default" for the built-in rules
  std::vector<std::string> roots;  ///< absolute folders below which the app lies, in order of preference
  std::string repository;          ///< the last resort: its root; empty outside of one
  std::vector<Budget> budgets;     ///< in the order first named
  TrustPolicy trust;
};

enum class FindingStatus { pass, fail, warn, skip };

[[nodiscard]] const char* to_string(FindingStatus status);

/// A budget's verdict on one subject by one limit.
struct Finding {
  std::string rule;
  std::string subject;  ///< never holds measured numbers
  FindingStatus status = FindingStatus::pass;
  Measure measure = Measure::leaked;
  bool in_bytes = false;    ///< actual and limit are bytes, else objects
  std::int64_t actual = 0;  ///< growth may be negative
  std::uint64_t limit = 0;
  std::string message;
  bool blind = false;               ///< skipped because these dumps cannot answer it, though the rules ask
  std::vector<std::size_t> groups;  ///< indices into the diff's groups that count, largest measure first
};

/// Where heapgate runs.
struct Surroundings {
  std::string working_folder;    ///< absolute; rule files open relative to the process's own folder: the same
  std::string github_workspace;  ///< $GITHUB_WORKSPACE, may be empty
};

/// The rules for a run: `path` if given, else the first of heapgate.yml, .heapgate.yml, .github/heapgate.yml
/// found from the working folder upward to the repository's root, else the built-in ones. Throws UsageError
/// with path:line:column.
[[nodiscard]] Rulebook load_rulebook(const std::optional<std::string>& path,
                                     const Surroundings& surroundings);

/// What the groups can answer.
struct Sight {
  Basis basis = Basis::objects;
  bool has_sites = true;
};

/// Findings in the rulebook's order, by subject within a budget: largest measure first. A budget that asks
/// for what cannot be seen is skipped and marked blind.
[[nodiscard]] std::vector<Finding> judge(const Rulebook& rulebook, std::span<const PlacedGroup> groups,
                                         const Sight& sight = {});

/// One skipped finding a budget, for dumps that cannot be judged.
[[nodiscard]] std::vector<Finding> not_judged(const Rulebook& rulebook);

}  // namespace heapgate
