#include "line_problem.hpp"

namespace heapgate {

const char* to_string(LineProblem problem) {
  switch (problem) {
    case LineProblem::bad_json: return "not valid JSON";
    case LineProblem::bad_utf8: return "not valid UTF-8";
    case LineProblem::no_object: return "not a JSON object";
    case LineProblem::key_twice: return "a key is there twice";
    case LineProblem::no_type: return "no dump record: it has no type";
    case LineProblem::several_records: return "more than one record in the line";
    case LineProblem::wrong_type: return "a key has a value of the wrong type";
    case LineProblem::bad_address: return "an address is not hexadecimal";
    case LineProblem::bad_string: return "a string is not valid JSON";
    case LineProblem::bad_references: return "the references are not valid JSON";
    case LineProblem::bad_line_number: return "the line number is not an integer";
    case LineProblem::bad_generation: return "the generation is not an integer";
    case LineProblem::huge_generation: return "the generation is out of range";
    case LineProblem::bad_memsize: return "the memsize is not an integer";
  }
  return "";
}

}  // namespace heapgate
