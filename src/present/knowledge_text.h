// The knowledge in words: contents, and one thing at a time.
#pragma once

#include <string>
#include <vector>

#include "kb/model.h"

namespace her2::present {

std::string knowledgeContents(const kb::Knowledge& knowledge);
/// Every version of a table, a fact, source, drug, indication ("drug/indication" or its id), text, list of codes or
/// block of any other kind; or what stands at a place such as "status/breast-ish.toml:19", its row marked.
/// Empty: there is nothing of that name.
std::string knowledgeThing(const kb::Knowledge& knowledge, const std::string& name);
/// Names that hold the text, at most ten.
std::vector<std::string> nearbyNames(const kb::Knowledge& knowledge, const std::string& text);

/// Hit policy of a table, as it is written.
std::string_view hitName(kb::HitPolicy hit);

}  // namespace her2::present
