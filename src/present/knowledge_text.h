// The knowledge in words: contents, and one thing at a time.
#pragma once

#include <string>
#include <vector>

#include "kb/model.h"

namespace her2::present {

std::string knowledgeContents(const kb::Knowledge& knowledge);
/// Every version of a table, a fact, source, drug, indication ("drug/indication" or its id), text or list of codes.
/// Empty: there is nothing of that name.
std::string knowledgeThing(const kb::Knowledge& knowledge, const std::string& name);
/// Names that hold the text, at most ten.
std::vector<std::string> nearbyNames(const kb::Knowledge& knowledge, const std::string& text);

}  // namespace her2::present
