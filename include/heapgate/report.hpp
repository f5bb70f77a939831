#pragma once

#include <string>
#include <vector>

#include "heapgate/verdict.hpp"

/// From a verdict to bytes, and from bytes to their place.
namespace heapgate {

enum class Format { human, junit, json };

/// One report asked for. An empty path is standard output.
struct Output {
  Format format = Format::human;
  std::string path;
};

/// Parses FORMAT[=PATH]; a PATH of `-` is standard output. Throws UsageError.
[[nodiscard]] Output parse_output(const std::string& text);

/// The outputs asked for and, unless one of them takes standard output, `human` on it. Throws UsageError if
/// two reports would go to one place.
[[nodiscard]] std::vector<Output> complete_outputs(std::vector<Output> outputs);

/// The same verdict gives the same bytes. `colour` is for `human` only.
[[nodiscard]] std::string render(Format format, const Verdict& verdict, bool colour);

/// The effective rules, each with the place it comes from; with a verdict, what each one found.
[[nodiscard]] std::string render_rules(const Rulebook& rulebook, const Verdict* verdict);

/// What keeps each leak, for people. The verdict has an explanation; `group`: only leaks with this text in
/// the class or site of one of their groups.
[[nodiscard]] std::string render_explanation(const Verdict& verdict, const std::string& group, bool colour);

/// Puts `bytes` in place: written aside and renamed onto a new or regular file, written directly to a device,
/// a FIFO or standard output. On an error nothing is left of it, what was there before stays, and OutputError
/// is thrown.
void write_output(const std::string& path, const std::string& bytes);

}  // namespace heapgate
