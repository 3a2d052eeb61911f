// Reads one TOML text into a Document. The only place that knows the TOML library.
#pragma once

#include <string>
#include <string_view>

#include "kb/node.h"

namespace her2::kb {

/// `file` is the name used in locations.
Result<Document> readToml(std::string_view text, std::string file);

}  // namespace her2::kb
