// Where the verbs over a cohort write: the answer and the problems.
#pragma once

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cli/arguments.h"
#include "her2/problem.h"

namespace her2::cli {

struct CloseFile {
  void operator()(std::FILE* file) const {
    if (file != stdin && file != stdout) std::fclose(file);
  }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

/// `standard` where the name is empty or "-"; null after a complaint.
File openFile(const std::string& name, const char* mode, std::FILE* standard);

class StreamOutput {
 public:
  struct Sizes {
    std::uint64_t output = 0;
    std::uint64_t errors = 0;
  };

  /// Opens the files, empty, or cut to what has been written of them by a run before. False after a complaint.
  bool open(const Arguments& arguments, const std::optional<Sizes>& before = std::nullopt);

  bool write(std::string_view bytes);
  void report(const Problem& problem, std::string_view record);
  /// Everything so far is on the disk, and so much it is; nothing where it is not.
  std::optional<Sizes> commit();
  /// False, after a complaint, where not all could be written.
  bool close(bool writeFailed);

 private:
  const Arguments* arguments_ = nullptr;
  File output_;
  File errors_;
  int outputError_ = 0;  // errno of the first write that failed
  int errorsError_ = 0;
};

}  // namespace her2::cli
