#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "heapgate/diff.hpp"
#include "heapgate/matcher.hpp"
#include "heapgate/place.hpp"
#include "heapgate/trust.hpp"

/// Budgets: from YAML to a rulebook, and from a rulebook and groups to findings.
namespace heapgate {

enum class Measure { leaked, kept, growth, transient, trend, contents };  // trend: judged by a history
enum class Severity { error, warn, off };
enum class Each { sum, group, class_name, site, gem, file };

[[nodiscard]] const char* to_string(Measure measure);

/// What hangs below objects of some names. Which objects do is told by the references, in
/// PlacedGroup::held.
struct HeldBy {
  Matcher matcher;
  std::size_t index = 0;  ///< in holders()
};

/// Where in a rule file something stands; 1-based.
struct RuleSource {
  std::string path;
  int line = 0;
  int column = 0;

  friend bool operator==(const RuleSource&, const RuleSource&) = default;
};

/// One rule. Limits are inclusive: a measure equal to the limit holds.
struct Budget {
  std::string id;
  std::vector<Matcher> matchers;  ///< all must match
  std::optional<HeldBy> held_by;  ///< only what is below such objects counts
  std::string subject;            ///< what a budget without `each` sums, for reports
  Each each = Each::sum;
  /// Wider views that are judged, too, one after the other, of what leaks in no subject that is over a limit
  /// already. IMEMO is in none of them.
  std::vector<Each> wider;
  Measure measure = Measure::leaked;
  Severity severity = Severity::error;
  std::optional<std::uint64_t> max;  ///< objects; of contents items, of texts bytes
  std::optional<Bytes> max_bytes;
  std::optional<double> max_per_1000;  ///< objects in a thousand iterations
  bool falls = false;  ///< `max` is for three dumps; with more it is as much less as intervals are more
  std::uint64_t max_increase = 0;  ///< objects over the baseline
  Bytes max_increase_bytes = 0;    ///< bytes over the baseline
  std::string scope;               ///< of an override " in PATHS", for subjects that tell no path
  /// Paths that budgets have to themselves, which those of one id share: with many of them copies would be
  /// too many.
  std::shared_ptr<const std::vector<Matcher>> paths{};
  std::size_t first_except = 0;  ///< in `paths`

