// The files of the workbench, read once at the start: what is served is what was there then, and no request names a
// path of this machine.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "her2/problem.h"
#include "service/message.h"

namespace her2::service {

class StaticFiles {
 public:
  /// All files under the folder, none if it is empty. A problem where it is no folder.
  static Result<StaticFiles> read(const std::string& folder);

  bool empty() const { return files_.empty(); }
  /// "/" is index.html; nothing for what is not there.
  std::optional<Response> find(const std::string& path) const;

 private:
  struct File {
    std::string type;
    std::string bytes;
    std::string tag;
  };
  std::map<std::string, File> files_;
};

}  // namespace her2::service
