// her2-pack FOLDER FILE: packs a folder of knowledge for embedding. A build step, not installed.
#include <cstdio>
#include <fstream>

#include "kb/document_set.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: her2-pack FOLDER FILE\n", stderr);
    return 2;
  }
  const auto set = her2::kb::DocumentSet::readFolder(argv[1]);
  if (!set) {
    for (const auto& problem : set.problems()) std::fprintf(stderr, "%s\n", problem.text().c_str());
    return 4;
  }
  std::ofstream file(argv[2], std::ios::binary);
  file << set->pack();
  return file.flush() ? 0 : 3;
}
