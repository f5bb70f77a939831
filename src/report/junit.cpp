#include <fmt/format.h>
#include <pugixml.hpp>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "explain_text.hpp"
#include "formats.hpp"
#include "repository_place.hpp"
#include "util/text.hpp"
#include "workflow_text.hpp"

namespace heapgate {
namespace {

// Reports hold no duration: the same input gives the same bytes.
constexpr const char* kTime = "0.000";

enum class CaseResult { passed, failed, error, skipped };

struct Case {
  std::string classname;
  std::string name;
  CaseResult result = CaseResult::passed;
  std::string message;  ///< one line an item for failed and error
  std::string output;   ///< system-out
  const PlacedGroup* worst = nullptr;
};

struct Suite {
  std::string name;
  std::vector<Case> cases;

  [[nodiscard]] std::size_t count(CaseResult result) const {
    return static_cast<std::size_t>(
        std::count_if(cases.begin(), cases.end(), [&](const Case& c) { return c.result == result; }));
  }
};

// A line break in a name must not end the line.
void append_line(std::string& text, const std::string& line) {
  text += (text.empty() ? "" : "\n") + clean_line(line);
}

Suite trust_suite(const Verdict& verdict) {
  Suite suite{"heapgate.trust", {}};
  for (const TrustFinding& finding : verdict.trust) {
    // A check that speaks of several dumps is one case.
    if (suite.cases.empty() || suite.cases.back().name != to_string(finding.check)) {
      suite.cases.push_back({"heapgate.trust", to_string(finding.check), {}, {}, {}, nullptr});
    }
    Case& entry = suite.cases.back();
    if (finding.status == TrustStatus::fail) {
      entry.result = CaseResult::error;
      append_line(entry.message, finding.message);
    } else {
      append_line(entry.output, finding.message);
    }
  }
  return suite;
}

// The worst result of a subject's limits counts.
void add_finding(Case& entry, const Finding& finding, const Verdict& verdict) {
  const bool failed = finding.status == FindingStatus::fail;
  const bool shown = failed || finding.status == FindingStatus::warn;
  if (shown && entry.worst == nullptr && !finding.groups.empty()) {
    entry.worst = &verdict.groups[finding.groups.front()];
  }
  if (failed) {
    entry.result = CaseResult::failed;
    append_line(entry.message, finding.message);
  } else if (finding.status == FindingStatus::warn) {
    append_line(entry.output, "warning: " + finding.message);
  } else if (finding.status == FindingStatus::skip) {
    entry.result = finding.blind ? CaseResult::error : CaseResult::skipped;
    append_line(entry.message, finding.message);
  }
}

// Why it is kept: the whole leak with its first group, and of the others where they belong.
void add_explanation(Case& entry, const Verdict& verdict) {
  if (entry.worst == nullptr || !verdict.explanation) return;
  const auto group = static_cast<std::size_t>(entry.worst - verdict.groups.data());
  const ExplainedLeak* leak = leak_of(*verdict.explanation, group);
  if (leak == nullptr) return;
  std::string& text = entry.result == CaseResult::failed ? entry.message : entry.output;
  if (leak->group != group) {
    return append_line(
        text, "part of the leak of " + verdict.groups[leak->group].subject() + ", " + holder_text(*leak));
  }
  append_line(text, leak_sentence(verdict, *leak));
  for (const std::string& line : leak_details(verdict, *leak)) append_line(text, line);
}

Suite budget_suite(const Verdict& verdict) {
  Suite suite{"heapgate.budgets", {}};
  const Finding* previous = nullptr;
  for (const Finding& finding : verdict.findings) {
    const bool same_case =
        previous != nullptr && previous->rule == finding.rule && previous->subject == finding.subject;
    if (!same_case) {
      suite.cases.push_back({"heapgate." + finding.rule, finding.subject, {}, {}, {}, nullptr});
    }
    add_finding(suite.cases.back(), finding, verdict);
    previous = &finding;
  }
  for (Case& entry : suite.cases) add_explanation(entry, verdict);
  return suite;
}

void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(value.c_str());
}

void set_counts(pugi::xml_node node, const std::vector<const Suite*>& suites) {
  const auto sum = [&](CaseResult result) {
    std::size_t total = 0;
    for (const Suite* suite : suites) total += suite->count(result);
    return std::to_string(total);
  };
  std::size_t tests = 0;
  for (const Suite* suite : suites) tests += suite->cases.size();
  set(node, "tests", std::to_string(tests));
  set(node, "failures", sum(CaseResult::failed));
  set(node, "errors", sum(CaseResult::error));
  set(node, "skipped", sum(CaseResult::skipped));
  set(node, "time", kTime);
}

// The place, for readers that show only the text.
std::string text_with_place(const Case& entry) {
  const bool placed = entry.worst != nullptr && entry.worst->is_file();
  return (placed ? clean_line(entry.worst->site()) + ": " : "") + entry.message;
}

void write_result(pugi::xml_node node, const Case& entry) {
  const std::string first_line = entry.message.substr(0, entry.message.find('\n'));
  if (entry.result == CaseResult::skipped) {
    set(node.append_child("skipped"), "message", clean_line(first_line));
  } else if (entry.result != CaseResult::passed) {
    const bool failed = entry.result == CaseResult::failed;
    pugi::xml_node child = node.append_child(failed ? "failure" : "error");
    set(child, "type", failed ? "BudgetExceeded" : "CannotJudge");
    set(child, "message", clean_line(first_line));
    child.text().set(clean_text(text_with_place(entry)).c_str());
  }
  if (!entry.output.empty()) node.append_child("system-out").text().set(clean_text(entry.output).c_str());
}

void write_case(pugi::xml_node suite, const Case& entry, const Verdict& verdict) {
  pugi::xml_node node = suite.append_child("testcase");
  set(node, "classname", clean_line(entry.classname));
  set(node, "name", clean_line(entry.name));
  set(node, "time", kTime);
  if (entry.worst != nullptr && entry.worst->is_file()) {
    set(node, "file", clean_line(repository_path(*entry.worst, verdict)));
    const auto line = entry.worst->group.key.line.value_or(0);
    if (line > 0) set(node, "line", std::to_string(line));
  }
  write_result(node, entry);
}

void write_suite(pugi::xml_node parent, const Suite& suite, const Verdict& verdict) {
  pugi::xml_node node = parent.append_child("testsuite");
  set(node, "name", suite.name);
  set_counts(node, {&suite});
  for (const Case& entry : suite.cases) write_case(node, entry, verdict);
}

}  // namespace

std::string render_junit(const Verdict& verdict) {
  const Suite trust = trust_suite(verdict);
  const Suite budgets = budget_suite(verdict);
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  set(declaration, "version", "1.0");
  set(declaration, "encoding", "UTF-8");
  pugi::xml_node root = document.append_child("testsuites");
  set(root, "name", "heapgate");
  set_counts(root, {&trust, &budgets});
  write_suite(root, trust, verdict);
  write_suite(root, budgets, verdict);
  std::ostringstream text;
  document.save(text, "  ");
  return without_commands(text.str(), {"&#58;", "&#35;"});
}

}  // namespace heapgate
