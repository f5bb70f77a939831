#pragma once

#include <string>
#include <vector>

#include "heapgate/report.hpp"

/// What the summary tells of causes, as Markdown.
namespace heapgate {

/// The group's site, as a link if its file is one of the repository.
[[nodiscard]] std::string site_link(const PlacedGroup& placed, const Verdict& verdict,
                                    const RenderOptions& options);

/// An item for each cause, then how many limits hold, and what was skipped.
[[nodiscard]] std::vector<std::string> budget_lines(const Verdict& verdict, const RenderOptions& options);

/// An item for each leak over budget that is no cause by itself.
[[nodiscard]] std::vector<std::string> explanation_lines(const Verdict& verdict);

/// What to do first where no leak says so; may be empty.
[[nodiscard]] std::string next_line(const Verdict& verdict);

}  // namespace heapgate
