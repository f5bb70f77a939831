#include "cli/app.hpp"

int main(int argc, char** argv) {
  return heapgate::run_app(argc, argv);
}
