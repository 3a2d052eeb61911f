// The releases of the knowledge in clinical terms (blocks [[release-note]] of knowledge/changelog.toml), as Markdown
// that reads as text.
#pragma once

#include <string>

#include "kb/model.h"

namespace her2::present {

std::string changelogText(const kb::Knowledge& knowledge);

}  // namespace her2::present
