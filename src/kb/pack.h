// Packed knowledge: the documents as bytes, read back in a pass without parsing TOML. Little-endian; the same documents
// give the same bytes.
//
//   pack     = "her2kb1\n" count:u32 document*
//   document = string node
//   string   = size:u32 bytes
//   node     = kind:u8 line:u32 column:u32 value
//   value    = string | i64 | f64 | u8 | i32 day | count:u32 node* | count:u32 (string node)*      by kind 0..6
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kb/node.h"

namespace her2::kb {

std::string packDocuments(const std::vector<Document>& documents);
/// A problem if the bytes are not a pack.
Result<std::vector<Document>> unpackDocuments(std::string_view bytes);

}  // namespace her2::kb
