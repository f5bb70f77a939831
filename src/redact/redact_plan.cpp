#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "dump/source/compression.hpp"
#include "heapgate/dump_set.hpp"
#include "heapgate/error.hpp"
#include "heapgate/inputs.hpp"
#include "heapgate/meta_file.hpp"
#include "heapgate/names.hpp"
#include "heapgate/redact.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

// Whatever the two are called.
bool is_same(const fs::path& a, const fs::path& b) {
  std::error_code ignored;
  return fs::equivalent(a, b, ignored);
}

// A file beside the dump.
struct Companion {
  std::string kind;  // and what its name ends in
  std::vector<std::string> paths;
};

void check_companion(const std::string& dump, const std::string& out, const Companion& companion) {
  const std::string own = out + "." + companion.kind;
  for (const std::string& path : companion.paths) {
    if (is_same(path, out) || is_same(path, own))
      throw UsageError("--out '" + out + "' would overwrite the dump's " + companion.kind + " file '" + path +
                       "'");
  }
  if (is_same(dump, own))
    throw UsageError("the " + companion.kind + " file of --out '" + out + "' is the dump itself");
}

void check_file(const std::string& dump, const std::string& out) {
  std::error_code ignored;
  if (out == "-" || (fs::exists(out, ignored) && !fs::is_regular_file(out, ignored))) {
    throw UsageError("--out '" + out +
                     "' is not a regular file; a redacted dump is written aside and renamed");
  }
  if (is_same(dump, out)) throw UsageError("--out '" + out + "' is the dump itself");
  check_companion(dump, out, {"meta", meta_paths(dump)});
  check_companion(dump, out, {"names", names_paths(dump)});
}

std::string out_path(const std::string& dump, const fs::path& folder) {
  const std::string name = fs::path(dump).filename().string();
  return (folder / (std::string(without_compression(name)) + ".zst")).string();
}

void check_distinct(const std::vector<Redaction>& jobs) {
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    for (std::size_t j = 0; j < jobs.size(); ++j) {
      const Redaction& a = jobs[i];
      const Redaction& b = jobs[j];
      if (i < j && a.out == b.out) {
        throw UsageError(fmt::format("'{}' and '{}' would both go to '{}'", a.dump, b.dump, a.out));
      }
      if (is_same(a.dump, b.out)) throw UsageError(fmt::format("'{}' would overwrite '{}'", b.out, a.dump));
    }
  }
}

// Dumps that another run left would be judged together with these.
void check_holds_no_others(const std::string& folder, const std::vector<Redaction>& jobs) {
  if (!is_folder(folder)) return;
  for (const DumpSet& set : resolve_inputs({folder}).sets) {
    for (const std::string& path : set.paths) {
      const auto is_ours = [&](const Redaction& job) { return is_same(job.out, path); };
      if (std::any_of(jobs.begin(), jobs.end(), is_ours)) continue;
      throw UsageError(fmt::format("--out '{}' holds another dump ('{}'); name a new folder", folder, path));
    }
  }
}

RedactionPlan plan_folder(const std::string& dump, const std::string& out) {
  std::error_code ignored;
  if (fs::exists(out, ignored) && !is_folder(out)) {
    throw UsageError("'" + dump + "' is a folder, and --out '" + out + "' is none");
  }
  Inputs inputs = resolve_inputs({dump});
  RedactionPlan plan{{}, out, std::move(inputs.notes)};
  for (const DumpSet& set : inputs.sets) {
    for (const auto& [path, why] : set.refused) throw Error(ExitCode::inconclusive, path + ": " + why);
    for (const std::string& path : set.paths) {
      plan.jobs.push_back({path, out_path(path, fs::path(out) / set.process)});
    }
  }
  if (plan.jobs.empty()) throw Error(ExitCode::inconclusive, dump + ": holds no dumps");
  check_distinct(plan.jobs);
  check_holds_no_others(out, plan.jobs);
  return plan;
}

}  // namespace

RedactionPlan plan_redaction(const std::string& dump, const std::string& out) {
  if (out.empty()) throw UsageError("--out names no file");
  if (is_folder(dump)) return plan_folder(dump, out);
  check_file(dump, out);
  return {{{dump, out}}, "", {}};
}

}  // namespace heapgate
