#pragma once

#include <string>

#include "causes.hpp"

namespace heapgate {

/// What to do first about a cause.
enum class NextStep {
  end_threads,      ///< they are threads, which are kept until they end
  register_once,    ///< Ruby keeps blocks that are to be run later: finalizers, at_exit
  remove_entries,   ///< of the constant or variable that holds them
  take_out,         ///< of the holder, which grew
  end_chain,        ///< the holder is an object like those that leak: each refers to the next
  search_below,     ///< the holder did not grow: what refers to them lies on the way from it
  bound_contents,   ///< of the group that grows in place
  make_no_symbols,  ///< the symbol table holds them
  find_holder,      ///< nothing is known of what holds them
};

/// The first failing cause that names a group; null if there is none.
[[nodiscard]] const Cause* first_to_do(const std::vector<Cause>& causes);

[[nodiscard]] NextStep next_step(const Cause& cause, const Verdict& verdict);

/// "take Cart out of Array app.rb:4; what may grow gets a budget of its own", and how to get a site that is
/// not known. Empty if the cause names no group.
[[nodiscard]] std::string next_step_text(const Cause& cause, const Verdict& verdict);

}  // namespace heapgate
