// Builds the vocabulary from the blocks [[codes]], [drug] and [[ingredient]].
#pragma once

#include "her2/vocabulary.h"
#include "kb/document_set.h"

namespace her2::kb {

Result<Vocabulary> loadVocabulary(const DocumentSet& knowledge);

}  // namespace her2::kb
