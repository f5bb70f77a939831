#include <algorithm>
#include <string>
#include <vector>

#include "human_writer.hpp"
#include "summary.hpp"
#include "util/text.hpp"

namespace heapgate {
namespace {

constexpr std::size_t kGrownShown = 20;

using Groups = std::vector<const PlacedGroup*>;

// Those that an exceeded budget on contents names.
Groups grown_groups(const Verdict& verdict) {
  Groups groups;
  for (const Finding& finding : verdict.findings) {
    if (!is_over(finding) || finding.measure != Measure::contents) continue;
    for (const std::size_t index : finding.groups) {
      const PlacedGroup* placed = &verdict.groups[index];
      if (std::find(groups.begin(), groups.end(), placed) == groups.end()) groups.push_back(placed);
    }
  }
  return groups;
}

}  // namespace

void write_grown(HumanWriter& out, const Verdict& verdict) {
  const Groups groups = grown_groups(verdict);
  if (groups.empty()) return;
  out.heading("Contents that grew in every interval: of " + quantity(groups.size(), "group"));
  using enum Table::Align;
  Table table({left, left, right, right, left}, {0, 1});
  table.add({"CLASS", "SITE", "GREW BY", "BYTES", "HELD IN EACH DUMP"});
  const std::size_t shown = std::min(groups.size(), kGrownShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const Group& group = groups[i]->group;
    table.add({clean_line(group.key.class_name), clean_line(groups[i]->short_site()), grown_text(group),
               human_bytes(group.grown.bytes), contents_text(group)});
  }
  out.table(table, "  ");
  if (groups.size() > shown)
    out.line("    and " + quantity(groups.size() - shown, "more group") + " (-o json lists them all)");
}

}  // namespace heapgate
