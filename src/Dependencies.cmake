# Each library from the system first; where it is missing, its sources by full commit (simdjson: by hash).
include(FetchContent)
set(FETCHCONTENT_QUIET ON)

# NAME PACKAGE TARGET, then what FetchContent_Declare takes.
macro(heapgate_dependency name package target)
  find_package(${package} QUIET)
  if(NOT TARGET ${target})
    message(STATUS "heapgate: ${name} is not installed, fetching its sources")
    FetchContent_Declare(${name} ${ARGN})
    FetchContent_MakeAvailable(${name})
  endif()
endmacro()

set(YAML_CPP_BUILD_TESTS OFF)
set(RE2_BUILD_TESTING OFF)
set(ENABLE_TEST OFF)
set(BENCHMARK_ENABLE_TESTING OFF)

heapgate_dependency(simdjson simdjson simdjson::simdjson
  URL https://github.com/simdjson/simdjson/archive/refs/tags/v3.0.1.tar.gz
  URL_HASH MD5=993576b47249f2bade2bfb2552b2896a)
heapgate_dependency(fmt fmt fmt::fmt
  GIT_REPOSITORY https://github.com/fmtlib/fmt.git
  GIT_TAG a33701196adfad74917046096bf5a2aa0ab0bb50) # 9.1.0
heapgate_dependency(yaml-cpp yaml-cpp yaml-cpp
  GIT_REPOSITORY https://github.com/jbeder/yaml-cpp.git
  GIT_TAG 0579ae3d976091d7d664aa9d2527e0d0cff25763) # 0.7.0
heapgate_dependency(pugixml pugixml pugixml::pugixml
  GIT_REPOSITORY https://github.com/zeux/pugixml.git
  GIT_TAG a0e064336317c9347a91224112af9933598714e9) # 1.13
heapgate_dependency(CLI11 CLI11 CLI11::CLI11
  GIT_REPOSITORY https://github.com/CLIUtils/CLI11.git
  GIT_TAG 70f8072f9dd2292fd0b9f9e5f58e279f60483ed3) # 2.1.2
heapgate_dependency(nlohmann_json nlohmann_json nlohmann_json::nlohmann_json
  GIT_REPOSITORY https://github.com/nlohmann/json.git
  GIT_TAG bc889afb4c5bf1c0d8ee29ef35eaaf4c8bef8a5d) # 3.11.2

# RE2 ships no CMake package on Debian 12, only pkg-config.
find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
  pkg_check_modules(RE2 QUIET IMPORTED_TARGET re2)
endif()
if(TARGET PkgConfig::RE2)
  add_library(re2::re2 ALIAS PkgConfig::RE2)
else()
  heapgate_dependency(re2 re2 re2::re2
    GIT_REPOSITORY https://github.com/google/re2.git
    GIT_TAG 5723bb8950318135ed9cf4fc76bed988a087f536) # 2022-06-01
endif()

find_package(LibArchive QUIET)
if(NOT TARGET LibArchive::LibArchive)
  message(STATUS "heapgate: libarchive is not installed, fetching its sources")
  FetchContent_Declare(libarchive
    GIT_REPOSITORY https://github.com/libarchive/libarchive.git
    GIT_TAG ba80276ccc3c941c4918ec6e2460059f0c525c43) # 3.6.2
  FetchContent_MakeAvailable(libarchive)
  add_library(LibArchive::LibArchive ALIAS archive)
endif()

find_package(CURL QUIET)
if(NOT TARGET CURL::libcurl)
  message(STATUS "heapgate: libcurl is not installed, fetching its sources")
  set(BUILD_CURL_EXE OFF)
  FetchContent_Declare(curl
    URL https://github.com/curl/curl/releases/download/curl-7_88_1/curl-7.88.1.tar.xz
    URL_HASH SHA256=1dae31b2a7c1fe269de99c0c31bb488346aab3459b5ffca909d6938249ae415f)
  FetchContent_MakeAvailable(curl)
  if(NOT TARGET CURL::libcurl)
    add_library(CURL::libcurl ALIAS libcurl)
  endif()
endif()

# Chart.js, built into the page of `heapgate history --html`.
find_file(HEAPGATE_CHART_JS chart.min.js
  PATHS /usr/share/javascript/chart.js /usr/share/nodejs/chart.js/dist
  DOC "Chart.js 3.9.1, minified" NO_CMAKE_FIND_ROOT_PATH)
if(NOT HEAPGATE_CHART_JS)
  message(STATUS "heapgate: Chart.js is not installed, fetching it")
  FetchContent_Declare(chartjs
    URL https://github.com/chartjs/Chart.js/releases/download/v3.9.1/chart.js-3.9.1.tgz)
  FetchContent_MakeAvailable(chartjs)
  set(HEAPGATE_CHART_JS ${chartjs_SOURCE_DIR}/dist/chart.min.js CACHE FILEPATH "Chart.js 3.9.1, minified" FORCE)
  file(SHA256 ${HEAPGATE_CHART_JS} chart_js_hash)
  if(NOT chart_js_hash STREQUAL fbc45926e6b46845a0f905552a0e0b1331049bff1115ecf94dbe0904d895e710)
    message(FATAL_ERROR "${HEAPGATE_CHART_JS} is not Chart.js 3.9.1")
  endif()
endif()

find_package(Threads REQUIRED)