  /// Paths whose groups another budget of the same id judges.
  [[nodiscard]] std::span<const Matcher> except() const {
    return paths ? std::span(*paths).subspan(first_except) : std::span<const Matcher>{};
  }
  std::vector<Matcher> exempt;  ///< what all of these fit does not count
  bool needs_sites = false;     ///< it matches or splits by site or gem
  RuleSource source;
};

/// What may leak for a reason: its groups count in no budget and no total, up to `max` objects together.
struct AllowEntry {
  std::vector<Matcher> matchers;  ///< all must match
  std::optional<HeldBy> held_by;  ///< only what is below such objects is allowed
  std::string subject;
  std::optional<std::uint64_t> max;
  std::string reason;
  std::optional<std::chrono::year_month_day> expires;  ///< the last day it holds
  std::string issue;                                   ///< a link; may be empty
  bool needs_sites = false;
  bool shipped = false;  ///< of a preset: what it has nothing to do with is not told
  RuleSource source;
};

struct Rulebook {
  std::string path;                ///< the rule file; "default" for the built-in rules
  bool built_in = false;           ///< there is no rule file
  std::vector<std::string> files;  ///< it and those that it extends, but for presets
  std::vector<std::string> roots;  ///< absolute folders below which the app lies, in order of preference
  std::string repository;          ///< the last resort: its root; empty outside of one
  std::vector<Budget> budgets;     ///< in the order first named
  std::vector<AllowEntry> allow;   ///< in the order named, of extended files first
  /// Requests between two dumps: none if unknown, one number for all intervals, or one an interval.
  std::vector<std::uint64_t> iterations;
  RuleSource iterations_source;
  bool advisory = false;  ///< the verdict is shown, and never fails the build
  TrustPolicy trust;
};

/// All matchers of `held_by`, by HeldBy::index.
[[nodiscard]] std::vector<Matcher> holders(const Rulebook& rulebook);

/// What a limit counts.
enum class Unit { objects, bytes, per_1000, items };

[[nodiscard]] const char* to_string(Unit unit);

enum class FindingStatus { pass, fail, warn, skip };

[[nodiscard]] const char* to_string(FindingStatus status);

/// What a finding is about.
enum class FindingKind {
  budget,     ///< a budget's verdict on one subject by one limit
  allowance,  ///< what an `allow` entry took out of the budgets
};

/// Since which commit of a branch a limit is exceeded.
struct OverSince {
  std::string branch;
  std::string commit;
};

struct Finding {
  FindingKind kind = FindingKind::budget;
  std::string rule;       ///< the budget's id; "allow" of an allowance
  std::string subject;    ///< never holds measured numbers
  Each each = Each::sum;  ///< what the groups of the subject have in common
  FindingStatus status = FindingStatus::pass;
  Measure measure = Measure::leaked;
  Unit unit = Unit::objects;
  std::int64_t actual = 0;  ///< growth may be negative; of Unit::per_1000 see `rate`
  std::uint64_t limit = 0;
  double rate = 0;           ///< of Unit::per_1000
  double rate_limit = 0;     ///< of Unit::per_1000
  std::int64_t objects = 0;  ///< of the subject's measure
  std::int64_t bytes = 0;    ///< of the subject's measure
  std::string message;
  std::uint64_t max_increase = 0;    ///< the budget's
  Bytes max_increase_bytes = 0;      ///< the budget's
  RuleSource source;                 ///< the budget's, or the allow entry's
  bool blind = false;                ///< skipped because these dumps cannot answer it, though the rules ask
  std::vector<std::size_t> groups;   ///< indices into the diff's groups that count, largest measure first
  std::optional<OverSince> since{};  ///< as a history tells it
};

/// Over a limit, be it only a warning.
[[nodiscard]] bool is_over(const Finding& finding);

/// Where heapgate runs.
struct RunEnvironment {
  std::string working_folder;    ///< absolute; rule files open relative to the process's own folder: the same
  std::string github_workspace;  ///< $GITHUB_WORKSPACE, may be empty
};

/// The rules for a run: `path` if given, else the first of heapgate.yml, .heapgate.yml, .github/heapgate.yml
/// found from the working folder upward to the repository's root, else the built-in ones. Throws UsageError
/// with path:line:column.
[[nodiscard]] Rulebook load_rulebook(const std::optional<std::string>& path,
                                     const RunEnvironment& environment);

/// What is known of the objects that groups hang below.
enum class Holders {
  not_asked,  ///< yet: a budget with `held_by` counts whatever could be below, none is allowed for it
  known,
  unknown,  ///< and cannot be: the dumps are not to be, or cannot be, read a second time
};

/// What the groups can answer.
struct JudgeContext {
  Basis basis = Basis::objects;
  bool has_sites = true;
  /// One number an interval; empty if unknown. With unknown iterations a limit by them is skipped and blind.
  std::vector<std::uint64_t> iterations{};
  Holders holders = Holders::not_asked;
};

/// Takes what the rulebook allows out of the groups (PlacedGroup::allowed), the entries in their order, the
/// most leaked groups first. Gives a finding an entry, in their order: skipped with its reason, or warned of
/// if it is expired on `today`; none for an entry of a preset that allowed nothing.
[[nodiscard]] std::vector<Finding> apply_allow(const Rulebook& rulebook, std::span<PlacedGroup> groups,
                                               const JudgeContext& context,
                                               std::chrono::year_month_day today);

/// Whether the budget counts this group.
[[nodiscard]] bool applies_to(const Budget& budget, const PlacedGroup& group);

/// Findings of the budgets on groups in the rulebook's order, by subject within a budget: largest measure
/// first, without what is allowed. What leaks is judged of each subject as a whole (GroupSet). A limit by
/// iterations is held against 1000 x the smallest growth an iteration over the intervals, capped by kept
/// (leaked), against the first interval's iterations (kept, transient: what came in it), or against those of
/// all intervals (growth). A budget that asks for what cannot be seen is skipped and marked blind.
[[nodiscard]] std::vector<Finding> judge(const Rulebook& rulebook, std::span<const PlacedGroup> groups,
                                         const JudgeContext& context = {});

/// One skipped finding a budget, for dumps that cannot be judged.
[[nodiscard]] std::vector<Finding> not_judged(const Rulebook& rulebook);

}  // namespace heapgate
