// Sets of dumps that cannot be judged, all made from real ones: the exit code is 3 and the cause is named.
// Beside them the healthy ones, which must be judged.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "run_program.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::ProgramRun;
using test::run_in;
using test::TempFolder;

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

// The checks of a report that did not pass.
std::vector<std::string> troubled(const std::string& report) {
  std::vector<std::string> checks;
  const json parsed = json::parse(report);
  for (const json& finding : parsed["trust"]) {
    if (finding["status"] != "ok") checks.push_back(finding["check"]);
  }
  return checks;
}

// `allowed`: names of checks with | between them.
bool names_one_of(const std::string& allowed, const std::vector<std::string>& checks) {
  const std::vector<std::string> names = split(allowed, '|');
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return std::find(checks.begin(), checks.end(), name) != checks.end();
  });
}

struct Row {
  std::string name;
  std::string dumps;
  int exit_code;
  std::string check;
};

void PrintTo(const Row& row, std::ostream* out) {
  *out << row.name;
}

std::vector<Row> hazards() {
  std::vector<Row> rows;
  for (const std::string& line : split(test::read_file(test::data("hazards-3.1/expected.tsv")), '\n')) {
    const std::vector<std::string> cells = split(line, '\t');
    if (line.starts_with('#') || cells.size() < 4 || cells[0] == "name") continue;
    rows.push_back({cells[0], cells[1], std::stoi(cells[2]), cells[3]});
  }
  return rows;
}

std::string test_name(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
  return text;
}

class Hazard : public testing::TestWithParam<Row> {
 protected:
  // The dumps as arguments; several processes as a folder of folders of links.
  std::string arguments() {
    const std::vector<std::string> processes = split(GetParam().dumps, '|');
    if (processes.size() == 1) return GetParam().dumps;
    for (std::size_t i = 0; i < processes.size(); ++i) {
      const fs::path folder = fs::path(folder_.path()) / std::to_string(i + 1);
      fs::create_directory(folder);
      int number = 0;
      for (const std::string& dump : split(processes[i], ' ')) {
        if (dump.empty()) continue;
        fs::create_symlink(test::data("hazards-3.1/") + dump,
                           folder / (std::to_string(++number) + ".json.zst"));
      }
    }
    return folder_.path();
  }

  TempFolder folder_;
};

TEST_P(Hazard, IsJudgedOrRefusedWithItsCause) {
  const ProgramRun run = run_in(test::data("hazards-3.1"), "heapgate check " + arguments() + " -o json");
  EXPECT_EQ(run.exit_code, GetParam().exit_code) << run.out.substr(0, 3000);
  const std::vector<std::string> checks = troubled(run.out);
  if (GetParam().check == "-") {
    EXPECT_THAT(checks, testing::IsEmpty());
    return;
  }
  EXPECT_TRUE(names_one_of(GetParam().check, checks))
      << "expected " << GetParam().check << ", seen " << json(checks).dump();
}

INSTANTIATE_TEST_SUITE_P(Real, Hazard, testing::ValuesIn(hazards()),
                         [](const auto& row) { return test_name(row.param.name); });

// One dump of a healthy leaking set is damaged by a shell command that reads `in` and writes `out`.
struct Damage {
  const char* name;
  const char* command;
  const char* check;
};

void PrintTo(const Damage& damage, std::ostream* out) {
  *out << damage.name;
}

constexpr Damage kDamages[] = {
    {"without_its_last_line", "head -n -1 in >out", "complete"},
    {"without_its_last_5_lines", "head -n -5 in >out", "complete"},
    {"without_its_last_55_lines", "head -n -55 in >out", "complete"},
    {"half_of_its_lines", "head -n $(($(wc -l <in) / 2)) in >out", "complete"},
    {"90_percent_of_its_lines", "head -n $(($(wc -l <in) * 9 / 10)) in >out", "complete"},
    {"99_percent_of_its_lines", "head -n $(($(wc -l <in) * 99 / 100)) in >out", "complete"},
    {"half_of_its_bytes", "head -c $(($(stat -c %s in) / 2)) in >out", "complete"},
    {"90_percent_of_its_bytes", "head -c $(($(stat -c %s in) * 9 / 10)) in >out", "complete"},
    {"99_percent_of_its_bytes", "head -c $(($(stat -c %s in) * 99 / 100)) in >out", "complete"},
    {"99_9_percent_of_its_bytes", "head -c $(($(stat -c %s in) * 999 / 1000)) in >out", "complete"},
    {"without_its_final_newline", "head -c -1 in >out", "complete"},
    {"without_its_first_lines", "tail -n +40 in >out", "complete"},
    {"empty", ": >out", "dump"},
    {"of_text", "yes 'no dump' | head -100 >out", "dump"},
    {"of_zeros", "head -c 100000 /dev/zero >out", "dump"},
    {"of_random_bytes", "head -c 100000 /bin/bash >out", "dump"},
    {"with_every_tenth_line_broken", "sed '0~10s/.$//' in >out", "dump"},
    {"twice_in_one_file", "cat in in >out", "dump"},
    {"cut_and_gzipped", "head -n -5 in | gzip >out", "complete"},
    {"gzipped_and_cut", "gzip -c in >z; head -c -9 z >out", "readable"},
    {"zstd_and_cut", "zstd -qc in >z; head -c -9 z >out", "readable"},
    {"zstd_and_halved", "zstd -qc in >z; head -c $(($(stat -c %s z) / 2)) z >out", "readable"},
    {"xz_and_cut", "xz -c0 in >z; head -c -9 z >out", "readable"},
    {"gzipped_and_garbled",
     "gzip -c in >z; { head -c 50000 z; head -c 999 /bin/bash; tail -c +51000 z; } >out",
     "complete|dump|readable"},
    {"cut_inside_a_line_of_megabytes",
     "cat in >out; printf '{\"address\":\"0x10\", \"type\":\"ARRAY\", \"references\":[' >>out; "
     "yes '\"0x20\", ' | head -c 5000000 | tr -d '\\n' >>out",
     "complete"},
};

class DamagedDump : public testing::TestWithParam<std::tuple<Damage, int>> {};

TEST_P(DamagedDump, IsRefusedWithItsCause) {
  const auto& [damage, number] = GetParam();
  const TempFolder folder;
  const std::string n = std::to_string(number);
  const ProgramRun run =
      run_in(folder.path(), "for i in 1 2 3; do zstd -dcq '" + test::data("native-3.1/leaky") +
                                "'/$i.json.zst >$i.json; done; mv " + n + ".json in; " + damage.command +
                                "; mv out " + n + ".json; heapgate check 1.json 2.json 3.json -o json");
  EXPECT_EQ(run.exit_code, 3) << run.out.substr(0, 3000);
  EXPECT_TRUE(names_one_of(damage.check, troubled(run.out))) << "expected " << damage.check;
  EXPECT_THAT(run.out, testing::HasSubstr("\"message\": \"" + n + ".json: "));
}

INSTANTIATE_TEST_SUITE_P(Each, DamagedDump,
                         testing::Combine(testing::ValuesIn(kDamages), testing::Values(1, 2, 3)),
                         [](const auto& row) {
                           return std::string(std::get<0>(row.param).name) + "_" +
                                  std::to_string(std::get<1>(row.param));
                         });

}  // namespace
}  // namespace heapgate
