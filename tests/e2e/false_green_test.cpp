// Whole runs on what must not pass, and on files that must not be lost.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "program_test.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;
using test::dumps;
using test::ProgramRun;
using testing::HasSubstr;
using testing::Not;

const std::string kClean = dumps("native-3.1/clean");
const std::string kLeaky = dumps("native-3.1/leaky");

class FalseGreen : public test::ProgramTest {};

// 25 objects an interval whose lines are broken in `field`, beside a set that leaks nothing.
std::string broken_lines(const std::string& text) {
  return "i=0; for n in 1 2 3; do for k in $(seq 25); do i=$((i + 1)); for d in 1 2 3; do [ $d -lt $n ] || "
         "printf '" +
         text + "' \"$(printf 7e%06x $((i * 40)))\" $((n * 5 + 4)) >>d/$d.json; done; done; done";
}

TEST_F(FalseGreen, ALeakInLinesWithABrokenNameIsFound) {
  for (const std::string site : {R"("file":"a"b.rb", "line":4, )", R"("file":"a\nb.rb", "line":4, )",
                                 R"("file":"a.rb", "line":4, "method":"\001", )"}) {
    fs::remove_all(folder_.path("d"));
    unpack("native-3.1/clean", "d");
    const ProgramRun made = run(
        broken_lines(R"({"address":"0x%s", "type":"HASH", )" + site + R"("generation":%d, "memsize":40}\n)"));
    ASSERT_EQ(made.exit_code, 0) << made.err;
    const ProgramRun check = run("heapgate check d --no-explain");
    EXPECT_EQ(check.exit_code, 1) << site << check.out;
    EXPECT_THAT(check.out, HasSubstr("25 objects leaked"));
    EXPECT_THAT(check.out, HasSubstr("read but for that"));
  }
}

TEST_F(FalseGreen, LinesThatAreLostAndGrowAreInconclusiveInEveryReport) {
  unpack("native-3.1/clean", "d");
  ASSERT_EQ(
      run(broken_lines(R"({"address":"0x%s", "type":"HASH", "class":0x8", "generation":%d, "memsize":40}\n)"))
          .exit_code,
      0);
  const ProgramRun check =
      run("heapgate check d -o human -o json=j -o junit=u -o markdown=m -o sarif=s -o github=g -o "
          "openmetrics=o -o benchmark=b");
  EXPECT_EQ(check.exit_code, 3);
  for (const char* name : {"u", "m", "g"})
    EXPECT_THAT(file(name), HasSubstr("grow with the load (25 → 50 → 75), broken in")) << name;
  for (const char* name : {"j", "s"})
    EXPECT_THAT(file(name), HasSubstr("grow with the load (25 \\u2192 50 \\u2192 75), broken in")) << name;
  EXPECT_THAT(check.out, HasSubstr("grow with the load (25 → 50 → 75), broken in \"class\""));
  EXPECT_THAT(file("o"), HasSubstr("heapgate_unread_lines 150\n"));
  EXPECT_THAT(file("b"), HasSubstr("unread lines"));
  const std::string rules = "version: 1\nextends: default\ntrust: {lines: warn}\n";
  folder_.write("r.yml", rules);
  EXPECT_EQ(run("heapgate check d --rules r.yml").exit_code, 0);
}

TEST_F(FalseGreen, RedactedBrokenLinesAreJudgedTheSame) {
  unpack("native-3.1/clean", "d");
  for (
      const std::string line :
      {R"({"address":"0x%s", "type":"HASH", "file":"a"b\nc.rb", "line":4, "generation":%d, "memsize":40}\n)",
       R"({"address":"0x%s", "type":"HASH", "class":0x8", "generation":%d, "memsize":40}\n)",
       R"({"address":"0x%s", "type":"HASH", "value":"s3cret\001", "file":"a.rb", "line":4, "method":"s3cret\001", "generation":%d, "memsize":40}\n)",
       R"({"address":"0x%s", "type":"HASH", "file":"b.rb", "line":4, "method":"s3\ncret", "generation":%d, "memsize":4"s3cret"}\n)"})
    ASSERT_EQ(run(broken_lines(line)).exit_code, 0);
  ASSERT_EQ(run("heapgate redact d --out r").exit_code, 0);
  EXPECT_EQ(run("zstd -dcq r/*.zst | grep -ac s3").out, "0\n");
  const std::string check = " && heapgate check . --no-explain -o json | grep -v '\"path\\|\"bytes\\|\\./'";
  EXPECT_EQ(run("cd d" + check).out, run("cd r" + check + " | sed 's/\\.zst//'").out);
}

TEST_F(FalseGreen, ADamagedFileIsNamed) {
  for (const std::string tool : {"gzip", "zstd", "xz"}) {
    unpack("native-3.1/clean", "d");
    ASSERT_EQ(
        run(tool + " -qf d/3.json && f=$(ls d/3.json.*) && s=$(stat -c %s $f) && printf 'x' | dd of=$f bs=1 "
                   "seek=$((s / 2)) conv=notrunc status=none")
            .exit_code,
        0);
    const ProgramRun check = run("heapgate check d");
    EXPECT_EQ(check.exit_code, 3) << tool;
    EXPECT_THAT(check.out, HasSubstr("d/3.json.")) << tool;
    fs::remove_all(folder_.path("d"));
  }
}

