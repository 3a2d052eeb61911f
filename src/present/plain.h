// Plain text for a terminal: columns, wrapped lines, blocks of knowledge in words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kb/catalogue.h"

namespace her2::present {

/// Columns padded to one width, so that a table reads as a table; two spaces before each line.
std::string grid(const std::vector<std::vector<std::string>>& rows);

/// The text in lines of at most `width` characters, broken at spaces; each line begins with `indent`, the first with
/// `first`.
std::string wrapped(std::string_view text, std::string_view first, std::string_view indent, std::size_t width = 100);

/// The same as lines, the later ones indented by a space.
std::vector<std::string> linesOf(std::string_view text, std::size_t width);

/// At most so many characters, the last one "…" where some are left out.
std::string shortened(std::string_view text, std::size_t letters);

/// Characters, not bytes, of UTF-8 text.
std::size_t characters(std::string_view text);

/// "from 2018-05-30 until 2023-06-07", "always"
std::string periodText(const kb::Period& period);

/// "[asco-cap-2018] title (primary), 2018-05-30, https://…"
std::string sourceLine(const kb::Knowledge& knowledge, const std::string& id);

/// "knowledge/status/breast-ish.toml:19"
std::string placeText(const kb::Block& block);

/// What a block says beyond its id and title, member by member in the order of the file.
std::string blockText(const kb::Node& block, std::string_view indent);

/// A value in one line: leaves as they are, lists with commas, tables as "key value; key value".
std::string inlineText(const kb::Node& node);

}  // namespace her2::present
