// Overlays: what a site knows or decides by itself, laid over a body of knowledge without touching its files. A folder
// with an [overlay] block is an overlay, one with a [release] block is a body of knowledge. A block of an overlay
// stands beside those below it, or takes the place of all that have its kind and id, whole: members are not mixed, so a
// rule can be read in one place. What was replaced is listed, and what would break the rules below is refused.
#pragma once

#include <filesystem>
#include <vector>

#include "kb/document_set.h"

namespace her2::kb {

/// Has it an [overlay] block?
bool isOverlay(const DocumentSet& documents);

/// `overlay` laid over `below`. Its files are called overlay/ID/… from then on. Problems: a bad [overlay] block, two
/// layers of one name, a fact of another type or absence, a list without a code that was there, a table without an
/// output it had.
Result<DocumentSet> overlaid(DocumentSet below, DocumentSet overlay);

}  // namespace her2::kb
