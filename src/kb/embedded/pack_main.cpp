// her2-pack FOLDER FILE: packs a folder of knowledge for embedding, and writes the hash of the pack to FILE.hash. A
// build step, not installed.
#include <cstdio>
#include <fstream>
#include <string>

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
  std::ofstream pack(argv[2], std::ios::binary);
  pack << set->pack();
  std::ofstream hash(std::string(argv[2]) + ".hash", std::ios::binary);
  hash << set->hash();
  return pack.flush() && hash.flush() ? 0 : 3;
}