TEST_F(FalseGreen, SizesBeyond64BitsAreInconclusive) {
  unpack("native-3.1/clean", "d");
  ASSERT_EQ(run("sed -i '8s/\"memsize\":[0-9]*/\"memsize\":18446744073709551592/' d/2.json").exit_code, 0);
  const ProgramRun check = run("heapgate check d");
  EXPECT_EQ(check.exit_code, 3);
  EXPECT_THAT(check.out, HasSubstr("readable: d/2.json: a 'memsize' cannot be right"));
}

TEST_F(FalseGreen, WhatIsNoFileIsRefusedAtOnce) {
  unpack("native-3.1/clean", "d");
  const ProgramRun zero = run("timeout 5 " HEAPGATE_PROGRAM " check d/1.json d/2.json /dev/zero");
  EXPECT_EQ(zero.exit_code, 3);
  EXPECT_THAT(zero.out, HasSubstr("/dev/zero: it is a device, not a dump"));
  ASSERT_EQ(run("mkfifo d/4.json").exit_code, 0);
  const ProgramRun fifo = run("timeout 5 " HEAPGATE_PROGRAM " check d -o json=j -o human");
  EXPECT_EQ(fifo.exit_code, 3);
  EXPECT_THAT(fifo.out, HasSubstr("d/4.json: it has a dump's name, but is a FIFO"));
  EXPECT_THAT(file("j"), HasSubstr("\"verdict\": \"inconclusive\""));
  EXPECT_EQ(run("timeout 5 " HEAPGATE_PROGRAM " redact d --out r").exit_code, 3);
  ASSERT_EQ(run("rm d/4.json && mkdir d/4.json").exit_code, 0);
  const ProgramRun named = run("heapgate check d");
  EXPECT_EQ(named.exit_code, 3);
  EXPECT_THAT(named.out, HasSubstr("d/4.json: it has a dump's name, but is a folder"));
  ASSERT_EQ(run("rmdir d/4.json && mkfifo d/2.json.meta && mkdir f && mkfifo f/1.json f/2.json.gz f/3.dump")
                .exit_code,
            0);
  const ProgramRun meta = run("timeout 5 " HEAPGATE_PROGRAM " check d");
  EXPECT_EQ(meta.exit_code, 3);
  EXPECT_THAT(meta.out, HasSubstr("d/2.json: its meta file d/2.json.meta is not a regular file"));
  EXPECT_EQ(run("timeout 5 " HEAPGATE_PROGRAM " check f").exit_code, 3);
}

TEST_F(FalseGreen, ALineThatIsTooLongIsRefused) {
  unpack("native-3.1/clean", "d");
  ASSERT_EQ(run("head -c 3000000 /dev/zero | tr '\\0' x >>d/2.json").exit_code, 0);
  const ProgramRun check = run("heapgate check d --max-line 1MiB");
  EXPECT_EQ(check.exit_code, 3);
  EXPECT_THAT(check.out,
              HasSubstr("d/2.json: a line is longer than 1048576 bytes; --max-line reads longer ones"));
  EXPECT_EQ(run("heapgate redact d/2.json --out r --max-line 1MiB").exit_code, 3);
  EXPECT_EQ(run("heapgate check d --max-line 0").exit_code, 2);
  EXPECT_EQ(run("heapgate check d --max-line many").exit_code, 2);
}

// Decided before any dump is read: these are none.
TEST_F(FalseGreen, NoOutputIsWrittenOverAnInputOrAnotherOutput) {
  for (const char* name : {"1.json", "2.json", "3.json", "h"}) folder_.write(name, name);
  folder_.write("1.json.meta", "pid=1\n");
  folder_.write("r.yml", "version: 1\nextends: s.yml\n");
  folder_.write("s.yml", "version: 1\nextends: default\n");
  ASSERT_EQ(run("ln -s 2.json link && ln 3.json hard && ln -s new soft && : >h").exit_code, 0);
  const std::string check = "heapgate check --rules r.yml 1.json 2.json 3.json ";
  for (const std::string output :
       {"-o json=1.json", "-o json=./link", "-o json=hard", "-o json=1.json.meta", "-o json=r.yml",
        "-o json=s.yml", "-o json=new -o junit=soft", "-o json=new -o junit=./new", "--history h -o json=h",
        "--baseline b --write-baseline -o json=b", "--baseline 2.json --write-baseline"}) {
    const ProgramRun run_2 = run(check + output);
    EXPECT_EQ(run_2.exit_code, 2) << output << run_2.out;
    EXPECT_EQ(run_2.out, "") << output;
  }
  const ProgramRun said = run(check + "-o json=link");
  EXPECT_EQ(
      said.err,
      "heapgate: the output 'link' is the dump '2.json', which it would overwrite; give it another path\n");
  EXPECT_EQ(run("heapgate baseline hard 1.json 2.json 3.json").exit_code, 2);
  EXPECT_EQ(run("heapgate baseline s.yml --rules r.yml 1.json 2.json 3.json").exit_code, 2);
  for (const char* name : {"1.json", "2.json", "3.json"}) EXPECT_EQ(file(name), name);
  EXPECT_EQ(file("1.json.meta"), "pid=1\n");
  EXPECT_FALSE(exists("new"));
  EXPECT_EQ(run(check + "-o json=/dev/null -o junit=/dev/null").exit_code, 3);
}

