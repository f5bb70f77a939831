#include "line_redactor.hpp"

#include "dump/parse/bad_line.hpp"
#include "dump/source/line_text.hpp"
#include "record_writer.hpp"

namespace heapgate {

void LineRedactor::redact(std::string_view line, bool has_end, std::string& out) {
  if (broken_.is_open() && begins_record(line)) give_up(out);
  if (is_blank(line)) {
    if (broken_.is_open()) return add_broken(line, std::nullopt, has_end, out);
    if (!has_end) out += ' ';  // else this line would be lost
  } else if (const auto problem = parser_.parse(line, record_, &others_)) {
    return add_broken(line, problem, has_end, out);
  } else {
    give_up(out);
    const bool is_object = record_.address && record_.type != "SHAPE" && record_.type != "NONE";
    saw_record_ = saw_record_ || is_object || record_.type == "ROOT";
    append_record(record_, others_, nullptr, out);
  }
  if (has_end) out += '\n';
}

void LineRedactor::add_broken(std::string_view line, std::optional<LineProblem> problem, bool has_end,
                              std::string& out) {
  lines_.push_back({line_start(line), problem, has_end});
  switch (broken_.add(line, record_)) {
    case Rescue::open: return;
    case Rescue::lost: return append_placeholders(out);
    case Rescue::rescued: break;
  }
  saw_record_ = true;
  std::vector<std::optional<LineProblem>> problems;
  for (const Line& each : lines_) problems.push_back(each.problem);
  const BrokenText broken{broken_.field(), broken_.name_was_read() ? broken_.raw_name() : std::string_view{},
                          problems};
  append_record(record_, {}, &broken, out);
  if (lines_.back().has_end) out += '\n';
  lines_.clear();
}

void LineRedactor::append_placeholders(std::string& out) {
  for (const auto& [start, problem, has_end] : lines_) {
    if (problem)
      append_placeholder(start, *problem,
                         &start == &lines_.front().start ? broken_.field() : std::string_view{}, out);
    if (!problem && !has_end) out += ' ';
    if (has_end) out += '\n';
  }
  lines_.clear();
}

void LineRedactor::give_up(std::string& out) {
  broken_.close();
  append_placeholders(out);
}

}  // namespace heapgate
