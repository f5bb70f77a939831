#include <fmt/format.h>
#include <pugixml.hpp>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "formats.hpp"
#include "junit_cases.hpp"
#include "repository_place.hpp"
#include "util/text.hpp"
#include "workflow_text.hpp"

namespace heapgate {
namespace {

// Reports hold no duration: the same input gives the same bytes.
constexpr const char* kTime = "0.000";

struct Suite {
  std::string name;
  std::vector<JunitCase> cases;

  [[nodiscard]] std::size_t count(CaseResult result) const {
    return static_cast<std::size_t>(
        std::count_if(cases.begin(), cases.end(), [&](const JunitCase& c) { return c.result == result; }));
  }
};

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
std::string text_with_place(const JunitCase& entry) {
  const bool placed = entry.place && entry.place->is_file();
  return (placed ? clean_line(entry.place->site()) + ": " : "") + entry.message;
}

void write_result(pugi::xml_node node, const JunitCase& entry) {
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

void write_case(pugi::xml_node suite, const JunitCase& entry, const Verdict& verdict) {
  pugi::xml_node node = suite.append_child("testcase");
  set(node, "classname", clean_line(entry.classname));
  set(node, "name", clean_line(entry.name));
  set(node, "time", kTime);
  if (entry.place && entry.place->is_file()) {
    set(node, "file", clean_line(repository_path(*entry.place, verdict)));
    const auto line = entry.place->group.key.line.value_or(0);
    if (line > 0) set(node, "line", std::to_string(line));
  }
  write_result(node, entry);
}

void write_suite(pugi::xml_node parent, const Suite& suite, const Verdict& verdict) {
  pugi::xml_node node = parent.append_child("testsuite");
  set(node, "name", suite.name);
  set_counts(node, {&suite});
  for (const JunitCase& entry : suite.cases) write_case(node, entry, verdict);
}

}  // namespace

std::string render_junit(const Verdict& verdict) {
  const Suite trust{"heapgate.trust", trust_cases(verdict)};
  const Suite budgets{"heapgate.budgets", budget_cases(verdict)};
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