TEST_F(FalseGreen, AHistoryThatIsNoneStaysAsItIs) {
  const std::string package = "{\n  \"name\": \"shop\"\n}";
  folder_.write("package.json", package);
  const ProgramRun check = run("heapgate check --history package.json " + kClean);
  EXPECT_EQ(check.exit_code, 2);
  EXPECT_EQ(check.err, "heapgate: package.json:1: not a heapgate history\n");
  EXPECT_EQ(file("package.json"), package);
}

TEST_F(FalseGreen, ARedactedFolderAppearsWholeOrNotAtAll) {
  unpack("native-3.1/clean", "d");
  ASSERT_EQ(run("heapgate redact d --out r && echo note >r/README").exit_code, 0);
  const std::string before = run("cd r && sha256sum *").out;
  ASSERT_EQ(run("printf 'pid=7\\n' >d/1.json.meta && : >d/3.json").exit_code, 0);
  EXPECT_EQ(run("heapgate redact d --out r").exit_code, 3);
  EXPECT_EQ(run("cd r && sha256sum *").out, before);
  unpack("native-3.1/clean", "d");
  ASSERT_EQ(run("heapgate redact d --out r").exit_code, 0);
  EXPECT_EQ(run("ls -A r").out, "1.json.zst\n1.json.zst.meta\n2.json.zst\n3.json.zst\nREADME\n");
  EXPECT_EQ(run("rm d/1.json.meta && heapgate redact d --out r && ls -A r && ls -A .").out,
            "1.json.zst\n2.json.zst\n3.json.zst\nREADME\nd\nr\n");
}

// As a pull request could have it.
TEST_F(FalseGreen, ARuleFileReachesNothingElse) {
  const std::string secret = "machine example.org login me password s3cret\n";
  folder_.write("secret", secret);
  folder_.write("secret.yml", "s3cret: s3cret\n");
  ASSERT_EQ(run("mkdir -p repo/.git repo/sub && ln -s ../secret.yml repo/link.yml && mkfifo repo/fifo.yml")
                .exit_code,
            0);
  for (const std::string target :
       {"../secret.yml", "./../secret", "link.yml", "fifo.yml", "/etc/passwd", "sub/../../secret.yml"}) {
    folder_.write("repo/heapgate.yml", "version: 1\nextends: " + target + "\nbudgets: [{id: a, max: 1}]\n");
    const ProgramRun check = run("cd repo && timeout 5 " HEAPGATE_PROGRAM " check 1 2 3");
    EXPECT_EQ(check.exit_code, 2) << target;
    EXPECT_THAT(check.err, HasSubstr("heapgate.yml:2:10: 'extends': ")) << target;
    EXPECT_THAT(check.err, Not(HasSubstr("s3cret"))) << target;
    EXPECT_THAT(check.err, Not(HasSubstr("root:"))) << target;
  }
  for (const std::string link : {"../secret", "../secret.yml"}) {
    ASSERT_EQ(run("rm repo/heapgate.yml; ln -s " + link + " repo/heapgate.yml").exit_code, 0);
    const ProgramRun check = run("cd repo && heapgate check 1 2 3");
    EXPECT_EQ(check.exit_code, 2);
    EXPECT_THAT(check.err, HasSubstr("heapgate.yml:1:1: not a rule file")) << link;
    EXPECT_THAT(check.err, Not(HasSubstr("s3cret"))) << link;
  }
  ASSERT_EQ(
      run("rm repo/heapgate.yml; head -c 1100000 /dev/zero | tr '\\0' '#' >repo/heapgate.yml").exit_code, 0);
  EXPECT_THAT(run("cd repo && heapgate check 1 2 3").err, HasSubstr("it is larger than 1048576 bytes"));
}

TEST_F(FalseGreen, TenThousandOverridesTakeSeconds) {
  ASSERT_EQ(
      run("{ echo 'version: 1'; echo 'extends: default'; echo 'overrides:'; for i in $(seq 10000); do echo "
          "\"  - {path: 'app/d$i/**', budgets: [{id: leak, max: $((i % 50))}]}\"; done; } >r.yml")
          .exit_code,
      0);
  EXPECT_EQ(run("timeout 60 " HEAPGATE_PROGRAM " check --rules r.yml " + kClean).exit_code, 0);
  EXPECT_EQ(
      run("timeout 60 " HEAPGATE_PROGRAM " rules --explain r.yml | wc -c | sed 's/^[0-9]\\{7\\}$/fits/'").out,
      "fits\n");
}

}  // namespace
}  // namespace heapgate
