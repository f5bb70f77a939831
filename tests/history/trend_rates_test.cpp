// How often a creep is found, and how often noise is taken for one: over 1,000 made-up histories each.

#include <gmock/gmock.h>

#include <cmath>
#include <iostream>
#include <random>

#include "creeping.hpp"

namespace heapgate {
namespace {

constexpr int kHistories = 1000;
constexpr int kClasses = 20;

using Random = std::mt19937;

/// Leaked objects of one class in each run.
using Noise = std::vector<double> (*)(Random&, int runs);

std::vector<double> independent(Random& random, int runs) {
  std::poisson_distribution<int> objects(10);
  std::vector<double> values;
  for (int i = 0; i < runs; ++i) values.push_back(objects(random));
  return values;
}

// Every tenth run leaks a hundred more.
std::vector<double> spiky(Random& random, int runs) {
  std::vector<double> values = independent(random, runs);
  for (double& value : values) value += random() % 10 == 0 ? 100 : 0;
  return values;
}

// Each run resembles the one before, by half: what Mann-Kendall's test does not expect.
std::vector<double> correlated(Random& random, int runs) {
  std::normal_distribution<double> step(0, 3);
  std::vector<double> values;
  double state = 0;
  for (int i = 0; i < runs; ++i) {
    state = 0.5 * state + step(random);
    values.push_back(std::max(0.0, std::round(12 + state)));
  }
  return values;
}

/// The share of histories of which the budget says that something crept up by more than `max`. `step`:
/// objects by which one class creeps a commit, from run `from` on.
double found_in(Noise noise, int runs, double step, int from, std::uint64_t max) {
  Random random(4711);
  int found = 0;
  for (int history = 0; history < kHistories; ++history) {
    std::vector<std::vector<double>> values;
    for (int i = 0; i < kClasses; ++i) values.push_back(noise(random, runs));
    std::vector<HistoryRun> made;
    for (int run = 0; run < runs; ++run) {
      const double crept = run < from ? 0 : step * (run - from + 1);
      std::vector<std::pair<std::string, std::uint64_t>> classes;
      for (std::size_t i = 0; i < values.size(); ++i) {
        const double value = values[i][static_cast<std::size_t>(run)] + (i == 0 ? crept : 0);
        classes.emplace_back("C" + std::to_string(i), static_cast<std::uint64_t>(value));
      }
      made.push_back(test::leaking_run(run, classes));
    }
    for (const Finding& finding :
         judge_trends(test::trend_rules(Each::class_name, max), &made, {"main", "", {}}))
      found += finding.status == FindingStatus::fail && (step == 0 || finding.subject == "C0") ? 1 : 0;
  }
  return static_cast<double>(found) / kHistories;
}

double said(const char* what, double rate) {
  std::cout << "  " << what << ": " << 100 * rate << " %\n";
  return rate;
}

TEST(TrendRates, OverAThousandHistories) {
  std::cout << "of 1,000 histories with 20 classes each, limit 20 objects:\n";
  EXPECT_GE(said("found: 3 objects a commit over 30 commits", found_in(independent, 30, 3, 0, 20)), 0.99);
  EXPECT_GE(said("found: the same, with spikes of 100", found_in(spiky, 30, 3, 0, 20)), 0.95);
  EXPECT_GE(
      said("found: 15 level runs, then 3 objects a commit over 15", found_in(independent, 30, 3, 15, 20)),
      0.95);
  EXPECT_LE(said("false alarm: noise", found_in(independent, 30, 0, 0, 20)), 0.01);
  EXPECT_LE(said("false alarm: noise with spikes", found_in(spiky, 30, 0, 0, 20)), 0.01);
  EXPECT_LE(said("false alarm: runs that resemble the one before", found_in(correlated, 30, 0, 0, 20)), 0.01);
  std::cout << "the test alone, limit 0:\n";
  EXPECT_LE(said("false alarm: noise", found_in(independent, 30, 0, 0, 0)), 0.02);
  EXPECT_LE(said("false alarm: noise, 12 runs", found_in(independent, 12, 0, 0, 0)), 0.02);
  said("false alarm: runs that resemble the one before", found_in(correlated, 30, 0, 0, 0));
}

}  // namespace
}  // namespace heapgate
