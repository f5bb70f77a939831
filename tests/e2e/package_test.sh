#!/usr/bin/env bash
# Installs the build and compiles a program against the installed CMake package.
# usage: package_test.sh BUILD_FOLDER
set -euo pipefail
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cmake --install "$build" --prefix "$work/prefix" >/dev/null
version=$("$work/prefix/bin/heapgate" --version)
version=${version#heapgate }
test -f "$work/prefix/share/heapgate/rules/default.yml"

mkdir "$work/user"
cat >"$work/user/CMakeLists.txt" <<END
cmake_minimum_required(VERSION 3.25)
project(user LANGUAGES CXX)
find_package(heapgate $version EXACT REQUIRED)
add_executable(user main.cpp)
target_link_libraries(user PRIVATE heapgate::heapgate)
END
cat >"$work/user/main.cpp" <<'END'
#include <heapgate/read_dump.hpp>
#include <heapgate/verdict.hpp>
#include <heapgate/version.hpp>

int main() {
  const auto rules = heapgate::load_rulebook(std::nullopt, {"/", ""});
  const auto verdict = heapgate::reach_verdict(heapgate::read_dumps({{"", "", {"a", "b", "c"}}}, 1), rules);
  return verdict.outcome == heapgate::Outcome::inconclusive ? 0 : 1;
}
END
cmake -G Ninja -S "$work/user" -B "$work/out" -DCMAKE_PREFIX_PATH="$work/prefix" >/dev/null
cmake --build "$work/out" >/dev/null
"$work/out/user"
